import Type from 'typebox'
import type { AccountPolicy } from '../accounts/context.ts'
import { message } from '../core/messages.ts'
import { Detail } from './detail.ts'
import { detailAnswer, namedExamples, nameOf, type Sentence, textOf } from './detail-answer.ts'

const FieldErrors = Type.Object(
  {},
  {
    additionalProperties: Type.Array(Type.String()),
    description: 'Messages by field; `non_field_errors` holds what belongs to no single field.'
  }
)

const notJson = message('parseError', { reason: 'not valid JSON' })

/**
 * 400 as an answer of the OpenAPI description.
 * @param faults what it may say, by field: `{ password: 'required' }`
 */
export function invalidAnswer(...faults: Record<string, Sentence>[]) {
  const examples = faults.map(fault => {
    const fields = Object.entries(fault).map(([field, sentence]) => [field, [textOf(sentence)]])
    return [[...new Set(Object.values(fault).map(nameOf))].join(', '), Object.fromEntries(fields)] as const
  })
  return Type.Union([FieldErrors, Detail], {
    description: 'Not acceptable: all fields that are wrong are told at once. `detail` where the body cannot be read.',
    ...namedExamples([...examples, [nameOf(notJson), { detail: textOf(notJson) }]])
  })
}

/** How an endpoint can fail, whatever it does. */
export interface Failures {
  /** It reads a body. */
  hasBody: boolean
  /** It asks who makes the request. */
  isAuthenticated: boolean
  /** It can be asked by a cookie to change something. */
  takesCookie: boolean
  /** A number in its path says what it is about. */
  hasPathId: boolean
  /** Whom alone it is for, as in `members of the staff`; each has to hold. */
  isFor: readonly string[]
}

/** The answers of errors that need no telling at each endpoint; an endpoint's own go before them. */
export function errorAnswers({
  hasBody,
  isAuthenticated,
  takesCookie,
  hasPathId,
  isFor
}: Failures): Record<number, object> {
  return {
    ...(hasBody && { 400: unreadable, 413: tooLarge, 415: notSupported }),
    ...(isAuthenticated && { 401: unauthenticated }),
    ...(takesCookie && { 403: crossSite }),
    ...(isFor.length > 0 && { 403: notPermitted(isFor, takesCookie) }),
    ...(hasPathId && { 404: notFound }),
    429: throttled,
    503: unavailableAnswer()
  }
}

/**
 * 503 as an answer of the OpenAPI description.
 * @param sentences what it may say besides
 */
export function unavailableAnswer(...sentences: Sentence[]) {
  const headers = { 'retry-after': { type: 'integer', description: 'Seconds after which another try may do.' } }
  return detailAnswer('Something that the answer needs is away or too busy.', ['unavailable', ...sentences], headers)
}

/** 403 of an endpoint that takes a recent login, where ACCOUNT_REAUTHENTICATION_REQUIRED asks for one. */
export function recentLoginAnswer({ reauthenticationTimeout }: AccountPolicy): Record<number, object> {
  if (reauthenticationTimeout === undefined) return {}
  const tooOld = message('reauthenticationNeeded', { minutes: Math.ceil(reauthenticationTimeout / 60) })
  return { 403: detailAnswer('The login is not a recent one, or the request of another site.', [tooOld, 'crossSite']) }
}

const unreadable = detailAnswer('A body that cannot be read.', [notJson])
const tooLarge = detailAnswer('A body of more than 100 kB.', ['bodyTooLarge'])
const notSupported = detailAnswer('A body that is neither JSON nor a form.', [
  message('unsupportedMediaType', { type: 'text/plain' })
])
const unauthenticated = detailAnswer(
  'Credentials that are missing, do not hold, or belong to a disabled user.',
  ['notAuthenticated', 'tokenExpired', 'sessionEnded'],
  { 'www-authenticate': { type: 'string', description: 'How to authenticate, as in `JWT realm="api"`.' } }
)
/** 403 of what a cookie can ask for. */
export const crossSite = detailAnswer('The cookie came with a request of another site.', ['crossSite'])

function notPermitted(isFor: readonly string[], takesCookie: boolean) {
  const description = isFor.map(who => `Only for ${who}.`).join(' ')
  if (!takesCookie) return detailAnswer(description, ['permissionDenied'])
  return detailAnswer(`${description} Or the cookie came with a request of another site.`, [
    'permissionDenied',
    'crossSite'
  ])
}

const throttled = detailAnswer(
  'Too many requests, or too many wrong passwords.',
  [message('throttled', { seconds: 42 })],
  {
    'retry-after': { type: 'integer', description: 'Seconds after which another try may do.' }
  }
)
const notFound = detailAnswer('There is none of that number, or it is not yours.', ['notFound'])
