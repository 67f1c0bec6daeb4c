import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import fp from 'fastify-plugin'
import { AuthenticationFailed, InvalidInput, Refused, Unavailable } from '../core/errors.ts'
import { acceptedLanguage } from '../core/languages.ts'
import { type Message, message, translate } from '../core/messages.ts'
import { isDatabaseUnavailable } from '../db/errors.ts'
import { varyByLanguage } from '../routes/detail.ts'

export interface AnswersOptions {
  /** The WWW-Authenticate header of a 401; `JWT realm="api"` when not given. */
  challenge?: string
}

/**
 * Django REST Framework's way to answer, for the context that it is registered in and no other: JSON and form bodies,
 * and errors as `{"field": […]}`, `{"non_field_errors": […]}` or `{"detail": …}` in the language of the request.
 * Register it in a context of your own routes to have them answer alike.
 */
export const answers = fp<AnswersOptions>(
  async (scope, { challenge }) => {
    parseForms(scope)
    scope.addContentTypeParser<Buffer>('multipart/form-data', { parseAs: 'buffer' }, parseMultipart)
    scope.addContentTypeParser<Buffer>('application/json', { parseAs: 'buffer' }, parseJson(scope))
    scope.setErrorHandler<unknown>((error, request, reply) => {
      answerError(error, request, reply, challenge) ?? answer(explainUnexpected(error, request), request, reply)
    })
  },
  { name: 'rest-auth-answers', fastify: '5.x' }
)

/** Has a context read the bodies of forms and no others: `request.body` is URLSearchParams, or `{}` for no body at all. */
export function parseForms(scope: FastifyInstance): void {
  scope.removeAllContentTypeParsers()
  scope.addContentTypeParser<Buffer>('application/x-www-form-urlencoded', { parseAs: 'buffer' }, parseForm)
  scope.addContentTypeParser<Buffer>('*', { parseAs: 'buffer' }, parseNothing)
  scope.addHook('preValidation', async request => {
    if (request.body === undefined) request.body = {}
  })
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

function parseJson(scope: FastifyInstance) {
  const parse = scope.getDefaultJsonParser('error', 'error') // a key named __proto__ or constructor is an error
  return (request: FastifyRequest, body: Buffer, done: (error: Error | null, value?: unknown) => void) => {
    if (body.length === 0) return done(null, {})
    let text: string
    try {
      text = utf8.decode(body)
    } catch {
      return done(new Refused(400, message('parseError', { reason: 'not UTF-8' })))
    }
    parse(request, text, (error, value) => {
      done(error === null ? null : new Refused(400, message('parseError', { reason: 'not valid JSON' })), value)
    })
  }
}

async function parseForm(_request: FastifyRequest, body: Buffer): Promise<URLSearchParams> {
  try {
    return new URLSearchParams(utf8.decode(body))
  } catch {
    throw new Refused(400, message('badRequest'))
  }
}

/** The texts of a multipart form (RFC 7578), which Django REST Framework takes as well; files are passed over. */
async function parseMultipart({ headers }: FastifyRequest, body: Buffer): Promise<URLSearchParams> {
  const form = new URLSearchParams()
  if (body.length === 0) return form
  try {
    const type = String(headers['content-type'])
    const parts = await new Response(new Uint8Array(body), { headers: { 'content-type': type } }).formData()
    for (const [name, value] of parts) if (typeof value === 'string') form.append(name, value)
  } catch {
    throw new Refused(400, message('badRequest'))
  }
  return form
}

/** A body of no kind that is read here; none at all is an empty one, whatever its header calls it. */
async function parseNothing(request: FastifyRequest, body: Buffer): Promise<object> {
  if (body.length > 0) throw unsupportedMediaType(request)
  return {}
}

function unsupportedMediaType(request: FastifyRequest): Refused {
  const type = (request.headers['content-type'] ?? '').slice(0, 100)
  return new Refused(415, message('unsupportedMediaType', { type }))
}

/** A not-found handler for a server that has `answers` at its root. */
export async function answerNotFound(): Promise<never> {
  throw new Refused(404, message('notFound'))
}

/**
 * Answers an error that is one of ours or of the request's reading; returns undefined, and does nothing, when it is
 * somebody else's.
 */
export function answerError(
  error: unknown,
  request: FastifyRequest,
  reply: FastifyReply,
  challenge = 'JWT realm="api"'
): FastifyReply | undefined {
  if (error instanceof InvalidInput) {
    const say = speakTo(request, reply)
    const fields = Object.entries(error.fields).map(([name, messages]) => [name, messages.map(say)])
    return reply.code(400).send(Object.fromEntries(fields))
  }
  const explained = explainRefusal(error, request, reply)
  if (explained === undefined) return undefined
  if (error instanceof AuthenticationFailed) reply.header('www-authenticate', challenge)
  return answer(explained, request, reply)
}

/** What a client is told of an error: the status, and a sentence; a text stands for itself. */
export interface Explanation {
  statusCode: number
  detail: Message | string
  /** A word for programs, where there is something that they can do. */
  reason?: string | undefined
}

/**
 * What to tell of any error but InvalidInput; what only the operator should know of it is logged, and `Retry-After` is
 * set where another try may do.
 */
export function explainError(error: unknown, request: FastifyRequest, reply: FastifyReply): Explanation {
  return explainRefusal(error, request, reply) ?? explainUnexpected(error, request)
}

function explainRefusal(error: unknown, request: FastifyRequest, reply: FastifyReply): Explanation | undefined {
  const refused = error instanceof Refused ? error : refusalOf(error, request)
  if (refused instanceof Unavailable) request.log.warn({ cause: outline(refused.cause ?? error) }, 'unavailable')
  if (refused?.retryAfter !== undefined) reply.header('retry-after', refused.retryAfter)
  return refused
}

function answer(
  { statusCode, detail, reason }: Explanation,
  request: FastifyRequest,
  reply: FastifyReply
): FastifyReply {
  const text = typeof detail === 'string' ? detail : speakTo(request, reply)(detail)
  return reply.code(statusCode).send({ detail: text, ...(reason !== undefined && { code: reason }) })
}

/** Texts of messages in the language that a request asks for; an answer with one differs by it. */
function speakTo(request: FastifyRequest, reply: FastifyReply): (text: Message | string) => string {
  const language = acceptedLanguage(request.headers['accept-language'])
  varyByLanguage(reply)
  return text => translate(text, language)
}

/** A property of whatever was thrown, its own or inherited. */
function get(error: unknown, name: string): unknown {
  return typeof error === 'object' && error !== null ? Reflect.get(error, name) : undefined
}

/** What a log may hold of an error: some carry the bytes of a provider's answer along. */
function outline(error: unknown) {
  return { type: String(get(error, 'name')), code: get(error, 'code'), message: String(get(error, 'message')) }
}

/** What Fastify or the database say in their own way. */
function refusalOf(error: unknown, request: FastifyRequest): Refused | undefined {
  if (isDatabaseUnavailable(error)) return new Unavailable(message('unavailable'), { cause: error })
  switch (get(error, 'code')) {
    case 'FST_ERR_CTP_BODY_TOO_LARGE':
      return new Refused(413, message('bodyTooLarge'))
    case 'FST_ERR_CTP_INVALID_MEDIA_TYPE':
      return unsupportedMediaType(request)
    case 'FST_CSRF_MISSING_SECRET':
    case 'FST_CSRF_INVALID_TOKEN':
      return new Refused(403, message('csrfFailed'), undefined, 'csrf')
    case 'FST_ERR_CTP_INVALID_CONTENT_LENGTH':
      return new Refused(400, message('badRequest'))
  }
}

/** A 4xx of the host's own hooks keeps its status and words; anything else is logged and says nothing of its inside. */
function explainUnexpected(error: unknown, request: FastifyRequest): Explanation {
  const statusCode = get(error, 'statusCode')
  if (error instanceof Error && typeof statusCode === 'number' && statusCode >= 400 && statusCode < 500) {
    return { statusCode, detail: error.message }
  }
  request.log.error({ err: error }, 'unexpected error')
  return { statusCode: 500, detail: message('serverError') }
}
