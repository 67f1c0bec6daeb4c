// SITE_ID=auto: what a Host header says chooses among the sites of the server, and stands in nothing that leaves it.
import t, { type Test } from 'tap'
import { linkIn } from '../mails.ts'
import { ask, createTwoSites } from '../two-sites.ts'
import { listen, sendRaw } from './raw-http.ts'

const reset = JSON.stringify({ email: 'alice@example.com' })
const post = (target: string, ...headers: string[]) => [
  `POST ${target} HTTP/1.1`,
  'Content-Type: application/json',
  `Content-Length: ${reset.length}`,
  ...headers
]
const resetPath = '/rest-auth/password/reset/'

async function create(t: Test) {
  const parts = await createTwoSites(t)
  parts.app.get('/site', async ({ site }) => site.domain)
  parts.app.get('/plain', async () => 'plain')
  return { ...parts, port: await listen(parts.app) }
}

const odd = [
  'evil.example',
  'example.com@evil.example',
  'evil.example@example.com',
  'evil.example#example.com',
  'evil.example/example.com',
  'evil.example?example.com',
  'example.com.evil.example',
  'evil-example.com',
  'example.com%00.evil.example',
  'example.com%40evil.example',
  'example.com:80:80',
  'example.com:80@evil.example:80',
  'example.com:evil.example',
  'example.com:99999999999999999999',
  'example.com:-1',
  'example.com, evil.example',
  'example.com;evil.example',
  '_example.com',
  'exam_ple.com',
  'exámple.com',
  'ｅxample.com',
  '[example.com]',
  '[::1]',
  '127.0.0.1',
  'localhost',
  '*',
  '..',
  '../../etc/passwd',
  '{jndi:ldap://evil.example}',
  '<script>alert(1)</script>',
  '"><img src=x>',
  "' or 1=1 --",
  'a'.repeat(300),
  `${'a.'.repeat(3000)}example.com`,
  '__proto__',
  'constructor',
  'null',
  'undefined'
]

t.test('a Host that is not quite a site’s gets a plain 400, no mail, and not a word of it back', async t => {
  const { app, port, mails } = await create(t)
  for (const host of odd) {
    const { status, body, headers } = await sendRaw(port, post(resetPath, `Host: ${host}`), reset)
    t.equal(status, 400, host.slice(0, 40))
    t.equal(body, '{"detail":"There is no site at this address."}')
    t.notMatch(headers, /evil|script|jndi|location/i)
  }
  t.strictSame(await mails(), [])
  t.equal((await ask(app, { url: '/plain', headers: { host: 'example.com' } })).status, 200)
})

t.test('without a Host, or with an empty one, there is no site', async t => {
  const { port, mails } = await create(t)
  t.equal((await sendRaw(port, post(resetPath, 'Host:'), reset)).status, 400)
  t.equal((await sendRaw(port, post(resetPath, 'Host:  '), reset)).status, 400)
  t.equal((await sendRaw(port, post(resetPath), reset)).status, 400)
  const old = post(resetPath).map(line => line.replace('HTTP/1.1', 'HTTP/1.0'))
  t.equal((await sendRaw(port, old, reset)).status, 400)
  t.strictSame(await mails(), [])
})

/** Where the mail of a reset leads that was asked for with such a head. */
async function leadsTo(
  app: { mails: () => Promise<{ subject: string; text: string }[]> },
  port: number,
  head: string[]
) {
  const { status } = await sendRaw(port, head, reset)
  const mail = (await app.mails()).at(-1)
  return { status, host: mail && new URL(linkIn(mail)).host }
}

t.test('a Host of the server in any spelling leads to the domain of its row, as it stands there', async t => {
  const { port, mails } = await create(t)
  for (const host of ['EXAMPLE.com', 'example.com.', 'example.com:8000', 'example.com.:1', 'example.com:']) {
    const led = await leadsTo({ mails }, port, post(resetPath, `Host: ${host}`))
    t.same(led, { status: 200, host: 'example.com' }, host)
  }
})

t.test('other headers that name a host choose no site', async t => {
  const { port, mails } = await create(t)
  const headers = [
    'X-Forwarded-Host: second.example.com',
    'X-Host: second.example.com',
    'X-Forwarded-Server: second.example.com',
    'X-Original-Host: second.example.com',
    'X-HTTP-Host-Override: second.example.com',
    'Forwarded: for=1;host=second.example.com',
    'Origin: https://second.example.com',
    'Referer: https://second.example.com/'
  ]
  const led = await leadsTo({ mails }, port, post(resetPath, 'Host: example.com', ...headers))
  t.same(led, { status: 200, host: 'example.com' })
  for (const header of headers) {
    t.equal((await sendRaw(port, post(resetPath, 'Host: evil.example', header), reset)).status, 400, header)
  }
})

t.test('of two Host headers, at most a site of the server is believed', async t => {
  const { port, mails } = await create(t)
  const led = await leadsTo({ mails }, port, post(resetPath, 'Host: example.com', 'Host: evil.example'))
  t.ok(led.status === 400 || led.host === 'example.com', JSON.stringify(led))
  t.equal((await sendRaw(port, post(resetPath, 'Host: evil.example', 'Host: example.com'), reset)).status, 400)
})

t.test('an address in absolute form chooses no site, and leads nowhere', async t => {
  const { port, mails } = await create(t)
  const evil = `http://evil.example${resetPath}`
  const led = await leadsTo({ mails }, port, post(evil, 'Host: example.com'))
  t.ok(led.status === 404 || led.host === 'example.com', JSON.stringify(led))
  t.equal((await sendRaw(port, post(`http://example.com${resetPath}`, 'Host: evil.example'), reset)).status, 400)
  for (const mail of await mails()) t.notMatch(mail.text, 'evil')
})

t.test('a login by a browser is begun for no other domain than a site’s own', async t => {
  const { port } = await create(t)
  for (const host of odd) {
    const { status, headers } = await sendRaw(port, ['GET /accounts/kakao/login/ HTTP/1.1', `Host: ${host}`])
    t.equal(status, 400, host.slice(0, 40))
    t.notMatch(headers, /\r\n(location|set-cookie):/i)
  }
  const { status, headers } = await sendRaw(port, ['GET /accounts/kakao/login/ HTTP/1.1', 'Host: EXAMPLE.com.:8443'])
  t.equal(status, 302)
  t.match(headers, `redirect_uri=${encodeURIComponent('https://example.com/accounts/kakao/login/callback/')}`)
})

t.test('a route of the host never fails by it: it is answered, or told 400 where it looks at the site', async t => {
  const { port } = await create(t)
  for (const host of odd) {
    t.equal((await sendRaw(port, ['GET /plain HTTP/1.1', `Host: ${host}`])).status, 200, host.slice(0, 40))
    t.equal((await sendRaw(port, ['GET /site HTTP/1.1', `Host: ${host}`])).status, 400, host.slice(0, 40))
  }
})

t.test('hosts that somebody makes up cost no question to the database', async t => {
  const { app, port } = await create(t)
  const questions = t.capture(app.database.sites, 'all', app.database.sites.all)
  const finds = t.capture(app.database.sites, 'find', app.database.sites.find)
  await Promise.all(odd.map(host => sendRaw(port, ['GET /rest-auth/user/ HTTP/1.1', `Host: ${host}`])))
  t.same([questions().length, finds().length], [0, 0])
})
