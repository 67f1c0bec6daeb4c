// The admin as somebody uses it who has a browser: with its cookies, and the token against cross-site requests.
import type { FastifyInstance } from 'fastify'
import type { Test } from 'tap'
import type { SuiteOptions } from '../app.ts'
import { createApp, oneHasherDatabase, password } from './helper.ts'

export interface AdminAnswer {
  status: number
  /** Whatever was answered, which the test compares. */
  body: ReturnType<typeof JSON.parse>
  headers: Record<string, unknown>
}

/** A browser with a session of the admin, or none yet. */
export interface AdminBrowser {
  get(path: string): Promise<AdminAnswer>
  post(path: string, payload?: object): Promise<AdminAnswer>
  patch(path: string, payload: object): Promise<AdminAnswer>
  delete(path: string): Promise<AdminAnswer>
  logIn(username: string, secret?: string): Promise<AdminAnswer>
  /** What it sends along, and may be changed. */
  cookies: Map<string, string>
  token: { value: string }
}

type Method = 'GET' | 'POST' | 'PATCH' | 'DELETE'

/** @param headers what every request has besides */
export function openAdmin(app: FastifyInstance, headers: Record<string, string> = {}, path = '/admin'): AdminBrowser {
  const cookies = new Map<string, string>()
  const token = { value: '' }

  async function send(method: Method, url: string, payload?: object): Promise<AdminAnswer> {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ')
    const response = await app.inject({
      method,
      url: `${path}/api/${url}`,
      headers: {
        ...(cookie !== '' && { cookie }),
        ...(token.value !== '' && { 'x-csrf-token': token.value }),
        ...headers
      },
      ...(payload !== undefined && { payload })
    })
    for (const { name, value } of response.cookies) {
      if (value === '') cookies.delete(name)
      else cookies.set(name, value)
    }
    const body = response.body === '' ? undefined : response.json()
    if (typeof body?.csrf_token === 'string') token.value = body.csrf_token
    return { status: response.statusCode, body, headers: response.headers }
  }

  return {
    get: url => send('GET', url),
    post: (url, payload = {}) => send('POST', url, payload),
    patch: (url, payload) => send('PATCH', url, payload),
    delete: url => send('DELETE', url),
    async logIn(username, secret = password) {
      await send('GET', 'session/')
      return send('POST', 'session/', { username, password: secret })
    },
    cookies,
    token
  }
}

/**
 * A server on Django's database, and a browser of its superuser. alice and bob are no staff.
 * @param options the clock, for example
 */
export async function createAdminApp(t: Test, options: SuiteOptions = {}) {
  const app = await createApp(t, { databaseUrl: oneHasherDatabase(t), ...options })
  const admin = openAdmin(app)
  const { status, body } = await admin.logIn('admin')
  if (status !== 200) throw new Error(`the superuser cannot log in: ${JSON.stringify(body)}`)
  return { app, admin }
}
