// A request is let through before its body has come. What happens to its login in between has the last word.
import { once } from 'node:events'
import { type AddressInfo, connect, type Socket } from 'node:net'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import Fastify, { type FastifyInstance } from 'fastify'
import t, { type Test } from 'tap'
import { suite } from '../../app.ts'
import { djangoDatabase, obtain, post, readRows, secretKey } from '../helper.ts'
import { allRows, connectUrl } from '../kakao-login.ts'
import { kakaoAppId, startKakaoServer } from '../kakao-server.ts'
import { countQueuedMails, resetLinkIn } from '../mailing-app.ts'
import { readMails } from '../mails.ts'
import { writeRows } from '../outside.ts'

/** alice's key in Django's database. */
const key = '8df73dafbde4c669dc37a9ea7620434515b2cc43'
const passphrase = 'a brand new passphrase'
const resetPassphrase = 'what the owner has chosen'

interface Ask {
  method: string
  url: string
  payload: object
}

/** A server that listens, and how a request is sent to it in two pieces: its headers, which are let through, and its body. */
async function createListening(t: Test) {
  const kakao = await startKakaoServer()
  t.teardown(() => kakao.close())
  const app = Fastify()
  t.teardown(() => app.close())
  const letThrough: (() => void)[] = []
  app.addHook('preParsing', async () => letThrough.shift()?.())
  const folder = join(t.testdirName, 'mails')
  const options = { kakaoAppId, kakaoApiUrl: kakao.url, kakaoRestApiKey: 'kakao-rest-api-key' }
  await app.register(suite, { secretKey, databaseUrl: djangoDatabase(t), emailUrl: `file:${folder}`, ...options })
  await app.listen({ host: '127.0.0.1', port: 0 })
  const { port } = app.server.address() as AddressInfo

  async function sendSlowly({ method, url, payload }: Ask, authorization: string) {
    const body = JSON.stringify(payload)
    const socket = connect(port, '127.0.0.1')
    t.teardown(() => socket.destroy())
    await once(socket, 'connect')
    const isLetThrough = new Promise<void>(resolve => letThrough.push(resolve))
    socket.write(
      `${method} ${url} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nAuthorization: ${authorization}\r\n` +
        `Content-Type: application/json\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n`
    )
    await isLetThrough
    return { finish: () => finish(socket, body) }
  }

  /** Sets alice's password by the link of a mail. */
  async function reset(): Promise<void> {
    await post(app, '/rest-auth/password/reset/', { email: 'alice@example.com' })
    const mail = (await readMails(folder)).at(-1)
    if (mail === undefined) throw new Error('no mail')
    const passwords = { new_password1: resetPassphrase, new_password2: resetPassphrase }
    const { status } = await post(app, '/rest-auth/password/reset/confirm/', { ...resetLinkIn(mail), ...passwords })
    if (status !== 200) throw new Error('the link does not work')
  }

  return { app, sendSlowly, reset }
}

/** Sends the body, and reads the answer. */
async function finish(socket: Socket, body: string) {
  socket.write(body)
  const [head = '', json = ''] = (await text(socket)).split('\r\n\r\n')
  return { status: Number(head.split(' ')[1]), body: JSON.parse(json) }
}

/** Every row that one of the requests could write. */
function rows(app: FastifyInstance) {
  return {
    ...allRows(app),
    keys: readRows(app, 'select * from authtoken_token'),
    confirmations: readRows(app, 'select * from account_emailconfirmation'),
    mails: countQueuedMails(app)
  }
}

const changePassword: Ask = {
  method: 'POST',
  url: '/rest-auth/password/change/',
  payload: { new_password1: passphrase, new_password2: passphrase }
}
const asks: [what: string, ask: Ask, by: 'a token' | 'a key', status: number][] = [
  ['a change of the password', changePassword, 'a token', 200],
  ['a change of the password', changePassword, 'a key', 200],
  [
    'a new address',
    { method: 'POST', url: '/rest-auth/emails/', payload: { email: 'new@example.com' } },
    'a token',
    201
  ],
  ['another name', { method: 'PATCH', url: '/rest-auth/user/', payload: { first_name: 'Mallory' } }, 'a token', 200],
  ['a Kakao account', { method: 'POST', url: connectUrl, payload: { access_token: 'tok-n1' } }, 'a token', 200]
]

for (const [what, ask, by, status] of asks) {
  const credential = async (app: FastifyInstance) => (by === 'a key' ? `Token ${key}` : `JWT ${await obtain(app)}`)

  t.test(`${what} by ${by}, whose body comes after a reset: 401, and nothing is written`, async t => {
    const { app, sendSlowly, reset } = await createListening(t)
    const request = await sendSlowly(ask, await credential(app))
    await reset()
    const before = rows(app)
    t.same(await request.finish(), { status: 401, body: { detail: 'Session has ended.' } })
    t.same(rows(app), before)
    t.equal(typeof (await obtain(app, 'alice', resetPassphrase)), 'string', 'the password is that of the reset')
  })

  t.test(`${what} by ${by} whose body is slow alone is done`, async t => {
    const { app, sendSlowly } = await createListening(t)
    const request = await sendSlowly(ask, await credential(app))
    const before = rows(app)
    t.equal((await request.finish()).status, status)
    t.notSame(rows(app), before)
  })
}

t.test('a key that was replaced meanwhile is another one', async t => {
  const { app, sendSlowly, reset } = await createListening(t)
  const request = await sendSlowly(changePassword, `Token ${key}`)
  await reset()
  writeRows(app, 'insert into authtoken_token values (?, ?, 1)', 'f'.repeat(40), '2026-11-24 00:00:00')
  t.same(await request.finish(), { status: 401, body: { detail: 'Session has ended.' } })
  t.equal(typeof (await obtain(app, 'alice', resetPassphrase)), 'string')
})
