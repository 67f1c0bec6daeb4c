// A server whose mails stand in a folder when it has answered, and whose clock goes forward when it is told to.
import { join } from 'node:path'
import type { FastifyInstance, InjectOptions } from 'fastify'
import type { Test } from 'tap'
import type { SuiteOptions } from '../app.ts'
import { createApp, oneHasherDatabase, readRows } from './helper.ts'
import { linkIn, type ReadMail, readMails } from './mails.ts'
import { createClock } from './outside.ts'

export const korean = { 'accept-language': 'ko' }

/** Where requests come from, for acts that are called without one. */
export const origin = { ipAddress: '192.0.2.7', userAgent: 'tests', language: 'en' as const }

/** A server on Django's database with hashes of one kind unless another one is given, its clock, and the mails that it has sent. */
export async function createMailingApp(t: Test, options: SuiteOptions = {}) {
  const { databaseUrl = oneHasherDatabase(t) } = options
  const folder = join(t.testdirName, 'mails')
  const clock = createClock()
  const app = await createApp(t, { now: clock.now, emailUrl: `file:${folder}`, ...options, databaseUrl })
  return { app, clock, mails: () => readMails(folder) }
}

/** Asks in the name of whom a token stands for. */
export function as(app: FastifyInstance, token: string, scheme = 'JWT') {
  return async (
    method: NonNullable<InjectOptions['method']>,
    url: string,
    payload?: object,
    headers: Record<string, string> = {}
  ) => {
    const response = await app.inject({
      method,
      url,
      headers: { authorization: `${scheme} ${token}`, ...headers },
      ...(payload !== undefined && { payload })
    })
    const body = response.body === '' ? undefined : response.json()
    return { status: response.statusCode, body, headers: response.headers }
  }
}

/** Sends an HTML form. */
export async function submit(
  app: FastifyInstance,
  url: string,
  fields: Record<string, string>,
  headers: Record<string, string> = {}
) {
  const response = await app.inject({
    method: 'POST',
    url,
    headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
    payload: new URLSearchParams(fields).toString()
  })
  return { status: response.statusCode, body: response.json() }
}

/** How many mails have ever been put into the outbox; a row goes when its mail has gone. */
export function countQueuedMails(app: FastifyInstance): number {
  const [row] = readRows(app, "select seq from sqlite_sequence where name = 'rest_auth_mail'")
  return Number(row?.seq ?? 0)
}

/** What the link of a reset mail carries. */
export function resetLinkIn(mail: ReadMail): { uid: string; token: string } {
  const [token = '', uid = ''] = new URL(linkIn(mail)).pathname.split('/').filter(Boolean).reverse()
  return { uid, token }
}

/** The key in a mail that verifies an address. */
export function emailKeyIn(mail: ReadMail): string {
  const [key = ''] = new URL(linkIn(mail)).pathname.split('/').filter(Boolean).reverse()
  return decodeURIComponent(key)
}

/** What an answer says, without its headers. */
export async function told<Body>(answer: Promise<{ status: number; body: Body }>) {
  const { status, body } = await answer
  return { status, body }
}
