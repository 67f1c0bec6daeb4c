import Fastify, { type FastifyInstance, type InjectOptions } from 'fastify'
import t, { type Test } from 'tap'
import { AuthenticationFailed, InvalidInput, Refused, Unavailable } from '../../core/errors.ts'
import { message } from '../../core/messages.ts'
import { DatabaseUnavailable } from '../../db/errors.ts'
import { type AnswersOptions, answers } from '../../plugins/answers.ts'
import { bobsPassword, createApp, obtain, oneHasherDatabase } from '../helper.ts'

interface LogLine {
  level: number
  msg: string
  err?: { type: string; message: string; stack: string }
}

/** A server with `answers` in a context of its own: POST /echo answers what it read, GET /fault throws `fault`. */
async function createAnsweringApp(t: Test, options: AnswersOptions & { fault?: unknown } = {}) {
  const { fault, ...answersOptions } = options
  const log: LogLine[] = []
  const app = Fastify({ logger: { level: 'warn', stream: { write: line => log.push(JSON.parse(line)) } } })
  t.teardown(() => app.close())
  await app.register(async scope => {
    await scope.register(answers, answersOptions)
    scope.post('/echo', { bodyLimit: 1000 }, async ({ body }) =>
      body instanceof URLSearchParams ? { form: [...body] } : { json: body }
    )
    scope.get('/fault', async () => {
      throw fault
    })
  })
  return { app, log }
}

function echo(app: FastifyInstance, contentType: string | undefined, payload: string | Buffer) {
  const headers = contentType === undefined ? {} : { 'content-type': contentType }
  return app.inject({ method: 'POST', url: '/echo', headers, payload })
}

function rejection(response: { statusCode: number; json: () => unknown }) {
  return { status: response.statusCode, body: response.json() }
}

t.test('a JSON body is read, whatever parameters its type has', async t => {
  const { app } = await createAnsweringApp(t)
  const types = ['application/json', 'application/json; charset=utf-8', 'APPLICATION/JSON', 'application/json; x']
  for (const type of types) {
    const response = await echo(app, type, '{"이름": ["길동", 1.5, null]}')
    t.equal(response.statusCode, 200, type)
    t.same(response.json(), { json: { 이름: ['길동', 1.5, null] } }, type)
  }
})

t.test('a form is read, with all that it sends', async t => {
  const { app } = await createAnsweringApp(t)
  const body = 'name=%EA%B8%B8%EB%8F%99&a=1&a=2&empty='
  for (const type of ['application/x-www-form-urlencoded', 'application/x-www-form-urlencoded; charset=UTF-8']) {
    const response = await echo(app, type, body)
    const form = [
      ['name', '길동'],
      ['a', '1'],
      ['a', '2'],
      ['empty', '']
    ]
    t.same(response.json(), { form }, type)
  }
})

t.test('an empty body is one without fields, whatever it is called', async t => {
  const { app } = await createAnsweringApp(t)
  const types = [undefined, 'application/json', 'text/plain', 'multipart/mixed; boundary=x', 'image/png']
  for (const type of types) {
    const response = await echo(app, type, '')
    t.equal(response.statusCode, 200, type ?? 'none')
    t.same(response.json(), { json: {} }, type ?? 'none')
  }
  for (const type of ['application/x-www-form-urlencoded', 'multipart/form-data; boundary=x', 'multipart/form-data']) {
    t.same((await echo(app, type, '')).json(), { form: [] }, type)
  }
  t.same((await app.inject({ method: 'POST', url: '/echo' })).json(), { json: {} }, 'no body at all')
})

t.test('JSON that is none is refused', async t => {
  const { app } = await createAnsweringApp(t)
  for (const body of ['{', '{"a": 1,}', 'text', ' ', '{"a": NaN}', "{'a': 1}"]) {
    const detail = 'JSON parse error - not valid JSON'
    t.same(rejection(await echo(app, 'application/json', body)), { status: 400, body: { detail } }, body)
  }
})

t.test('bytes that are not UTF-8 are refused', async t => {
  const { app } = await createAnsweringApp(t)
  for (const bytes of ['7b2261223a22ff227d', '7b2261223a22c0af227d', '7b2261223a22eda080227d', '7b2261223a22e6227d']) {
    const response = await echo(app, 'application/json', Buffer.from(bytes, 'hex'))
    t.same(rejection(response), { status: 400, body: { detail: 'JSON parse error - not UTF-8' } }, bytes)
  }
})

t.test('a form whose bytes are not UTF-8 is refused', async t => {
  const { app } = await createAnsweringApp(t)
  const response = await echo(app, 'application/x-www-form-urlencoded', Buffer.from('username=\xff', 'latin1'))
  t.same(rejection(response), { status: 400, body: { detail: 'Malformed request.' } })
})

t.test('keys that reach for prototypes are refused', async t => {
  const { app } = await createAnsweringApp(t)
  const bodies = [
    '{"__proto__": {"isStaff": true}}',
    '{"a": {"__proto__": {}}}',
    '{"\\u005f_proto__": 1}',
    '{"constructor": {"prototype": {"isStaff": true}}}'
  ]
  for (const body of bodies) {
    const detail = 'JSON parse error - not valid JSON'
    t.same(rejection(await echo(app, 'application/json', body)), { status: 400, body: { detail } }, body)
  }
  t.notOk('isStaff' in {})
})

t.test('a body of another kind is refused, with the kind that it was called', async t => {
  const { app } = await createAnsweringApp(t)
  const types = ['text/plain', 'application/json\ta', 'application/jsonx', 'multipart/mixed; boundary=x', 'nonsense']
  for (const type of types) {
    const detail = `Unsupported media type "${type}" in request.`
    t.same(rejection(await echo(app, type, '{}')), { status: 415, body: { detail } }, type)
  }
  const unnamed = await app.inject({ method: 'POST', url: '/echo', payload: Buffer.from('{}') })
  t.same(rejection(unnamed), { status: 415, body: { detail: 'Unsupported media type "" in request.' } })
})

t.test('of a long name of a kind only the beginning is told', async t => {
  const { app } = await createAnsweringApp(t)
  const response = await echo(app, `text/${'x'.repeat(5000)}`, '{}')
  t.equal(response.json().detail, `Unsupported media type "text/${'x'.repeat(95)}" in request.`)
})

t.test('a body over the limit is refused', async t => {
  const { app } = await createAnsweringApp(t)
  for (const type of ['application/json', 'application/x-www-form-urlencoded', 'multipart/form-data', 'text/plain']) {
    const response = await echo(app, type, `{"a": "${'x'.repeat(1000)}"}`)
    t.same(rejection(response), { status: 413, body: { detail: 'Request body is too large.' } }, type)
  }
})

t.test('a body that is not as long as it says is refused', async t => {
  const { app } = await createAnsweringApp(t)
  for (const length of ['2', '200']) {
    const headers = { 'content-type': 'application/json', 'content-length': length }
    const response = await app.inject({ method: 'POST', url: '/echo', headers, payload: '{"a": 1}' })
    t.same(rejection(response), { status: 400, body: { detail: 'Malformed request.' } }, length)
  }
})

t.test('an invalid input is answered by field, in its order', async t => {
  const fault = new InvalidInput({
    username: [message('blank')],
    password1: [message('passwordTooShort', { min: 8 }), message('passwordTooCommon')]
  })
  const { app, log } = await createAnsweringApp(t, { fault })
  const response = await app.inject('/fault')
  t.equal(response.statusCode, 400)
  t.equal(
    response.body,
    '{"username":["This field may not be blank."],"password1":["This password is too short. It must contain at least ' +
      '8 characters.","This password is too common."]}'
  )
  t.same(log, [], 'and is nothing to log')
})

t.test('a refusal is answered with its status and words', async t => {
  const { app } = await createAnsweringApp(t, {
    fault: new Refused(405, message('methodNotAllowed', { method: 'GET' }))
  })
  const response = await app.inject('/fault')
  t.same(rejection(response), { status: 405, body: { detail: 'Method "GET" not allowed.' } })
  t.notOk(response.headers['www-authenticate'])
})

t.test('a failed authentication is answered with a challenge', async t => {
  const fault = new AuthenticationFailed(message('invalidToken'))
  for (const [challenge, expected] of [
    [undefined, 'JWT realm="api"'],
    ['Bearer realm="shop"', 'Bearer realm="shop"']
  ] as const) {
    const { app } = await createAnsweringApp(t, challenge === undefined ? { fault } : { fault, challenge })
    const response = await app.inject('/fault')
    t.same(rejection(response), { status: 401, body: { detail: 'Invalid token.' } })
    t.equal(response.headers['www-authenticate'], expected)
  }
})

t.test('what is away is answered 503 with the time to wait, and its cause is logged', async t => {
  const fault = new Unavailable(message('unavailable'), { retryAfter: 7, cause: new Error('the other end hung up') })
  const { app, log } = await createAnsweringApp(t, { fault })
  const response = await app.inject('/fault')
  const detail = 'Service temporarily unavailable, try again later.'
  t.same(rejection(response), { status: 503, body: { detail } })
  t.equal(response.headers['retry-after'], '7')
  t.match(log, [{ level: 40, cause: { type: 'Error', message: 'the other end hung up' }, msg: 'unavailable' }])
})

t.test('without a cause the refusal itself is logged', async t => {
  const { app, log } = await createAnsweringApp(t, { fault: new Unavailable() })
  t.equal((await app.inject('/fault')).headers['retry-after'], '5')
  t.match(log, [{ level: 40, cause: { message: 'unavailable' }, msg: 'unavailable' }])
})

t.test('a database that is away for now is answered 503', async t => {
  const faults = [
    new DatabaseUnavailable('too many transactions are waiting'),
    Object.assign(new Error('database is locked'), { code: 'SQLITE_BUSY' }),
    Object.assign(new Error('database or disk is full'), { code: 'SQLITE_FULL' })
  ]
  for (const fault of faults) {
    const { app, log } = await createAnsweringApp(t, { fault })
    const response = await app.inject('/fault')
    const detail = 'Service temporarily unavailable, try again later.'
    t.same(rejection(response), { status: 503, body: { detail } }, fault.message)
    t.equal(response.headers['retry-after'], '5', fault.message)
    t.match(log, [{ level: 40, cause: { message: fault.message } }])
  }
})

t.test('an error that nobody expected says nothing of its inside, and is logged whole', async t => {
  const faults = [
    new TypeError('cannot read users of undefined'),
    Object.assign(new Error('UNIQUE constraint failed: auth_user.username'), { code: 'SQLITE_CONSTRAINT_UNIQUE' }),
    Object.assign(new Error('bad gateway'), { statusCode: 502 }),
    Object.assign(new Error('see other'), { statusCode: 302 })
  ]
  for (const fault of faults) {
    const { app, log } = await createAnsweringApp(t, { fault })
    const response = await app.inject('/fault')
    t.same(rejection(response), { status: 500, body: { detail: 'A server error occurred.' } }, fault.message)
    t.match(log, [{ level: 50, msg: 'unexpected error', err: { message: fault.message } }])
    t.match(log[0]?.err?.stack, 'answers.test.ts')
  }
})

t.test('what is thrown and is no error is one that nobody expected', async t => {
  for (const fault of ['text', 5, { some: 'object' }]) {
    const { app } = await createAnsweringApp(t, { fault })
    const response = await app.inject('/fault')
    t.same(rejection(response), { status: 500, body: { detail: 'A server error occurred.' } }, String(fault))
  }
})

t.test("an error of a host's own hooks keeps its status and words", async t => {
  const { app } = await createAnsweringApp(t, { fault: Object.assign(new Error('Slow down.'), { statusCode: 429 }) })
  t.same(rejection(await app.inject('/fault')), { status: 429, body: { detail: 'Slow down.' } })
})

t.test('errors speak the language of the request', async t => {
  const { app } = await createAnsweringApp(t, { fault: new TypeError('inside') })
  const inLanguage = async (language: string, options: InjectOptions) => {
    const response = await app.inject({ ...options, headers: { ...options.headers, 'accept-language': language } })
    return [response.json().detail, response.headers.vary]
  }
  const fault = { url: '/fault' }
  t.same(await inLanguage('ko', fault), ['서버 오류가 발생했습니다.', 'Accept-Language'])
  t.same(await inLanguage('ko-KR,en;q=0.5', fault), ['서버 오류가 발생했습니다.', 'Accept-Language'])
  t.same(await inLanguage('ko;q=0.1, en', fault), ['A server error occurred.', 'Accept-Language'])
  t.same(await inLanguage('fr', fault), ['A server error occurred.', 'Accept-Language'])
  const broken = {
    method: 'POST',
    url: '/echo',
    headers: { 'content-type': 'application/json' },
    payload: '{'
  } as const
  t.same(await inLanguage('ko', broken), ['JSON을 해석할 수 없습니다. (not valid JSON)', 'Accept-Language'])
  const plain = { ...broken, headers: { 'content-type': 'text/plain' } }
  t.same(await inLanguage('ko', plain), ['지원하지 않는 미디어 형식입니다: "text/plain".', 'Accept-Language'])
})

t.test('a Vary that the host has set already stays', async t => {
  const app = Fastify()
  t.teardown(() => app.close())
  app.addHook('onRequest', async (_request, reply) => {
    reply.header('vary', 'Origin')
  })
  await app.register(async scope => {
    await scope.register(answers)
    scope.get('/fault', async () => {
      throw new Refused(400, message('badRequest'))
    })
  })
  const { vary } = (await app.inject('/fault')).headers
  t.match(vary, 'Origin')
  t.match(vary, 'Accept-Language')
})

t.test('outside the context everything is as it was', async t => {
  const { app } = await createAnsweringApp(t, { fault: undefined })
  app.post('/own', async ({ body }) => ({ own: body }))
  app.get('/own-fault', async () => {
    throw new Error('mine to tell')
  })
  const json = await app.inject({ method: 'POST', url: '/own', payload: { a: 1 } })
  t.same(json.json(), { own: { a: 1 } })
  const form = await app.inject({
    method: 'POST',
    url: '/own',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    payload: 'a=1'
  })
  t.equal(form.statusCode, 415)
  t.match(form.json(), { code: 'FST_ERR_CTP_INVALID_MEDIA_TYPE' })
  t.match((await app.inject('/own-fault')).json(), { message: 'mine to tell' })
  t.match((await app.inject('/nowhere')).json(), { message: 'Route GET:/nowhere not found' })
})

t.test('nothing that is sent makes the server fail', async t => {
  const app = await createApp(t, { databaseUrl: oneHasherDatabase(t) })
  const token = await obtain(app)
  const bobs = await obtain(app, 'bob', bobsPassword)
  const endpoints = [
    ['POST', '/api-jwt-auth/'],
    ['POST', '/api-jwt-auth/verify/'],
    ['POST', '/api-jwt-auth/refresh/'],
    ['POST', '/rest-auth/login/'],
    ['POST', '/rest-auth/registration/'],
    ['PUT', '/rest-auth/user/'],
    ['PATCH', '/rest-auth/user/']
  ] as const
  const values = [
    '"\\u0000"',
    '"\\ud800"',
    '"\\udc00\\ud800"',
    `"${'ﷺ'.repeat(1000)}"`,
    `"${'a'.repeat(90_000)}"`,
    `"${'%_\\\\'.repeat(1000)}"`,
    `"' or 1=1 --"`,
    '"{{7*7}}#{7*7}<script>"',
    '1e400',
    '-0',
    '12345678901234567890123',
    'true',
    'null',
    '[]',
    '{}',
    '[[[[]]]]',
    `${'['.repeat(5000)}${']'.repeat(5000)}`,
    '{"toString": 1, "valueOf": 1}',
    '{"length": 1e9}'
  ]
  const fields = ['username', 'email', 'password', 'password1', 'password2', 'token', 'first_name', 'last_name']
  const bodies = [
    ...values.map(value => `{${fields.map(field => `"${field}": ${value}`).join(', ')}}`),
    ...values,
    `{"username": "alice", "username": ["alice"], "password": "x"}`,
    '{"hasOwnProperty": 1, "toString": 2, "username": 3}',
    `{${Array.from({ length: 5000 }, (_, i) => `"k${i}": ${i}`).join(', ')}}`,
    `${'['.repeat(50_000)}`,
    `{"a": ${'['.repeat(40_000)}${']'.repeat(40_000)}}`,
    '\ufeff{}',
    '\0',
    '',
    'x'.repeat(200_000)
  ]
  const types = ['application/json', 'application/x-www-form-urlencoded', 'text/plain']
  for (const [method, url] of endpoints) {
    t.test(`${method} ${url}`, async t => {
      const failed: string[] = []
      for (const type of types) {
        for (const payload of bodies) {
          const headers = { 'content-type': type, authorization: `JWT ${bobs}` }
          const { statusCode } = await app.inject({ method, url, headers, payload })
          if (statusCode >= 500) failed.push(`${statusCode} ${type} ${payload.slice(0, 60)}`)
        }
      }
      t.same(failed, [])
    })
  }

  t.test('headers', async t => {
    const authorizations = [
      'JWT',
      'JWT ',
      'JWT .',
      'JWT ..',
      'JWT ...',
      `JWT ${'a'.repeat(10_000)}`,
      `JWT ${'.'.repeat(10_000)}`,
      'JWT é.é.é',
      'JWT "',
      'Basic YWxpY2U6eA==',
      'Bearer',
      'Bearer null',
      'Bearer undefined',
      'Token',
      'Token \u00e9',
      `Token ${"' or 1=1 --".replaceAll(' ', '')}`,
      '__proto__ x',
      'constructor x',
      ',',
      ' ',
      `${'x '.repeat(5000)}`,
      `JWT ${Buffer.from('{"alg":"HS256"}').toString('base64url')}.bnVsbA.`
    ]
    for (const authorization of authorizations) {
      for (const url of ['/whoami', '/rest-auth/user/']) {
        const { statusCode } = await app.inject({ url, headers: { authorization } })
        t.equal(statusCode, 401, authorization.slice(0, 60))
      }
    }
    for (const language of ['', '*', ';;;', 'ko;q=x', `${'ko,'.repeat(5000)}`, '__proto__', 'é']) {
      const headers = { 'accept-language': language }
      t.equal((await app.inject({ url: '/whoami', headers })).statusCode, 401, language.slice(0, 60))
    }
    for (const type of ['', ';', '/', 'application/json\ta', ' application/json', 'é/é', 'x'.repeat(10_000)]) {
      const headers = { 'content-type': type }
      const { statusCode } = await app.inject({ method: 'POST', url: '/api-jwt-auth/', headers, payload: '{"a":1}' })
      t.ok(statusCode === 400 || statusCode === 415, type.slice(0, 60))
    }
  })

  t.test('and all the while alice has been herself', async t => {
    const response = await app.inject({ url: '/whoami', headers: { authorization: `JWT ${token}` } })
    t.equal(response.statusCode, 200)
    t.match(response.json(), { id: 1, firstName: '' })
  })
})

t.test('a failure inside tells no SQL, path or stack', async t => {
  const app = await createApp(t, { databaseUrl: oneHasherDatabase(t) })
  const token = await obtain(app)
  await app.database.close()
  const requests: InjectOptions[] = [
    { method: 'POST', url: '/api-jwt-auth/', payload: { username: 'alice', password: 'x' } },
    { method: 'POST', url: '/api-jwt-auth/verify/', payload: { token } },
    { method: 'POST', url: '/api-jwt-auth/refresh/', payload: { token } },
    { method: 'POST', url: '/rest-auth/login/', payload: { username: 'alice', password: 'x' } },
    {
      method: 'POST',
      url: '/rest-auth/registration/',
      payload: { username: 'newbie', password1: 'a lovely passphrase', password2: 'a lovely passphrase' }
    },
    { method: 'GET', url: '/rest-auth/user/', headers: { authorization: `JWT ${token}` } }
  ]
  for (const request of requests) {
    const response = await app.inject(request)
    t.same(rejection(response), { status: 500, body: { detail: 'A server error occurred.' } }, String(request.url))
    t.equal(response.headers.vary, 'Accept-Language', String(request.url))
  }
})
