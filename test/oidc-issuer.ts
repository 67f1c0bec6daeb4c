// An issuer of OpenID Connect, which tells its facts in a document.
import { type SocialOidcOptions, socialOidc } from '../plugins/social-oidc.ts'
import { type TestedProvider, times } from './provider-app.ts'
import { createIssuerKeys } from './provider-keys.ts'

export const issuer = 'https://id.example/realms/shop'
export const discovery = `${issuer}/.well-known/openid-configuration`
export const [authorize, token, userinfo, certs] = ['authorize', 'token', 'userinfo', 'certs'].map(
  path => `${issuer}/${path}`
) as [string, string, string, string]
export const document = {
  issuer,
  authorization_endpoint: authorize,
  token_endpoint: token,
  userinfo_endpoint: userinfo,
  jwks_uri: certs
}

export const keys = await createIssuerKeys('ES256')
export const person = {
  ...{ sub: 'f:8c1/jo', preferred_username: 'jo', email: 'jo@id.example', email_verified: true },
  ...{ given_name: 'Jo', family_name: 'Kim', picture: 'https://id.example/a' }
}
export const claims = { iss: issuer, aud: 'the-client', ...person, ...times }
/** How this project is known to it. */
export const provider = {
  name: 'keycloak',
  issuer,
  label: 'Our company',
  clientId: 'the-client',
  clientSecret: 'the-secret'
}
export const keycloak: TestedProvider = {
  id: 'keycloak',
  name: 'Our company',
  plugin: socialOidc(provider),
  options: {},
  answers: {
    [discovery]: document,
    [certs]: keys.jwks,
    [userinfo]: person,
    [token]: async () => ({ access_token: 'a-token', expires_in: 300, id_token: await keys.sign(claims) })
  }
}
export const withOptions = (options: Partial<SocialOidcOptions>) => ({
  ...keycloak,
  plugin: socialOidc({ ...provider, ...options })
})
export const byAccessToken = { access_token: 'a-token' }
export const byCode = { code: 'a-code' }
export const byIdToken = async () => ({ id_token: await keys.sign(claims) })
export const written = {
  users: [{ username: 'jo', email: 'jo@id.example', first_name: 'Jo', last_name: 'Kim' }],
  addresses: [{ email: 'jo@id.example', verified: 1, primary: 1 }],
  accounts: [{ provider: 'keycloak', uid: 'f:8c1/jo', extra_data: person }]
}
export const withDocument = (changes: object) => ({ [discovery]: { ...document, ...changes } })
