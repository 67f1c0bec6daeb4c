import { createPrivateKey, type KeyObject } from 'node:crypto'
import { SignJWT } from 'jose'
import { StartError } from '../core/errors.ts'
import { clientIdsOf, readStandardClaims, type SocialKeys, webClientId } from '../core/social-provider.ts'
import { socialProvider } from './social-provider.ts'

const issuer = 'https://appleid.apple.com'

/**
 * Apple (developer.apple.com, "Sign in with Apple REST API"). As allauth has it: `clientId` names the Services ID of
 * the web and then the bundle ids of apps, with commas; `clientSecret` is the key id and `key` the team id, and
 * `privateKey` the .p8 file's text, with which the client secret is signed. Apple has no API that an access token
 * opens, so none is taken; its answer to a browser comes as a form. The person's id is the same in all apps of a team,
 * and the name is not in the id_token.
 */
export const socialApple = socialProvider({
  id: 'apple',
  name: 'Apple',
  scopes: ['email'],
  options: ['key', 'privateKey'],
  facts(options) {
    const privateKey = options.privateKey === undefined ? undefined : readKey(options.privateKey)
    return {
      id: 'apple',
      name: 'Apple',
      authorization: {
        url: `${issuer}/auth/authorize`,
        parameters: { response_mode: 'form_post' }, // demanded where a scope is asked for
        pkce: false
      },
      // Without the key there is no code to exchange: id_tokens of apps alone are taken.
      ...(privateKey !== undefined && {
        token: { url: `${issuer}/auth/token`, secret: (keys, now) => clientSecret(privateKey, keys, now) }
      }),
      idToken: {
        issuers: [issuer],
        jwksUrl: `${issuer}/auth/keys`,
        algorithms: ['RS256'],
        audiences: clientIdsOf,
        read: readStandardClaims
      }
    }
  }
})

/** @throws StartError when it is no P-256 key in PEM form */
function readKey(pem: string): KeyObject {
  try {
    const key = createPrivateKey(pem)
    if (key.asymmetricKeyDetails?.namedCurve === 'prime256v1') return key
  } catch {
    // What OpenSSL says of it would quote it.
  }
  throw new StartError('SOCIALACCOUNT_PROVIDERS: apple.privateKey takes the text of the .p8 file that Apple gave')
}

/** Seconds; a client secret is made for each call. */
const lifetime = 300

/** "Creating a client secret". @param now milliseconds since 1970 */
async function clientSecret(privateKey: KeyObject, keys: SocialKeys, now: number): Promise<string> {
  const seconds = Math.floor(now / 1000)
  return new SignJWT({})
    .setProtectedHeader({ alg: 'ES256', kid: keys.secret })
    .setIssuer(keys.key)
    .setSubject(webClientId(keys))
    .setAudience(issuer)
    .setIssuedAt(seconds)
    .setExpirationTime(seconds + lifetime)
    .sign(privateKey)
}
