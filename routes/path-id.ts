import type { FastifyRequest } from 'fastify'
import { Refused } from '../core/errors.ts'
import { member } from '../core/json.ts'
import { message } from '../core/messages.ts'

/** The number in a path, as in `/rest-auth/emails/:id/`. @throws Refused with 404 when it is none that a row can have */
export function pathId({ params }: FastifyRequest): number {
  const digits = String(member(params, 'id'))
  const id = /^\d+$/.test(digits) ? Number(digits) : 0
  if (id < 1 || !Number.isSafeInteger(id)) throw new Refused(404, message('notFound'))
  return id
}
