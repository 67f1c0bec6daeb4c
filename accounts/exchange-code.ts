import { member } from '../core/json.ts'
import {
  type ProviderRequest,
  type SocialKeys,
  type SocialProvider,
  secondsOf,
  textOf,
  webClientId
} from '../core/social-provider.ts'
import { away, type ProviderCall } from './provider-call.ts'
import { notConfigured } from './social-client.ts'

/** Tokens that a provider gave this project. */
export interface ProviderTokens {
  accessToken: string
  /** Empty when there is none, or none that is new. */
  refreshToken: string
  /** Empty when there is none. */
  idToken: string
  /** Seconds that the access token is valid; undefined where nobody says it. */
  expiresIn: number | undefined
}

/** A code of a provider, and what it was asked for with. */
export interface AuthorizationCode {
  code: string
  redirectUri: string
  codeVerifier?: string | undefined
}

/** RFC 6749, section 4.1.3, with PKCE (RFC 7636). @throws SocialRefused, Unavailable */
export async function exchangeCode(
  call: ProviderCall,
  { code, redirectUri, codeVerifier }: AuthorizationCode,
  now: number
): Promise<ProviderTokens> {
  const verifier = codeVerifier === undefined ? {} : { code_verifier: codeVerifier }
  return requestTokens(call, { grant_type: 'authorization_code', code, redirect_uri: redirectUri, ...verifier }, now)
}

/** RFC 6749, section 6. @throws SocialRefused, Unavailable */
export async function refreshTokens(call: ProviderCall, refreshToken: string, now: number): Promise<ProviderTokens> {
  return requestTokens(call, { grant_type: 'refresh_token', refresh_token: refreshToken }, now)
}

async function requestTokens(call: ProviderCall, grant: Record<string, string>, now: number): Promise<ProviderTokens> {
  const { provider, keys, client } = call
  if (provider.token === undefined || keys.clientId === '') throw notConfigured(client.settings.clientId)
  const { json } = await call.ask(await tokenRequest(provider.token, keys, grant, now))
  const accessToken = textOf(member(json, 'access_token'))
  if (accessToken === '') throw away(client, new Error('the token endpoint answered no access_token'))
  const expiresIn = secondsOf(member(json, 'expires_in'))
  return {
    accessToken,
    refreshToken: textOf(member(json, 'refresh_token')),
    idToken: textOf(member(json, 'id_token')),
    expiresIn: expiresIn !== undefined && expiresIn > 0 ? expiresIn : undefined
  }
}

/** What the token endpoint of a provider is asked for a grant. */
export async function tokenRequest(
  { url, secret = async ({ secret }) => secret, secretIn }: NonNullable<SocialProvider['token']>,
  keys: SocialKeys,
  grant: Record<string, string>,
  now: number
): Promise<ProviderRequest> {
  return { url, ...identified(webClientId(keys), await secret(keys, now), secretIn, grant) }
}

/** Shows who asks (RFC 6749, section 2.3.1). */
function identified(id: string, secret: string, secretIn: 'header' | undefined, grant: Record<string, string>) {
  const inHeader = secretIn === 'header' && secret !== ''
  const form = { ...grant, client_id: id, ...(secret !== '' && !inHeader && { client_secret: secret }) }
  if (!inHeader) return { form }
  const credentials = Buffer.from(`${encodeURIComponent(id)}:${encodeURIComponent(secret)}`).toString('base64')
  return { form, headers: { authorization: `Basic ${credentials}` } }
}
