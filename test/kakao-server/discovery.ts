import { type Answer, json } from './answers.ts'
import type { KakaoState } from './state.ts'

/** `GET /.well-known/jwks.json`. */
export async function answerJwks({ keys }: KakaoState): Promise<Answer> {
  return json(await keys.jwks())
}

/** `GET /.well-known/openid-configuration` (OpenID Connect Discovery 1.0, section 3). */
export function answerDiscovery({ url }: KakaoState): Answer {
  return json({
    issuer: url,
    authorization_endpoint: `${url}/oauth/authorize`,
    token_endpoint: `${url}/oauth/token`,
    jwks_uri: `${url}/.well-known/jwks.json`,
    token_endpoint_auth_methods_supported: ['client_secret_post'],
    subject_types_supported: ['public'],
    id_token_signing_alg_values_supported: ['RS256'],
    request_uri_parameter_supported: false,
    response_types_supported: ['code'],
    response_modes_supported: ['query'],
    grant_types_supported: ['authorization_code', 'refresh_token'],
    code_challenge_methods_supported: ['S256'],
    claims_supported: ['iss', 'aud', 'sub', 'auth_time', 'exp', 'iat', 'nonce', 'nickname', 'picture', 'email']
  })
}
