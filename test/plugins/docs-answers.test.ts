import { join } from 'node:path'
import type { InjectOptions, LightMyRequestResponse } from 'fastify'
import t, { type Test } from 'tap'
import { Check } from 'typebox/value'
import type { SuiteOptions } from '../../app.ts'
import { bobsPassword, obtain, password } from '../helper.ts'
import { kakaoAppId, startKakaoServer } from '../kakao-server.ts'
import { createDescribedApp, documentOf, operation } from '../openapi.ts'

/** What is sent: a text is no JSON and no form. */
type Payload = object | string
type Case = [request: string, status: number, payload?: Payload | undefined, more?: Record<string, string>]

const lovely = { password1: 'a lovely passphrase', password2: 'a lovely passphrase' }
const lovelier = { new_password1: 'an even lovelier passphrase', new_password2: 'an even lovelier passphrase' }
const someToken = { token: 'eyJhbGciOiJIUzI1NiJ9.e30.signature' }
const link = { uid: 'Nw', token: 'd1x7ok-0123456789abcdef0123456789abcdef' }
const anonymous = { authorization: '' }
const fromElsewhere = { authorization: '', cookie: 'jwt=x', 'sec-fetch-site': 'cross-site' }

/** By alice of Django's database, who is logged in, unless the headers say otherwise. */
const cases: Case[] = [
  ['POST /api-jwt-auth/', 200, { username: 'alice', password }],
  ['POST /api-jwt-auth/', 400, { username: 'alice', password: 'wrong' }],
  ['POST /api-jwt-auth/', 400, {}],
  ['POST /api-jwt-auth/', 400, '{', { 'content-type': 'application/json' }],
  ['POST /api-jwt-auth/', 413, { username: 'x'.repeat(103_000) }],
  ['POST /api-jwt-auth/', 415, 'hello'],
  ['POST /api-jwt-auth/verify/', 400, someToken],
  ['POST /api-jwt-auth/refresh/', 400, someToken],
  ['POST /rest-auth/registration/', 201, { username: 'minsu', email: 'minsu@example.com', ...lovely }],
  ['POST /rest-auth/registration/', 400, { username: 'alice', email: 'minsu@example.com', ...lovely }],
  ['POST /rest-auth/registration/verify-email/', 404, { key: 'x' }],
  ['POST /rest-auth/registration/verify-email/', 400, {}],
  ['POST /rest-auth/registration/resend-email/', 200, { email: 'minsu@example.com' }],
  ['POST /rest-auth/registration/resend-email/', 400, { email: 'minsu' }],
  ['POST /rest-auth/login/', 200, { username: 'alice', password }],
  ['POST /rest-auth/login/', 400, { password }],
  ['GET /rest-auth/user/', 200],
  ['GET /rest-auth/user/', 401, undefined, anonymous],
  ['PUT /rest-auth/user/', 200, { username: 'alice' }],
  ['PUT /rest-auth/user/', 400, {}],
  ['PATCH /rest-auth/user/', 200, { first_name: 'Alice' }],
  ['PATCH /rest-auth/user/', 403, { first_name: 'Alice' }, fromElsewhere],
  ['POST /rest-auth/password/change/', 400, { ...lovelier, old_password: 'wrong' }],
  ['POST /rest-auth/password/reset/', 200, { email: 'alice@example.com' }],
  ['POST /rest-auth/password/reset/confirm/', 400, { ...lovelier, ...link }],
  ['GET /rest-auth/emails/', 200],
  ['POST /rest-auth/emails/', 201, { email: 'alice@shop.example' }],
  ['POST /rest-auth/emails/', 400, { email: 'alice@example.com' }],
  ['DELETE /rest-auth/emails/{id}/', 404, undefined, { id: '99' }],
  ['POST /rest-auth/emails/{id}/primary/', 404, undefined, { id: 'x' }],
  ['POST /rest-auth/emails/{id}/primary/', 415, 'hello', { id: '1' }],
  ['GET /socialaccounts/', 200],
  ['POST /socialaccounts/{id}/disconnect/', 404, undefined, { id: '99' }],
  ['POST /accounts/rest-auth/kakao/', 200, { access_token: 'tok-jiyun' }],
  ['POST /accounts/rest-auth/kakao/', 400, { access_token: 'nobody' }],
  ['POST /accounts/rest-auth/kakao/', 400, {}],
  ['POST /accounts/rest-auth/kakao/connect/', 200, { access_token: 'tok-noemail' }],
  ['POST /accounts/rest-auth/kakao/connect/', 401, { access_token: 'tok-noemail' }, anonymous],
  ['DELETE /rest-auth/user/', 400, { password: 'wrong' }],
  ['POST /rest-auth/password/change/', 200, { ...lovelier, old_password: password }],
  ['POST /rest-auth/logout/', 200],
  ['POST /rest-auth/logout/', 401]
]

async function createServer(t: Test, kakaoApiUrl: string, more: SuiteOptions = {}) {
  const { app } = await createDescribedApp(t, {
    accountDeletion: true,
    oldPasswordFieldEnabled: true,
    jwtAuthCookie: 'jwt',
    kakaoAppId,
    kakaoApiUrl,
    emailUrl: `file:${join(t.testdirName, 'mail')}`,
    ...more
  })
  const document = await documentOf(app)

  /** Whether an answer is one that the document knows, with what it says of it. */
  function isDescribed(t: Test, request: string, response: LightMyRequestResponse): void {
    const described = operation(document, request).responses[response.statusCode]
    if (described === undefined) throw new Error(`${request} answers ${response.statusCode} ${response.body}`)
    for (const header of Object.keys(described.headers ?? {})) t.ok(response.headers[header], header)
    const media = described.content?.['application/json']
    if (media === undefined) t.equal(response.body, '', request)
    else t.ok(Check(media.schema, response.json()), `${request} ${response.body}`)
  }
  return { app, isDescribed }
}

t.test('what the server answers is what is described', async t => {
  const kakao = await startKakaoServer()
  t.teardown(() => kakao.close())
  const { app, isDescribed } = await createServer(t, kakao.url)
  const authorization = `JWT ${await obtain(app)}`
  for (const [request, status, payload, { id = '', ...headers } = {}] of cases) {
    const [method, path = ''] = request.split(' ') as [NonNullable<InjectOptions['method']>, string]
    const url = path.replace('{id}', id)
    const type = typeof payload === 'string' ? { 'content-type': 'text/plain' } : {}
    const options: InjectOptions = { method, url, headers: { authorization, ...type, ...headers } }
    const response = await app.inject(payload === undefined ? options : { ...options, payload })
    t.equal(response.statusCode, status, `${request} ${response.body}`)
    isDescribed(t, request, response)
  }
})

t.test('so is what is asked too often', async t => {
  const { app, isDescribed } = await createServer(t, 'http://127.0.0.1:9', { rateLimit: true, rateLimitPasswords: 1 })
  const logIn = () => app.inject({ method: 'POST', url: '/rest-auth/login/', payload: {} })
  t.equal((await logIn()).statusCode, 400)
  const throttled = await logIn()
  t.equal(throttled.statusCode, 429)
  isDescribed(t, 'POST /rest-auth/login/', throttled)
})

t.test('so is the end of an account, and what is away', async t => {
  const { app, isDescribed } = await createServer(t, 'http://127.0.0.1:9')
  const headers = { authorization: `JWT ${await obtain(app, 'bob', bobsPassword)}` }
  const options: InjectOptions = {
    method: 'DELETE',
    url: '/rest-auth/user/',
    headers,
    payload: { password: bobsPassword }
  }
  const deleted = await app.inject(options)
  t.equal(deleted.statusCode, 204)
  isDescribed(t, 'DELETE /rest-auth/user/', deleted)

  const away = await app.inject({ method: 'POST', url: '/accounts/rest-auth/kakao/', payload: { access_token: 'x' } })
  t.equal(away.statusCode, 503)
  t.match(away.json(), { detail: /^Kakao cannot be reached/ })
  isDescribed(t, 'POST /accounts/rest-auth/kakao/', away)
})
