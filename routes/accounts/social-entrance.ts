import type { FastifyRequest } from 'fastify'
import type { SocialClient } from '../../accounts/social-client.ts'
import type { SocialProvider } from '../../core/social-provider.ts'
import type { LoginAnswers } from '../login-answers.ts'

/** A provider that people can come by. */
export interface SocialEntrance {
  client: SocialClient
  /** The ways in that the provider has, as far as is known before anybody asks it. */
  ways: SocialWays
  /** How who came by it is answered. */
  answers: LoginAnswers
  /** Where the provider sends browsers back to: the address of a request's site, by its row and never by the request. */
  callbackUri: (request: FastifyRequest) => Promise<string>
  /** The name of a request's site. */
  siteName: (request: FastifyRequest) => Promise<string>
}

/** The provider as the site of a request is known to it. */
export function clientAt(client: SocialClient, request: FastifyRequest): SocialClient {
  return { ...client, siteId: request.server.sites.idOf(request) }
}

export interface SocialWays {
  accessToken: boolean
  idToken: boolean
  code: boolean
  browser: boolean
  /**
   * The provider gives a code of the server's own callback to nobody without the verifier that began its login (PKCE).
   * Where it has none, such a code is for the browser that waits there: from anybody else it may be a found one
   * (RFC 9700, section 4.5).
   */
  bindsCodes: boolean
}

export function waysOf(provider: SocialProvider): SocialWays {
  const { profile, idToken, token, authorization } = provider
  const code = token !== undefined
  return {
    accessToken: profile !== undefined,
    idToken: idToken !== undefined,
    code,
    browser: code && authorization !== undefined,
    bindsCodes: !code || authorization?.pkce !== false
  }
}
