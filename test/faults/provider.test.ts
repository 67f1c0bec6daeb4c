// A provider that lies, hangs or falls over, at each of the four things that a login asks of it.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import t from 'tap'
import { obtain } from '../helper.ts'
import { createIdTokenApp, logInWith } from '../id-token-login.ts'
import { countRows, noneOfAny, unavailable } from '../kakao-login.ts'
import { registration, registrationUrl } from './standalone.ts'

const jiyun = '3700000001'
type Respond = (request: IncomingMessage, response: ServerResponse) => void

const json = { 'content-type': 'application/json' }
const answering = (status: number, body: string, headers: Record<string, string> = json): Respond => {
  return (_request, response) => response.writeHead(status, headers).end(body)
}

/** 50 MB, a piece at a time, for as long as somebody reads. */
const endless: Respond = (_request, response) => {
  const piece = ' '.repeat(1024 * 1024)
  let pieces = 0
  response.writeHead(200, json)
  const push = () => {
    if (response.destroyed || pieces++ === 50) response.end()
    else response.write(piece, () => setImmediate(push))
  }
  push()
}

const dripping: Respond = (_request, response) => {
  response.writeHead(200, json).write('{')
}

const quick: Record<string, Respond> = {
  '500': answering(500, '{}'),
  '502 in HTML': answering(502, '<html>Bad gateway</html>', { 'content-type': 'text/html' }),
  '503 with a code': answering(503, '{"code":-9798,"msg":"maintenance"}'),
  '429': answering(429, '{"code":-10,"msg":"quota"}'),
  '400 that is its own fault': answering(400, '{"code":-1,"msg":"internal"}'),
  '400 of its quota': answering(400, '{"code":-10,"msg":"quota"}'),
  'HTML with 200': answering(200, '<html></html>', { 'content-type': 'text/html' }),
  'an empty object': answering(200, '{}'),
  nothing: answering(200, ''),
  'a broken text': answering(200, '{"id":"\\ud8'),
  'a reset': (_request, response) => response.destroy(),
  'half an answer': (_request, response) => {
    response.writeHead(200, { ...json, 'content-length': '100' }).write('{"id":')
    setImmediate(() => response.destroy())
  },
  '50 MB': endless
}

const slow: Record<string, Respond> = {
  silence: () => {},
  'an answer that never ends': dripping
}

const places = [
  ['/oauth/token', () => ({ code: 'any' })],
  ['/v1/user/access_token_info', () => ({ access_token: 'tok-jiyun' })],
  ['/v2/user/me', () => ({ access_token: 'tok-jiyun' })],
  ['/.well-known/jwks.json', (idToken: string) => ({ id_token: idToken })]
] as const

t.jobs = places.length + 1 // side by side, since each waits for what never comes

for (const [path, bodyOf] of places) {
  const name = `${path}: whatever it does, the answer is 503 within five seconds, and nothing is written`
  t.test(name, { buffered: true }, async t => {
    let now = Date.now()
    const { app, kakao } = await createIdTokenApp(t, { now: () => now })
    const body = bodyOf(await kakao.idToken(jiyun))
    async function meet(fault: string): Promise<void> {
      const began = performance.now()
      const { status, body: answer, headers } = await logInWith(app, body)
      t.same({ status, answer }, { status: 503, answer: unavailable }, fault)
      t.equal(headers['retry-after'], '5', fault)
      t.ok(performance.now() - began < 8000, `${fault}, on a busy machine`)
    }
    for (const [fault, respond] of Object.entries(quick)) {
      kakao.fail(path, respond)
      const asked = kakao.asked.length
      await meet(fault)
      t.ok(kakao.asked.length > asked, `${fault} was met`)
      now += 30_000 // Keys are asked for twice a minute at most.
    }
    // Together: they cost their time once. The keys of id_tokens are asked for once for all who wait.
    for (const respond of Object.values(slow)) kakao.fail(path, respond)
    await Promise.all(Object.keys(slow).map(meet))
    t.same(countRows(app), noneOfAny)
    if (path.startsWith('/v')) t.equal((await logInWith(app, body)).status, 200, 'and when it is back, it succeeds')
  })
}

t.test('a redirect to somewhere else is not followed', async t => {
  const asked: string[] = []
  const elsewhere = createServer((request, response) => {
    asked.push(String(request.headers.authorization))
    response.end('{}')
  })
  await new Promise<void>(resolve => elsewhere.listen(0, '127.0.0.1', resolve))
  t.teardown(() => elsewhere.close())
  const location = `http://127.0.0.1:${(elsewhere.address() as AddressInfo).port}/`
  let now = Date.now()
  const { app, kakao } = await createIdTokenApp(t, { now: () => now })
  for (const [path, bodyOf] of places) {
    for (const status of [301, 302, 307, 308]) {
      kakao.fail(path, answering(status, '{}', { ...json, location }))
      const { status: answered } = await logInWith(app, bodyOf(await kakao.idToken(jiyun)))
      t.equal(answered, 503, `${path} ${status}`)
      now += 30_000
    }
  }
  t.same(asked, [])
  t.same(countRows(app), noneOfAny)
})

t.test(
  'while a hundred logins wait for a provider that says nothing, everybody else is answered',
  { buffered: true },
  async t => {
    const { app, kakao } = await createIdTokenApp(t)
    await app.inject({ method: 'POST', url: registrationUrl, payload: registration('minsu') })
    const token = await obtain(app, 'minsu', registration('minsu').password1)
    kakao.fail('/oauth/token', () => {}, 100)
    let waiting = 100
    const logins = Array.from({ length: 100 }, async () => {
      const { status } = await logInWith(app, { code: 'any' })
      waiting--
      return status
    })
    for (let i = 0; i < 200; i++) {
      const { statusCode } = await app.inject({ url: '/whoami', headers: { authorization: `JWT ${token}` } })
      if (statusCode !== 200) t.fail(`whoami answered ${statusCode}`)
    }
    await obtain(app, 'minsu', registration('minsu').password1)
    t.equal(waiting, 100, '200 requests and a login by password were answered before the first of them gave up')
    t.same(new Set(await Promise.all(logins)), new Set([503]))
  }
)
