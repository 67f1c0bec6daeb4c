import { randomBytes } from 'node:crypto'
import { InvalidInput } from '../core/errors.ts'
import { message } from '../core/messages.ts'
import { isAllowedNext } from '../core/next-address.ts'
import { webClientId } from '../core/social-provider.ts'
import type { Accounts } from './context.ts'
import { openCall } from './provider-call.ts'
import { notConfigured, type SocialClient } from './social-client.ts'
import { type CarriedLogin, random, sealCarried, sha256, webLoginLifetime } from './web-login.ts'

/** What a login by a browser is begun with. */
export interface WebLoginStart {
  /** Where it leads in the end; where LOGIN_REDIRECT_URL says when undefined. */
  next: string | undefined
  /** Consents to ask for, in place of all; one that this project does not ask for is refused. */
  scopes: readonly string[] | undefined
  /** Whom the provider should ask: `login`, `none`, `create`, `select_account`. */
  prompt: string | undefined
  /** The code_challenge (RFC 7636, S256) of the front end that picks the login up. */
  challenge: string | undefined
  /** Where the provider sends people back. */
  redirectUri: string
}

const prompts = new Set(['login', 'none', 'create', 'select_account', 'consent'])

/**
 * Begins a login by a browser: the address at the provider (RFC 6749, section 4.1.1), with state, nonce and PKCE, all of
 * them bound to the browser by what it is given to carry.
 * @throws InvalidInput naming what is wrong; Unavailable when the server is not set up for it
 */
export async function beginWebLogin(
  accounts: Accounts,
  client: SocialClient,
  { next, scopes, prompt, challenge, redirectUri }: WebLoginStart
): Promise<{ location: string; carried: string }> {
  const { social, now } = accounts
  if (next !== undefined && !isAllowedNext(next, social.nextUrls)) {
    throw new InvalidInput({ next: [message('socialNextUnknown')] })
  }
  if (challenge !== undefined && !/^[\w-]{43}$/.test(challenge)) {
    throw new InvalidInput({ code_challenge: [message('socialChallengeInvalid')] })
  }
  const { provider, keys } = await openCall(accounts, client)
  const { authorization } = provider
  if (authorization === undefined || keys.clientId === '') throw notConfigured(client.settings.clientId)
  const carried: CarriedLogin = {
    state: random(16),
    nonce: randomBytes(16).toString('hex'), // Naver was seen to drop an A at the end of one in base64url
    verifier: random(32),
    ...(next !== undefined && { next }),
    ...(challenge !== undefined && { challenge }),
    redirectUri,
    expires: now() + 1000 * webLoginLifetime
  }
  const location = new URL(authorization.url)
  const asked = scopesOf(client, scopes)
  const parameters = {
    response_type: 'code',
    client_id: webClientId(keys),
    redirect_uri: redirectUri,
    state: carried.state,
    ...(asked.length > 0 && { scope: asked.join(authorization.separator ?? ' ') }),
    ...(provider.idToken !== undefined && { nonce: carried.nonce }),
    ...(authorization.pkce !== false && { code_challenge: sha256(carried.verifier), code_challenge_method: 'S256' }),
    ...(prompt !== undefined && prompts.has(prompt) && { prompt }),
    ...authorization.parameters
  }
  for (const [name, value] of Object.entries(parameters)) location.searchParams.set(name, value)
  return { location: location.href, carried: sealCarried(accounts, client, carried) }
}

/** All scopes of the project, or some of them; without `openid` beside them, Kakao gives no id_token. */
function scopesOf({ scopes }: SocialClient, asked: readonly string[] | undefined): readonly string[] {
  if (asked === undefined) return scopes
  if (!asked.every(scope => scopes.includes(scope))) throw new InvalidInput({ scope: [message('socialScopeUnknown')] })
  return scopes.filter(scope => asked.includes(scope) || scope === 'openid')
}
