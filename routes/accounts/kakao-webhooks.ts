import { createHash, timingSafeEqual } from 'node:crypto'
import type { FastifyInstance } from 'fastify'
import Type from 'typebox'
import type { Accounts } from '../../accounts/context.ts'
import { receiveEvent } from '../../accounts/provider-event.ts'
import type { SocialClient } from '../../accounts/social-client.ts'
import {
  type EventRefusal,
  EventRefused,
  type EventToken,
  eventLifetime,
  verifyEventToken
} from '../../accounts/verify-event-token.ts'
import { InvalidInput, Refused } from '../../core/errors.ts'
import { readFields } from '../../core/fields.ts'
import { eventName } from '../../core/kakao-events.ts'
import { message } from '../../core/messages.ts'
import { detailAnswer } from '../detail-answer.ts'
import { invalidAnswer } from '../error-answers.ts'
import { type Endpoint, resource } from '../resource.ts'
import { clientAt } from './social-entrance.ts'

const tags = ['Webhooks']
const text = (description: string, example: string) => Type.String({ minLength: 1, description, examples: [example] })
const Unlink = Type.Object({
  app_id: text('The number of the app.', '770001'),
  user_id: text('Who it is about at Kakao.', '3700000001'),
  referrer_type: Type.Optional(text('Why.', 'UNLINK_FROM_APPS'))
})

const refusals: Record<EventRefusal, string> = {
  invalid_request: 'Not a Security Event Token that names one person, or too old.',
  invalid_key: 'Not signed by a key of the issuer.',
  invalid_issuer: 'Another issuer.',
  invalid_audience: 'Not for a key of this app.'
}

export interface KakaoWebhookSettings {
  /** The primary admin key of the app; without it nobody can show one, and the webhook is closed. */
  adminKey: string | undefined
  /** The number of the app, where its Social application does not say it. */
  appId: number | undefined
}

/**
 * What Kakao calls when something happened to a person there: the unlink webhook, and the account status webhook, which
 * sends Security Event Tokens (RFC 8417). Both are kept, answered within Kakao's 3 seconds, and worked off later. Whether
 * anybody here is who it is about, the answer does not say.
 */
export function kakaoWebhooks(
  scope: FastifyInstance,
  accounts: Accounts,
  client: SocialClient,
  settings: KakaoWebhookSettings
): void {
  const unlink = unlinkEndpoint(accounts, client, settings)
  resource(scope, '/accounts/kakao/webhook/unlink/', {
    name: 'Kakao Unlink Webhook',
    GET: { ...unlink, schema: { ...unlink.schema, operationId: 'kakaoUnlinkedByLink', querystring: Unlink } },
    POST: { ...unlink, schema: { ...unlink.schema, operationId: 'kakaoUnlinked', body: Unlink } }
  })
  scope.register(async events => {
    events.removeAllContentTypeParsers() // a token within JSON or a form is none
    events.addContentTypeParser(
      'application/secevent+jwt',
      { parseAs: 'string' },
      async (_request: unknown, body: string) => body
    )
    resource(events, '/accounts/kakao/webhook/events/', {
      name: 'Kakao Account Status Webhook',
      POST: eventEndpoint(accounts, client)
    })
  })
}

function unlinkEndpoint(accounts: Accounts, client: SocialClient, { adminKey, appId }: KakaoWebhookSettings): Endpoint {
  return {
    limits: false,
    schema: {
      summary: 'Kakao tells that somebody disconnected the app',
      description: 'Kakao calls it with `Authorization: KakaoAK <admin key>`; without KAKAO_ADMIN_KEY it is closed.',
      tags,
      response: {
        200: Type.Object({}, { description: 'Kept.' }),
        400: invalidAnswer({ user_id: 'required' }),
        403: detailAnswer('The admin key is another one, or none is set here.', ['webhookRefused'])
      }
    },
    async handler(request) {
      if (!isSameKey(request.headers.authorization, adminKey)) throw new Refused(403, message('webhookRefused'))
      const told = await readFields(Unlink, request.method === 'GET' ? request.query : request.body)
      const own = clientAt(client, request)
      const app = await accounts.database.social.findApp(own.id, own.siteId)
      if (told.app_id !== (app?.appId || String(appId ?? told.app_id))) {
        throw new InvalidInput({ app_id: [message('socialRefused')] })
      }
      const issued = accounts.now()
      const { siteId } = own
      await receiveEvent(accounts, client, { uid: told.user_id, event: 'unlink', issued, language: 'ko', siteId })
      return {}
    }
  }
}

/** Compares in constant time, by hashes of one length. */
function isSameKey(authorization: string | undefined, adminKey: string | undefined): boolean {
  const hash = (text: string) => createHash('sha256').update(text).digest()
  const isSame = timingSafeEqual(hash(authorization ?? ''), hash(`KakaoAK ${adminKey}`))
  return isSame && adminKey !== undefined
}

const Refusal = Type.Object(
  {
    err: Type.String({ description: 'A code of RFC 8935.', examples: ['invalid_audience'] }),
    description: Type.String({ description: 'A sentence for who sent it.', examples: [refusals.invalid_audience] })
  },
  { description: 'Not a token for this app.' }
)
const notAToken = message('unsupportedMediaType', { type: 'application/json' })

function eventEndpoint(accounts: Accounts, client: SocialClient): Endpoint {
  return {
    limits: false,
    schema: {
      summary: 'Kakao tells what happened to an account',
      description: 'A Security Event Token (RFC 8417), pushed as RFC 8935 says; one that came before is passed over.',
      tags,
      operationId: 'kakaoEvent',
      consumes: ['application/secevent+jwt'],
      body: Type.String({ description: 'The token.', examples: ['eyJ…'] }),
      response: {
        202: Type.Null({ description: 'Kept.' }),
        400: Refusal,
        415: detailAnswer('Not a token by its content type.', [notAToken])
      }
    },
    async handler(request, reply) {
      const { body } = request
      const own = clientAt(client, request)
      try {
        const token = await verifyEventToken(accounts, own, typeof body === 'string' ? body : '')
        await receive(accounts, own, token)
      } catch (error) {
        if (!(error instanceof EventRefused)) throw error
        reply.code(400).header('content-language', 'en')
        return { err: error.reason, description: refusals[error.reason] }
      }
      return reply.code(202).send() // without a body (RFC 8935, section 2.2)
    }
  }
}

/** Keeps what is known of a token; Kakao, which retries, is told nothing of what is not. */
async function receive(accounts: Accounts, client: SocialClient, token: EventToken): Promise<void> {
  const { uid, issued, jti } = token
  const { siteId } = client
  for (const event of token.events.flatMap(uri => eventName(uri) ?? [])) {
    const once = { id: `${jti} ${event}`, expires: issued + eventLifetime }
    await receiveEvent(accounts, client, { uid, event, issued, language: 'ko', siteId, once })
  }
}
