import Fastify, { type FastifyInstance } from 'fastify'
import t from 'tap'
import { suite } from '../../app.ts'
import { contentSecurityPolicy } from '../../core/pages/stylesheet.ts'
import { newDatabase, readRows, secretKey } from '../helper.ts'
import { korean } from '../mailing-app.ts'
import { multipart } from '../multipart.ts'
import { writeRows } from '../outside.ts'
import { ask, createPagesApp, open, type Page, passphrase, send, twice } from '../page-visits.ts'

const headers = {
  'content-type': 'text/html; charset=utf-8',
  'content-security-policy': contentSecurityPolicy,
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'cache-control': 'no-store',
  'x-robots-tag': 'noindex',
  'cross-origin-opener-policy': 'same-origin',
  'content-language': 'en',
  vary: 'Accept-Language'
}

/** Fills the outbox, so that no act that sends a mail can be done: not even one that only tells. */
function fillOutbox(app: FastifyInstance): void {
  writeRows(
    app,
    `with recursive numbers(n) as (select 1 union all select n + 1 from numbers where n < 20000)
     insert into rest_auth_mail (kind, recipient, details, language, site_id, created, attempts, due)
     select 'password changed', 'a@example.com', '{}', 'en', 1, '2026-01-01', 0, '2099-01-01' from numbers`
  )
}

t.test('every page has the strict headers, whatever became of the request', async t => {
  const { app, resetLink, emailLink } = await createPagesApp(t)
  const link = await resetLink()
  const key = await emailLink()
  const payload = 'x'.repeat(20_000)
  const pages: [number, () => Promise<Page>][] = [
    [200, () => open(app, link)],
    [200, () => ask(app, 'HEAD', link)],
    [400, () => open(app, `${link}x`)],
    [404, () => open(app, `${key}x`)],
    [400, () => send(app, link, twice('short'))],
    [405, () => ask(app, 'PUT', link)],
    [413, () => ask(app, 'POST', link, { payload, headers: { 'content-type': 'application/x-www-form-urlencoded' } })],
    [415, () => ask(app, 'POST', link, { payload: '{}', headers: { 'content-type': 'text/plain' } })],
    [415, () => ask(app, 'POST', link, multipart(twice(passphrase)))],
    [200, () => send(app, link, twice(passphrase))],
    [200, () => open(app, key)],
    [200, () => send(app, key)]
  ]
  for (const [status, visit] of pages) {
    const page = await visit()
    t.match(page, { status, headers }, String(status))
    t.notOk('set-cookie' in page.headers)
  }
})

t.test('what the server cannot do now is a 503 that says when to come back, and changes nothing', async t => {
  const { app, resetLink } = await createPagesApp(t)
  const link = await resetLink()
  fillOutbox(app)
  const before = readRows(app, 'select password from auth_user')
  const page = await send(app, link, twice(passphrase), korean)
  t.match(page, {
    status: 503,
    heading: '요청을 처리하지 못했습니다',
    headers: { 'retry-after': '5', 'x-frame-options': 'DENY' }
  })
  t.match(page.text, '잠시 후 다시 시도해 주세요.')
  t.same(readRows(app, 'select password from auth_user'), before)
})

t.test('a failure inside is a page that says nothing of the inside', async t => {
  const { app, resetLink } = await createPagesApp(t)
  const link = await resetLink()
  writeRows(app, 'alter table django_site rename to away')
  const page = await open(app, link)
  t.match(page, { status: 500, headers })
  t.equal(page.text, 'That did not work A server error occurred. Please try again later.')
  t.notMatch(page.html, /SQLITE|select|django_site|node_modules|\.ts/)
})

t.test("what a host's own hooks and headers do is kept, and shown as a page", async t => {
  const app = Fastify()
  t.teardown(() => app.close())
  app.addHook('onRequest', async (request, reply) => {
    reply.header('vary', 'Origin').header('x-frame-options', 'SAMEORIGIN').header('x-host', 'yes')
    if (request.headers['x-hasty']) throw Object.assign(new Error('Slow <down>'), { statusCode: 429 })
  })
  await app.register(suite, { secretKey, databaseUrl: newDatabase(t) })
  const page = await ask(app, 'GET', '/password-reset/confirm/a/b/', { headers: { 'x-hasty': '1' } })
  t.match(page, { status: 429, heading: 'That did not work' })
  t.match(page.html, 'Slow &lt;down&gt;')
  for (const { headers } of [page, await open(app, '/password-reset/confirm/a/b/')]) {
    t.match(headers, { vary: 'Origin, Accept-Language', 'x-frame-options': 'DENY', 'x-host': 'yes' })
  }
})

t.test('a path beside the pages is for the host to answer', async t => {
  const { app } = await createPagesApp(t)
  for (const url of ['/password-reset/', '/password-reset/confirmed/a/b/', '/account-confirm-emails/a/']) {
    const response = await app.inject(url)
    t.equal(response.statusCode, 404, url)
    t.match(response.json(), { message: `Route GET:${url} not found` })
    t.notOk(response.headers['content-security-policy'], url)
  }
})

t.test('the pages stand under the prefix, and the links in mails lead there', async t => {
  const { app, resetLink, emailLink } = await createPagesApp(t, { prefix: '/v1' })
  const link = await resetLink()
  t.match(link, /^\/v1\/password-reset\/confirm\//)
  t.match(await open(app, link), { status: 200, heading: 'Choose a new password' })
  const key = await emailLink()
  t.match(key, /^\/v1\/account-confirm-email\//)
  t.match(await send(app, key), { status: 200, heading: 'Your e-mail address is confirmed' })
  t.match(await app.inject('/password-reset/confirm/a/b/'), { statusCode: 404 })
})
