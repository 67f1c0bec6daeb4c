// What a browser does with the links of mails: opens them, and sends their forms.
import type { FastifyInstance, InjectOptions } from 'fastify'
import type { Test } from 'tap'
import type { SuiteOptions } from '../app.ts'
import { post } from './helper.ts'
import { createMailingApp } from './mailing-app.ts'
import { linkIn } from './mails.ts'

const entities: Record<string, string> = { '&amp;': '&', '&lt;': '<', '&gt;': '>', '&quot;': '"', '&#39;': "'" }

/** What people read on a page. */
export function textOf(html: string): string {
  const body = html.replace(/^.*<body>/s, '').replace(/<[^>]*>/g, ' ')
  return body
    .replace(/&(amp|lt|gt|quot|#39);/g, entity => entities[entity] ?? '')
    .replace(/\s+/g, ' ')
    .trim()
}

export interface Page {
  status: number
  headers: Record<string, unknown>
  html: string
  heading: string | undefined
  text: string
}

/** Asks for a page. */
export async function ask(
  app: FastifyInstance,
  method: NonNullable<InjectOptions['method']>,
  url: string,
  options: InjectOptions = {}
): Promise<Page> {
  const { statusCode, headers, body } = await app.inject({ method, url, ...options })
  const [, heading] = /<h1>(.*?)<\/h1>/.exec(body) ?? []
  return { status: statusCode, headers, html: body, heading, text: textOf(body) }
}

/** Opens a link. */
export const open = (app: FastifyInstance, url: string, headers: Record<string, string> = {}) =>
  ask(app, 'GET', url, { headers })

/** Sends the form of a page. */
export const send = (
  app: FastifyInstance,
  url: string,
  fields: Record<string, string> = {},
  headers: Record<string, string> = {}
) =>
  ask(app, 'POST', url, {
    headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
    payload: new URLSearchParams(fields).toString()
  })

/** What people choose on the pages. */
export const passphrase = 'another fine passphrase'

export const twice = (password: string) => ({ new_password1: password, new_password2: password })

/** A server with its clock and its mails, and how to get the paths of the links in them. */
export async function createPagesApp(t: Test, options: SuiteOptions = {}) {
  const mailing = await createMailingApp(t, options)
  async function lastLink(): Promise<string> {
    const mail = (await mailing.mails()).at(-1)
    if (mail === undefined) throw new Error('no mail')
    return new URL(linkIn(mail)).pathname
  }
  const prefix = options.prefix ?? ''
  return {
    ...mailing,
    /** The link of a reset mail to somebody. */
    async resetLink(email = 'alice@example.com'): Promise<string> {
      await post(mailing.app, `${prefix}/rest-auth/password/reset/`, { email })
      return lastLink()
    },
    /** The link in the mail that verifies the address of somebody who registers. */
    async emailLink(username = 'newbie', email = `${username}@example.com`): Promise<string> {
      const passphrase = 'a lovely passphrase'
      const fields = { username, email, password1: passphrase, password2: passphrase }
      const { status } = await post(mailing.app, `${prefix}/rest-auth/registration/`, fields)
      if (status !== 201) throw new Error(`${username} cannot register`)
      return lastLink()
    }
  }
}
