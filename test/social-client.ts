import type { FastifyInstance } from 'fastify'
import type { SocialClient } from '../accounts/social-client.ts'

/** The client of a provider as the server has it, with changes of a test. */
export function clientOf(app: FastifyInstance, provider = 'kakao', changes: Partial<SocialClient> = {}): SocialClient {
  const client = app.accounts.social.clients.get(provider)
  if (client === undefined) throw new Error(`there is no provider ${provider}`)
  return { ...client, ...changes }
}
