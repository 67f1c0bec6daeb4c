import fp from 'fastify-plugin'
import type { DiscoveredProvider } from '../accounts/social-client.ts'
import { StartError } from '../core/errors.ts'
import { member } from '../core/json.ts'
import { bearer, clientIdsOf, readStandardClaims, type SocialProvider } from '../core/social-provider.ts'
import { readSocialOptions } from '../settings.ts'
import { addProvider, describe, type SocialProviderOptions } from './social-provider.ts'

export type SocialOidcOptions = SocialProviderOptions & {
  /** Its name in URLs and rows, as in `keycloak`. */
  name: string
  /** Exactly as its id_tokens say it. */
  issuer: string
}

/**
 * A plugin for the logins of any issuer of OpenID Connect, whose facts stand in its own document (OpenID Connect
 * Discovery 1.0): `app.register(socialOidc({ name: 'keycloak', issuer: 'https://…', clientId: '…' }))`. Access tokens
 * alone are taken with `acceptUnprovenTokens` only, as nothing says whom they were made for. An address is taken when
 * the issuer says `email_verified`.
 */
export function socialOidc({ name, ...given }: SocialOidcOptions) {
  return fp<{ prefix?: string }>(
    async (fastify, { prefix = given.prefix ?? '' }) => {
      const options = readSocialOptions(name, given, ['issuer', 'label', 'acceptUnprovenTokens'])
      const { issuer, label = name } = options
      if (issuer === undefined) throw new StartError(`SOCIALACCOUNT_PROVIDERS: ${name}.issuer is missing`)
      const description = { id: name, name: label, scopes: ['openid', 'email', 'profile'] }
      const facts = () => discovered(issuer, description, fastify.accounts.now)
      await addProvider(fastify, { ...given, prefix }, describe({ ...description, facts }, options))
    },
    { name: `rest-auth-social-${name}`, dependencies: ['rest-auth-jwt'], fastify: '5.x' }
  )
}

/** Milliseconds for which a document counts, and in which an issuer that was away is not asked again. */
const fresh = 24 * 3600_000
const cooldown = 60_000

function discovered(issuer: string, names: { id: string; name: string }, now: () => number): DiscoveredProvider {
  const url = `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`
  let known: SocialProvider | undefined
  let tried: { at: number; term: number; error?: unknown } | undefined
  let loading: Promise<void> | undefined

  async function load(ask: (url: string) => Promise<unknown>): Promise<void> {
    const at = now()
    try {
      known = factsIn(await ask(url), issuer, names)
      tried = { at, term: fresh }
    } catch (error) {
      tried = { at, term: cooldown, error }
    }
    loading = undefined
  }

  return {
    issuer,
    async discover(ask) {
      const isSettled = tried !== undefined && Math.abs(now() - tried.at) < tried.term
      if (loading !== undefined || !isSettled) {
        loading ??= load(ask)
        await loading
      }
      if (known === undefined) throw tried?.error
      return known
    }
  }
}

/** @throws an Error when the document is another issuer's, says too little, or names an address that is not safe */
function factsIn(document: unknown, issuer: string, names: { id: string; name: string }): SocialProvider {
  if (member(document, 'issuer') !== issuer) throw new Error('the document is of another issuer')
  const address = (name: string) => {
    const url = member(document, name)
    if (url === undefined) return undefined
    const isSafe = typeof url === 'string' && URL.canParse(url) && isAsSafe(new URL(url), new URL(issuer))
    if (!isSafe) throw new Error(`${name} of the document is no address, or is not as safe as the issuer's`)
    return url
  }
  const jwksUrl = address('jwks_uri')
  if (jwksUrl === undefined) throw new Error('the document names no jwks_uri')
  const [authorization, token, userinfo] = ['authorization_endpoint', 'token_endpoint', 'userinfo_endpoint'].map(
    address
  )
  return {
    ...names,
    ...(authorization !== undefined && { authorization: { url: authorization } }),
    ...(token !== undefined && { token: { url: token, ...secretIn(document) } }),
    idToken: {
      issuers: [issuer],
      jwksUrl,
      algorithms: ['RS256', 'ES256', 'PS256'],
      audiences: clientIdsOf,
      read: readStandardClaims
    },
    ...(userinfo !== undefined && {
      profile: {
        ask: (accessToken: string) => [bearer(userinfo, accessToken)],
        read: ([answer]: readonly unknown[]) => readStandardClaims(answer)
      }
    })
  }
}

/** OpenID Connect Discovery 1.0, section 3: in a header where the issuer does not say that it takes a body. */
function secretIn(document: unknown): { secretIn?: 'header' } {
  const methods = member(document, 'token_endpoint_auth_methods_supported')
  return Array.isArray(methods) && methods.includes('client_secret_post') ? {} : { secretIn: 'header' }
}

/** https, or http where the issuer itself has no more, as on this machine. */
function isAsSafe({ protocol }: URL, issuer: URL): boolean {
  return protocol === 'https:' || protocol === issuer.protocol
}
