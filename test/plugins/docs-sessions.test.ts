// What the OpenAPI document says of sessions and refresh tokens, and that it is so.
import { Validator } from '@seriousme/openapi-schema-validator'
import type { InjectOptions, LightMyRequestResponse } from 'fastify'
import t, { type Test } from 'tap'
import { Check } from 'typebox/value'
import type { SuiteOptions } from '../../app.ts'
import { obtain, password } from '../helper.ts'
import {
  bodyOf,
  createDescribedApp,
  type Document,
  describe,
  documentOf,
  examplesOf,
  operation,
  operationsOf
} from '../openapi.ts'
import { claimsOf, writeRows } from '../outside.ts'

const rotating: SuiteOptions = { jwtRefreshMode: 'rotating', rateLimit: false }
const everything: SuiteOptions = {
  ...rotating,
  ...{ jwtRefreshCookie: 'refresh', jwtAuthCookie: 'jwt', accountReauthenticationRequired: true }
}
const refreshRequest = 'POST /api-jwt-auth/refresh/'

const fieldsOf = (document: Document, request: string, status = 200) =>
  Object.keys(operation(document, request).responses[status]?.content?.['application/json']?.schema.properties ?? {})
const bodyFields = (document: Document, request: string) =>
  Object.keys(bodyOf(operation(document, request))?.schema.properties ?? {})
const sentences = (document: Document, request: string, status: number) =>
  Object.values(operation(document, request).responses[status]?.content ?? {}).flatMap(media =>
    examplesOf(media).map(example => JSON.stringify(example))
  )

t.test('with every setting of sessions the document is valid', async t => {
  for (const options of [rotating, everything]) {
    t.same(await new Validator().validate({ ...(await describe(t, options)) }), { valid: true })
  }
})

t.test('where tokens slide, no refresh token is described', async t => {
  const document = await describe(t)
  t.notMatch(JSON.stringify(document.paths), /"refresh_token"/)
  t.same(bodyFields(document, refreshRequest), ['token'])
  t.same(operation(document, 'POST /rest-auth/logout/').requestBody, undefined)
})

t.test('where they rotate, every login answers one, and refresh and logout take it', async t => {
  const document = await describe(t, rotating)
  for (const request of [
    'POST /api-jwt-auth/',
    'POST /rest-auth/login/',
    'POST /accounts/rest-auth/kakao/',
    'POST /accounts/rest-auth/kakao/connect/',
    refreshRequest
  ]) {
    t.ok(fieldsOf(document, request).includes('refresh_token'), request)
  }
  t.ok(fieldsOf(document, 'POST /rest-auth/registration/', 201).includes('refresh_token'))
  t.same(bodyFields(document, refreshRequest), ['refresh_token', 'token'])
  t.same(bodyOf(operation(document, refreshRequest))?.schema.required, undefined)
  t.same(bodyFields(document, 'POST /rest-auth/logout/'), ['refresh_token'])
  const said = sentences(document, refreshRequest, 400).join()
  for (const text of ['was used before', 'is invalid', 'has expired', 'Session has ended']) t.match(said, text)
})

t.test('403 is described where a cookie or a login that is too old can be refused, and nowhere else', async t => {
  const recent = [
    'POST /rest-auth/emails/',
    'POST /rest-auth/emails/{id}/primary/',
    'DELETE /rest-auth/emails/{id}/',
    'POST /accounts/rest-auth/kakao/connect/',
    'POST /socialaccounts/{id}/disconnect/'
  ]
  const refused = (document: Document) =>
    operationsOf(document)
      .filter(({ responses, tags = [] }) => responses[403] && !tags.includes('Webhooks') && !tags.includes('Admin'))
      .map(({ method, path }) => `${method} ${path}`)
  t.same(refused(await describe(t, rotating)), [])
  const document = await describe(t, { ...rotating, accountReauthenticationRequired: true })
  t.same(refused(document).sort(), recent.sort())
  for (const request of recent) t.match(sentences(document, request, 403).join(), 'of the last 5 minutes')
  t.same(refused(await describe(t, { ...rotating, jwtRefreshCookie: 'refresh' })), [refreshRequest])
})

async function createServer(t: Test) {
  const { app } = await createDescribedApp(t, everything)
  const document = await documentOf(app)

  /** Asks, and looks that the answer is one that the document knows. */
  return async (
    t: Test,
    request: string,
    status: number,
    options: Omit<InjectOptions, 'url'> & { id?: unknown } = {}
  ) => {
    const [method, path = ''] = request.split(' ') as [NonNullable<InjectOptions['method']>, string]
    const { id, ...rest } = options
    const response: LightMyRequestResponse = await app.inject({
      method,
      url: path.replace('{id}', String(id)),
      ...rest
    })
    t.equal(response.statusCode, status, `${request} ${response.body}`)
    const described = operation(document, request).responses[response.statusCode]
    if (described === undefined) throw new Error(`${request} answers ${response.statusCode} ${response.body}`)
    const media = described.content?.['application/json']
    if (media === undefined) t.equal(response.body, '', request)
    else t.ok(Check(media.schema, response.json()), `${request} ${response.body}`)
    return { app, response }
  }
}

t.test('what the server answers of sessions is what is described', async t => {
  const ask = await createServer(t)
  const { app, response } = await ask(t, 'POST /api-jwt-auth/', 200, { payload: { username: 'alice', password } })
  const { token, refresh_token: refreshToken } = response.json()
  const headers = { authorization: `JWT ${token}` }
  const other = await obtain(app)
  await ask(t, 'GET /rest-auth/sessions/', 200, { headers })
  await ask(t, 'GET /rest-auth/sessions/', 401)
  await ask(t, 'DELETE /rest-auth/sessions/{id}/', 204, { headers, id: claimsOf(other).sid })
  await ask(t, 'DELETE /rest-auth/sessions/{id}/', 404, { headers, id: claimsOf(other).sid })
  await ask(t, 'DELETE /rest-auth/sessions/{id}/', 401, { id: 'x' })
  await ask(t, refreshRequest, 200, { payload: { refresh_token: refreshToken } })
  await ask(t, refreshRequest, 400, { payload: { refresh_token: 'x' } })
  await ask(t, refreshRequest, 400, { payload: {} })
  const fromElsewhere = { cookie: `refresh=${refreshToken}`, 'sec-fetch-site': 'cross-site' }
  await ask(t, refreshRequest, 403, { payload: {}, headers: fromElsewhere })
  writeRows(app, "update rest_auth_session set created = '2026-01-01'")
  await ask(t, 'POST /rest-auth/emails/', 403, { headers, payload: { email: 'new@example.com' } })
  await ask(t, 'POST /rest-auth/logout/', 200, { payload: { refresh_token: 'x' } })
  await ask(t, 'POST /rest-auth/logout/', 400, { payload: { refresh_token: ['x'] } })
  await ask(t, 'POST /rest-auth/logout/all/', 200, { headers })
  await ask(t, 'POST /rest-auth/logout/all/', 401, { headers })
})
