import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import Fastify from 'fastify'
import t, { type Test } from 'tap'
import { admin } from '../../plugins/admin.ts'
import { database } from '../../plugins/database.ts'
import { jwtAuth } from '../../plugins/jwt-auth.ts'
import { createApp, newDatabase, secretKey } from '../helper.ts'

async function createPagesApp(t: Test) {
  const pagesFolder = join(t.testdir(), 'pages')
  const app = Fastify()
  t.teardown(() => app.close())
  await app.register(database, { url: newDatabase(t) })
  await app.register(jwtAuth, { secret: secretKey })
  await app.register(admin, { pagesFolder })
  return { app, pagesFolder }
}

function build(folder: string): void {
  mkdirSync(join(folder, 'assets'), { recursive: true })
  writeFileSync(
    join(folder, 'index.html'),
    '<meta name="csp-nonce" content="__CSP_NONCE__"><script src="assets/a-1.js"></script>'
  )
  writeFileSync(join(folder, 'assets', 'a-1.js'), 'let a')
}

t.test(
  'the page comes with a policy that lets its own scripts run alone, and a nonce that is new each time',
  async t => {
    const { app, pagesFolder } = await createPagesApp(t)
    build(pagesFolder)
    const nonces = new Set<string>()
    for (let i = 0; i < 3; i++) {
      const { statusCode, headers, body } = await app.inject('/admin/')
      t.equal(statusCode, 200)
      const nonce = /content="([\w+/=]{24})"/.exec(body)?.[1] ?? ''
      nonces.add(nonce)
      t.equal(
        headers['content-security-policy'],
        `default-src 'none'; script-src 'self'; style-src 'self' 'nonce-${nonce}'; img-src 'self' data:; ` +
          "font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
      )
      t.match(headers, {
        'content-type': 'text/html; charset=utf-8',
        'x-frame-options': 'DENY',
        'x-content-type-options': 'nosniff',
        'cache-control': 'no-store',
        'referrer-policy': 'same-origin'
      })
    }
    t.equal(nonces.size, 3)
  }
)

t.test('its files are kept by browsers for good, as their names change with what is in them', async t => {
  const { app, pagesFolder } = await createPagesApp(t)
  build(pagesFolder)
  const { statusCode, headers, body } = await app.inject('/admin/assets/a-1.js')
  t.same([statusCode, body], [200, 'let a'])
  t.match(headers, { 'cache-control': 'public, max-age=31536000, immutable', 'x-content-type-options': 'nosniff' })
  for (const url of [
    '/admin/assets/b.js',
    '/admin/assets/',
    '/admin/assets/..%2findex.html',
    '/admin/assets/%2e%2e/index.html'
  ]) {
    const { statusCode, body } = await app.inject(url)
    t.ok([403, 404].includes(statusCode), url)
    t.notMatch(body, /csp-nonce/)
  }
})

t.test('a Host that is no site’s gets no page', async t => {
  const app = await createApp(t, { siteId: 'auto' })
  const headers = { host: 'elsewhere.example' }
  for (const url of ['/admin', '/admin/', '/admin/assets/x.js']) {
    t.equal((await app.inject({ url, headers })).statusCode, 400, url)
  }
})

t.test('without the last slash it leads there', async t => {
  const { app } = await createPagesApp(t)
  const { statusCode, headers } = await app.inject('/admin')
  t.same([statusCode, headers.location], [308, '/admin/'])
})

t.test('pages that are not built yet are said to be missing, or on their way', async t => {
  const { app, pagesFolder } = await createPagesApp(t)
  const missing = await app.inject('/admin/')
  t.equal(missing.statusCode, 503)
  t.match(missing.body, /npm run build/)
  t.notOk(missing.headers.refresh)
  app.adminPages.isBuilding = true
  const building = await app.inject({ url: '/admin/', headers: { 'accept-language': 'ko' } })
  t.match(building.headers, { refresh: '3', 'retry-after': '3', 'content-security-policy': /default-src 'none'/ })
  t.match(building.body, /관리자 페이지를 만들고 있습니다/)
  build(pagesFolder)
  t.equal((await app.inject('/admin/')).statusCode, 200)
})
