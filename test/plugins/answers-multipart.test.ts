import type { InjectOptions } from 'fastify'
import Fastify from 'fastify'
import t, { type Test } from 'tap'
import { answers } from '../../plugins/answers.ts'
import { obtain, password, readRows } from '../helper.ts'
import { createMailingApp } from '../mailing-app.ts'
import { multipart, type Upload } from '../multipart.ts'

/** A server that answers the fields that it has read. */
async function createEcho(t: Test) {
  const app = Fastify()
  t.teardown(() => app.close())
  await app.register(answers)
  app.post('/echo', async ({ body }) => (body instanceof URLSearchParams ? [...body] : body))
  return async (request: InjectOptions) => {
    const { statusCode, body } = await app.inject({ method: 'POST', url: '/echo', ...request })
    return { status: statusCode, body: JSON.parse(body) }
  }
}

const malformed = { status: 400, body: { detail: 'Malformed request.' } }
const file: Upload = { filename: 'me.txt', content: 'what a file holds' }

t.test('the texts of a multipart form are read, in their order', async t => {
  const echo = await createEcho(t)
  const fields: [string, string][] = [
    ['name', '홍길동'],
    ['a', '1'],
    ['a', '2'],
    ['empty', ''],
    ['lines', 'one\r\ntwo'],
    ['__proto__', 'x']
  ]
  t.same(await echo(multipart(fields)), { status: 200, body: fields })
})

t.test('its name and its boundary are read as RFC 2046 has them', async t => {
  const echo = await createEcho(t)
  const payload = '--x\r\nContent-Disposition: form-data; name="a"\r\n\r\n1\r\n--x--\r\n'
  for (const type of [
    'multipart/form-data; boundary=x',
    'Multipart/Form-Data; boundary=x',
    'multipart/form-data;boundary="x"',
    'multipart/form-data; charset=utf-8; boundary=x'
  ]) {
    t.same(await echo({ headers: { 'content-type': type }, payload }), { status: 200, body: [['a', '1']] }, type)
  }
})

t.test('files are passed over', async t => {
  const echo = await createEcho(t)
  const form = multipart([
    ['a', '1'],
    ['avatar', file],
    ['password', file],
    ['b', '2']
  ])
  t.same(await echo(form), {
    status: 200,
    body: [
      ['a', '1'],
      ['b', '2']
    ]
  })
})

t.test('a form without fields has none', async t => {
  const echo = await createEcho(t)
  t.same(await echo(multipart({})), { status: 200, body: [] })
})

t.test('what is no multipart form is refused', async t => {
  const echo = await createEcho(t)
  const { headers, payload } = multipart({ a: '1' })
  const cases: Record<string, InjectOptions> = {
    'without a boundary': { headers: { 'content-type': 'multipart/form-data' }, payload },
    'with an empty boundary': { headers: { 'content-type': 'multipart/form-data; boundary=' }, payload },
    'with another boundary': { headers: { 'content-type': 'multipart/form-data; boundary=y' }, payload },
    'cut off': { headers, payload: payload.slice(0, -20) },
    'a part without a name': { headers, payload: payload.replace('; name="a"', '') },
    'a part without its header': { headers, payload: payload.replace(/Content-Disposition.*\r\n/, '') },
    JSON: { headers, payload: '{"a": "1"}' },
    'no text': { headers, payload: Buffer.from([0, 255, 13, 10, 0]) },
    'a boundary alone': { headers, payload: payload.slice(0, 20) }
  }
  for (const [what, request] of Object.entries(cases)) t.same(await echo(request), malformed, what)
})

t.test('it logs in and registers', async t => {
  const { app } = await createMailingApp(t)
  const login = await app.inject({
    method: 'POST',
    url: '/rest-auth/login/',
    ...multipart({ username: 'alice', password, avatar: file })
  })
  t.equal(login.statusCode, 200)
  t.match(login.json(), { user: { username: 'alice' } })

  const passphrase = 'a lovely passphrase'
  const registration = await app.inject({
    method: 'POST',
    url: '/rest-auth/registration/',
    ...multipart({ username: '길동', email: 'gildong@example.com', password1: passphrase, password2: passphrase })
  })
  t.equal(registration.statusCode, 201)
  t.equal(typeof (await obtain(app, '길동', passphrase)), 'string')
  t.same(readRows(app, "select email from auth_user where username = '길동'"), [{ email: 'gildong@example.com' }])
})

t.test('a file is no password', async t => {
  const { app } = await createMailingApp(t)
  const form = multipart({ username: 'alice', password: { filename: 'password', content: password } })
  const response = await app.inject({ method: 'POST', url: '/rest-auth/login/', ...form })
  t.equal(response.statusCode, 400)
  t.same(response.json(), { password: ['This field is required.'] })
})

t.test('one over 100 kB is refused, its files with it', async t => {
  const { app } = await createMailingApp(t)
  const avatar = { filename: 'me.txt', content: 'x'.repeat(110_000) }
  const form = multipart({ username: 'alice', password, avatar })
  const response = await app.inject({ method: 'POST', url: '/rest-auth/login/', ...form })
  t.equal(response.statusCode, 413)
  t.same(response.json(), { detail: 'Request body is too large.' })
})
