import type { FastifyReply, FastifyRequest } from 'fastify'
import Type from 'typebox'
import { acceptedLanguage } from '../core/languages.ts'
import { type MessageName, message, translate } from '../core/messages.ts'

/** `{"detail": "…"}`: a sentence for a person. */
export const Detail = Type.Object({ detail: Type.String() })

/** Answers with a sentence in the language of the request. */
export function answerDetail(request: FastifyRequest, reply: FastifyReply, name: MessageName): { detail: string } {
  varyByLanguage(reply)
  return { detail: translate(message(name), acceptedLanguage(request.headers['accept-language'])) }
}

/** Says that an answer differs by the language of the request, besides whatever else it differs by. */
export function varyByLanguage(reply: FastifyReply): void {
  const vary = reply.getHeader('vary')
  reply.header('vary', vary === undefined ? 'Accept-Language' : `${vary}, Accept-Language`)
}
