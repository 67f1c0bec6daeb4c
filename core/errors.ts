import { type Message, message } from './messages.ts'

/**
 * Messages by field, in the order of the fields; `non_field_errors` holds what belongs to no single field. A text stands
 * for itself, in whatever language: it comes from a host.
 */
export type FieldMessages = Record<string, (Message | string)[]>

/** What a client sent cannot be accepted: answered 400 with messages by field. */
export class InvalidInput extends Error {
  readonly code = 'REST_AUTH_INVALID_INPUT'
  readonly fields: FieldMessages

  constructor(fields: FieldMessages) {
    super(`invalid: ${Object.keys(fields).join(', ')}`)
    this.fields = fields
  }

  /** An error that belongs to no single field, as Django REST Framework's `non_field_errors`. */
  static of(error: Message): InvalidInput {
    return new InvalidInput({ non_field_errors: [error] })
  }
}

/** Why an identity provider's word lets nobody in; a login that was given up or took too long included. */
export type SocialRefusal = 'refused' | 'underAge' | 'cancelled' | 'consentMissing' | 'expired'

/** An identity provider does not vouch for what was shown: answered 400; a page says why. */
export class SocialRefused extends InvalidInput {
  readonly reason: SocialRefusal

  constructor(reason: SocialRefusal = 'refused') {
    super({ non_field_errors: [message('socialRefused')] })
    this.reason = reason
  }
}

/** A request is refused as a whole: answered with `statusCode` and `{"detail": …}`. */
export class Refused extends Error {
  readonly code = 'REST_AUTH_REFUSED'
  readonly statusCode: number
  readonly detail: Message
  /** Seconds after which another try may do: the `Retry-After` of the answer, where it has one. */
  readonly retryAfter: number | undefined
  /** What a program can do about it, as a word: the `code` of the answer, where it has one. */
  readonly reason: string | undefined

  constructor(statusCode: number, detail: Message, retryAfter?: number, reason?: string) {
    super(detail.name)
    this.statusCode = statusCode
    this.detail = detail
    this.retryAfter = retryAfter
    this.reason = reason
  }
}

/** The credentials of a request do not hold: answered 401 with `WWW-Authenticate`. */
export class AuthenticationFailed extends Refused {
  constructor(detail: Message) {
    super(401, detail)
  }
}

/** Something that the answer needs is away or too busy: answered 503 with `Retry-After` in seconds. */
export class Unavailable extends Refused {
  constructor(
    detail: Message = message('unavailable'),
    { retryAfter = 5, cause }: { retryAfter?: number; cause?: unknown } = {}
  ) {
    super(503, detail, retryAfter)
    if (cause !== undefined) this.cause = cause
  }
}

/** Too many requests, or too many failed tries: answered 429 with `Retry-After`, in Django REST Framework's words. */
export class Throttled extends Refused {
  /** @param retryAfter seconds to wait; made whole, and 1 at least */
  constructor(retryAfter: number) {
    const seconds = Math.max(1, Math.ceil(retryAfter))
    super(429, seconds === 1 ? message('throttledForASecond') : message('throttled', { seconds }), seconds)
  }
}

/**
 * The process cannot start or the command cannot be done as asked: the message is one line for the operator, which
 * says what is wrong and what to do. Never holds a secret.
 */
export class StartError extends Error {
  readonly code = 'REST_AUTH_START'
}
