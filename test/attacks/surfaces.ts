// Everywhere that a token can be shown, asked with one token: what is refused must be refused at each, in its own shape.
import type { FastifyInstance, InjectOptions } from 'fastify'
import type { Test } from 'tap'
import type { SuiteOptions } from '../../app.ts'
import { forge, claims as someClaims } from '../core/forge-token.ts'
import { createApp, djangoDatabase } from '../helper.ts'
import { createClock, loginTime } from '../outside.ts'

/** Of a token that Django could have signed for alice; the clock of the servers stands ten seconds after it. */
export const claims = { ...someClaims, email: 'alice@example.com', exp: loginTime + 300, orig_iat: loginTime }
export const time = loginTime + 10

const refreshUrl = '/api-jwt-auth/refresh/'
const json = (url: string, payload: object): InjectOptions => ({ method: 'POST', url, payload })

/** Where a token is refused with 401 and a challenge. */
const authenticating: Record<string, (token: string) => InjectOptions> = {
  'a route of the host': token => ({ url: '/whoami', headers: { authorization: `JWT ${token}` } }),
  'a route of ours': token => ({ url: '/rest-auth/user/', headers: { authorization: `Bearer ${token}` } }),
  'the cookie': token => ({ url: '/whoami', headers: { cookie: `jwt=${token}` } })
}

/** Where it is refused with 400 and messages by field. */
const verifying: Record<string, (token: string) => InjectOptions> = {
  verify: token => json('/api-jwt-auth/verify/', { token }),
  refresh: token => json(refreshUrl, { token }),
  'refresh by a form': token => ({
    method: 'POST',
    url: refreshUrl,
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    payload: new URLSearchParams({ token }).toString()
  })
}
const rotating: Record<string, (token: string) => InjectOptions> = {
  'refresh by a refresh token': token => json(refreshUrl, { refresh_token: token }),
  'refresh by a token of before': token => json(refreshUrl, { token }),
  'refresh by the cookie': token => ({ method: 'POST', url: refreshUrl, headers: { cookie: `refresh=${token}` } })
}

export interface Surfaces {
  app: FastifyInstance
  rotatingApp: FastifyInstance
  clock: ReturnType<typeof createClock>
  /** Where a token was not refused as it must be, and with what it was answered instead; nothing when all is well. */
  passes(token: string): Promise<string[]>
  /** How many showings there were so far. */
  shown: number
}

/** Two servers on one database: tokens that slide, and refresh tokens that rotate. */
export async function createSurfaces(t: Test, options: SuiteOptions = {}): Promise<Surfaces> {
  const clock = createClock(time)
  const common = { databaseUrl: djangoDatabase(t), now: clock.now, jwtAuthCookie: 'jwt', ...options }
  const app = await createApp(t, common)
  const modes = { jwtAllowRefresh: false, jwtRefreshMode: 'rotating', jwtRefreshCookie: 'refresh' } as const
  const rotatingApp = await createApp(t, { ...common, ...modes })

  async function ask(server: FastifyInstance, where: string, request: InjectOptions, isRefused: typeof isChallenged) {
    const response = await server.inject(request)
    surfaces.shown++
    return isRefused(response) ? [] : [`${where}: ${response.statusCode} ${response.body.slice(0, 200)}`]
  }

  const surfaces: Surfaces = {
    app,
    rotatingApp,
    clock,
    shown: 0,
    async passes(token) {
      const answers = []
      for (const [where, show] of Object.entries(authenticating)) {
        answers.push(ask(app, where, show(token), isChallenged))
      }
      for (const [where, show] of Object.entries(verifying)) answers.push(ask(app, where, show(token), isInvalid))
      for (const [where, show] of Object.entries(rotating))
        answers.push(ask(rotatingApp, where, show(token), isInvalid))
      return (await Promise.all(answers)).flat()
    }
  }
  return surfaces
}

type Response = Awaited<ReturnType<FastifyInstance['inject']>>

function bodyOf(response: Response): Record<string, unknown> {
  const body: unknown = JSON.parse(response.body)
  if (typeof body !== 'object' || body === null) throw new Error(`no object: ${response.body}`)
  return body as Record<string, unknown>
}

function isChallenged(response: Response): boolean {
  const { detail, ...others } = bodyOf(response)
  const isAlone = typeof detail === 'string' && Object.keys(others).length === 0
  return response.statusCode === 401 && isAlone && response.headers['www-authenticate'] === 'JWT realm="api"'
}

const fields = ['token', 'refresh_token', 'non_field_errors']

function isInvalid(response: Response): boolean {
  const body = bodyOf(response)
  if (response.statusCode === 413) return typeof body.detail === 'string'
  const isByField = Object.entries(body).every(
    ([name, messages]) =>
      fields.includes(name) && Array.isArray(messages) && messages.every(text => typeof text === 'string')
  )
  return response.statusCode === 400 && isByField && response.headers['cache-control'] === 'no-store'
}

/** Shows each forgery everywhere; the good token, which they are made of, holds before and after them. */
export async function refuses(t: Test, good: string, forgeries: Record<string, string>, given?: Surfaces) {
  const surfaces = given ?? (await createSurfaces(t))
  await holds(t, surfaces, good)
  for (const [what, token] of Object.entries(forgeries)) t.same(await surfaces.passes(token), [], what)
  await holds(t, surfaces, good)
  t.comment(`${Object.keys(forgeries).length} forged tokens, shown ${surfaces.shown} times`)
}

/** A token is taken wherever one is taken; refreshing is left out, since a rotating server takes one once. */
export async function holds(t: Test, { app }: Surfaces, token: string): Promise<void> {
  for (const [where, show] of Object.entries({ ...authenticating, verify: verifying.verify })) {
    const response = await app.inject(show?.(token) ?? '')
    t.equal(response.statusCode, 200, `${where} takes the good token`)
  }
}

/** What is in place of a claim of another type. */
export const wrongTypes: readonly unknown[] = [null, true, false, 0, 1, 1.5, '', [], {}, ['x'], { x: 1 }, [[]]]

/** Tokens with one claim as each of some values. */
export function withValues(name: string, values: readonly unknown[], others: object = claims): Record<string, string> {
  return Object.fromEntries(
    values.map(value => [`${name} ${JSON.stringify(value)}`, forge({ payload: { ...others, [name]: value } })])
  )
}
