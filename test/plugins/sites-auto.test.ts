// SITE_ID=auto: the site of a request is the one that its Host names.
import Fastify, { type FastifyInstance, type FastifyServerOptions } from 'fastify'
import t, { type Test } from 'tap'
import { database, jwtAuth, restAuth, type SitesOptions, sites, socialKakao, suite } from '../../index.ts'
import { djangoDatabase, newDatabase, secretKey } from '../helper.ts'
import { createClock, writeRows } from '../outside.ts'
import { ask, createTwoSites, first, noSite, second, unknown } from '../two-sites.ts'

/** A host app that looks at the site of a request on one of its two routes. */
async function createHost(t: Test, options: SitesOptions = {}, server: FastifyServerOptions = {}) {
  const app = Fastify(server)
  t.teardown(() => app.close())
  app.get('/before', async request => request.site)
  await app.register(database, { url: djangoDatabase(t) })
  await app.register(sites, { id: 'auto', ...options })
  app.get('/site', async request => request.site)
  app.get('/plain', async () => ({ plain: true }))
  app.register(async posts => {
    posts.get('/posts/', async ({ site }) => ({ site: site.name }))
  })
  return app
}

const siteAt = async (app: FastifyInstance, host: string, url = '/site') =>
  (await ask(app, { url, headers: { host } })).body

function removeSite(app: FastifyInstance, id: number): void {
  writeRows(app, 'delete from socialaccount_socialapp_sites where site_id = ?', id)
  writeRows(app, 'delete from django_site where id = ?', id)
}

t.test('request.site is the site that the Host names, wherever the routes of a host are', async t => {
  const app = await createHost(t)
  t.same(await siteAt(app, 'example.com'), { id: 1, name: 'example.com', domain: 'example.com' })
  t.same(await siteAt(app, 'SECOND.example.com.:8000'), { id: 2, name: 'second', domain: 'second.example.com' })
  t.match(await siteAt(app, 'second.example.com', '/before'), { id: 2 })
  t.same(await siteAt(app, 'second.example.com', '/posts/'), { site: 'second' })
})

t.test("a host's own route that does not look at the site goes on, whatever the Host", async t => {
  const app = await createHost(t)
  for (const host of ['example.com', 'elsewhere.example', '', 'example.com@evil.example']) {
    t.match(await ask(app, { url: '/plain', headers: { host } }), { status: 200, body: { plain: true } }, host)
  }
})

t.test('one that does is told 400 where there is no site', async t => {
  const app = await createHost(t)
  for (const url of ['/site', '/before', '/posts/']) {
    t.match(await ask(app, { url, headers: unknown }), { status: 400, body: { code: 'REST_AUTH_REFUSED' } }, url)
  }
})

t.test('what is thrown can be caught, and is one of ours', async t => {
  const app = await createHost(t)
  app.get('/asked', async request => {
    try {
      return request.site
    } catch (error) {
      return { caught: error }
    }
  })
  t.match((await ask(app, { url: '/asked', headers: unknown })).body, {
    caught: { statusCode: 400, detail: { name: 'siteUnknownHost' } }
  })
})

t.test('fastify.sites tells the site of a request, its id, and all', async t => {
  const app = await createHost(t)
  app.get('/told', async request => [await app.sites.of(request), app.sites.idOf(request)])
  t.match(await siteAt(app, 'second.example.com', '/told'), [{ id: 2, domain: 'second.example.com' }, 2])
  t.match(await ask(app, { url: '/told', headers: unknown }), { status: 400 })
  t.match(await app.sites.all(), [{ id: 1 }, { id: 2 }])
})

t.test('what no request asked for is of site 1, or the one of DEFAULT_SITE_ID', async t => {
  const app = await createHost(t)
  t.equal(app.sites.id, 1)
  t.match(await app.sites.current(), { id: 1 })
  const another = await createHost(t, { defaultId: 2 })
  t.equal(another.sites.id, 2)
  t.match(await another.sites.current(), { id: 2 })
})

t.test('DEFAULT_SITE_ID is the site of hosts that are no site’s', async t => {
  const app = await createHost(t, { defaultId: 2 })
  for (const host of ['elsewhere.example', '', 'example.com@evil.example', 'localhost:80']) {
    t.match(await siteAt(app, host), { id: 2 }, host)
  }
  t.match(await siteAt(app, 'example.com'), { id: 1 })
})

t.test('once that site is gone there is none for them', async t => {
  const app = await createHost(t, { defaultId: 2 })
  removeSite(app, 2)
  app.sites.forget()
  t.match(await ask(app, { url: '/site', headers: unknown }), { status: 400 })
  t.match(await siteAt(app, 'example.com'), { id: 1 })
  await t.rejects(app.sites.current(), {
    message: 'DEFAULT_SITE_ID is 2, and there is no such site; there are 1 (example.com)'
  })
})

t.test('a DEFAULT_SITE_ID that there is not stops the start', async t => {
  await t.rejects(createHost(t, { defaultId: 9 }), {
    code: 'REST_AUTH_START',
    message: 'DEFAULT_SITE_ID is 9, and there is no such site; there are 1 (example.com), 2 (second.example.com)'
  })
})

t.test('without it there need be no site 1', async t => {
  const url = djangoDatabase(t)
  const app = Fastify()
  t.teardown(() => app.close())
  await app.register(database, { url })
  removeSite(app, 1)
  writeRows(app, "insert into django_site (id, name, domain) values (7, 'Seven', 'example.com')")
  await app.register(sites, { id: 'auto' })
  app.get('/site', async request => request.site)
  t.match(await siteAt(app, 'example.com'), { id: 7 })
})

t.test('a site that was changed beside the server is seen ten seconds later, or at once when that is told', async t => {
  const clock = createClock()
  const app = await createHost(t, { now: clock.now })
  await app.ready()
  const questions = t.capture(app.database.sites, 'all', app.database.sites.all)
  writeRows(app, "update django_site set domain = 'new.example.com', name = 'New' where id = 2")
  t.match(await siteAt(app, 'second.example.com'), { name: 'second' })
  t.equal(questions().length, 0)
  clock.seconds += 10
  t.match(await siteAt(app, 'new.example.com'), { id: 2, name: 'New' })
  t.match(await ask(app, { url: '/site', headers: second }), { status: 400 })
  t.equal(questions().length, 1)
  writeRows(app, "update django_site set name = 'Newer' where id = 2")
  app.sites.forget()
  t.match(await siteAt(app, 'new.example.com'), { name: 'Newer' })
})

t.test('a hundred requests ask the database nothing, unknown hosts included', async t => {
  const app = await createHost(t)
  await app.ready()
  const questions = t.capture(app.database.sites, 'all', app.database.sites.all)
  for (let time = 0; time < 50; time++) {
    await siteAt(app, 'example.com')
    await siteAt(app, `host${time}.example`)
  }
  t.equal(questions().length, 0)
})

t.test('requests that come while the rows are read wait for them', async t => {
  const app = await createHost(t)
  await app.ready()
  writeRows(app, "update django_site set name = 'New' where id = 2")
  app.sites.forget()
  const names = Array.from({ length: 5 }, () => siteAt(app, 'second.example.com'))
  for (const site of await Promise.all(names)) t.match(site, { name: 'New' })
})

t.test('sites that cannot be read again count as they were, and that is logged', async t => {
  const lines: string[] = []
  const logger = { level: 'warn', stream: { write: (line: string) => lines.push(line) } }
  const app = await createHost(t, {}, { logger })
  writeRows(app, 'alter table django_site rename to away')
  app.sites.forget()
  t.match(await siteAt(app, 'second.example.com'), { id: 2 })
  t.match(
    lines.map(line => JSON.parse(line)),
    [{ msg: 'the sites cannot be read; they count as they were', err: { message: /no such table/ } }]
  )
})

t.test('behind a proxy that is trusted, the Host is the one that was asked for there', async t => {
  const headers = { host: 'example.com', 'x-forwarded-host': 'second.example.com' }
  const trusting = await createHost(t, {}, { trustProxy: '127.0.0.1' })
  t.match(await ask(trusting, { url: '/site', headers }), { body: { id: 2 } })
  const doubting = await createHost(t)
  t.match(await ask(doubting, { url: '/site', headers }), { body: { id: 1 } })
})

t.test('a host that has a request.site of its own keeps it', async t => {
  const app = Fastify()
  t.teardown(() => app.close())
  app.decorateRequest('site', null as never)
  await app.register(database, { url: djangoDatabase(t) })
  await app.register(sites, { id: 'auto' })
  app.get('/own', async request => [request.site, app.sites.idOf(request)])
  t.same(await siteAt(app, 'second.example.com', '/own'), [null, 2])
})

t.test('in a context of its own, the rest of the host knows no sites', async t => {
  const app = Fastify()
  t.teardown(() => app.close())
  await app.register(async scope => {
    await scope.register(suite, { secretKey, databaseUrl: newDatabase(t), siteId: 'auto' })
    scope.get('/within', async request => request.site)
  })
  app.get('/without', async request => ({ hasSite: 'site' in request }))
  t.same(await siteAt(app, 'elsewhere.example', '/without'), { hasSite: false })
  t.match(await siteAt(app, 'example.com', '/within'), { id: 1 })
})

const endpoints = [
  ['POST', '/rest-auth/login/'],
  ['GET', '/rest-auth/user/'],
  ['PUT', '/rest-auth/login/'],
  ['POST', '/rest-auth/password/reset/'],
  ['POST', '/rest-auth/registration/'],
  ['POST', '/api-jwt-auth/'],
  ['POST', '/accounts/rest-auth/kakao/'],
  ['POST', '/accounts/kakao/webhook/unlink/'],
  ['GET', '/socialaccounts/'],
  ['GET', '/.well-known/jwks.json']
] as const

t.test('our own endpoints answer 400 at a host that is no site’s, before anything else', async t => {
  const { app } = await createTwoSites(t)
  for (const [method, url] of endpoints) {
    t.match(await ask(app, { method, url, headers: unknown }), noSite, `${method} ${url}`)
  }
  const korean = { ...unknown, 'accept-language': 'ko' }
  t.match(await ask(app, { url: '/rest-auth/user/', headers: korean }), {
    status: 400,
    body: { detail: '이 주소에는 등록된 사이트가 없습니다.' },
    headers: { 'cache-control': 'no-store' }
  })
})

t.test('and go on at one that is', async t => {
  const { app } = await createTwoSites(t)
  for (const [method, url] of endpoints) {
    const { body } = await ask(app, { method, url, headers: second })
    t.notMatch(body, noSite.body, `${method} ${url}`)
  }
})

t.test('our pages say so as a page', async t => {
  const { app } = await createTwoSites(t)
  for (const url of ['/password-reset/confirm/MQ/abc-def/', '/account-confirm-email/abc/', '/accounts/kakao/login/']) {
    const { status, headers, body } = await ask(app, { url, headers: unknown })
    t.match([status, headers['content-type'], headers['set-cookie']], [400, 'text/html; charset=utf-8', undefined], url)
    t.match(body, 'There is no site at this address.')
  }
})

t.test('with DEFAULT_SITE_ID they go on there as well', async t => {
  const { app } = await createTwoSites(t, { defaultSiteId: 2 })
  const { headers } = await ask(app, { url: '/accounts/kakao/login/', headers: unknown })
  const asked = new URL(String(headers.location)).searchParams
  t.equal(asked.get('redirect_uri'), 'https://second.example.com/accounts/kakao/login/callback/')
})

t.test('a page has the name of the site that it was opened at', async t => {
  const { app } = await createTwoSites(t)
  for (const [headers, name] of [
    [first, 'example.com'],
    [second, 'second']
  ] as const) {
    const { body } = await ask(app, { url: '/account-confirm-email/none/', headers })
    t.match(body, `<title>This link does not work · ${name}</title>`)
  }
})

t.test('each plugin by itself does the same, where sites come first', async t => {
  const app = Fastify()
  t.teardown(() => app.close())
  await app.register(database, { url: djangoDatabase(t) })
  await app.register(sites, { id: 'auto' })
  await app.register(jwtAuth, { secret: secretKey })
  await app.register(restAuth)
  await app.register(socialKakao)
  for (const [method, url] of endpoints) t.match(await ask(app, { method, url, headers: unknown }), noSite, url)
})

t.test('without SITE_ID=auto the Host says nothing', async t => {
  const { app } = await createTwoSites(t, { siteId: 2 })
  app.get('/site', async request => request.site)
  for (const headers of [first, second, unknown, { host: '' }]) {
    t.match(await ask(app, { url: '/site', headers }), { status: 200, body: { id: 2 } }, headers.host)
    t.match(await ask(app, { url: '/rest-auth/user/', headers }), { status: 401 })
  }
})

t.test('and once its site is gone, who looks at it is told 503, and logins go on', async t => {
  const { app } = await createTwoSites(t, { siteId: 2 })
  app.get('/site', async request => request.site)
  removeSite(app, 2)
  app.sites.forget()
  t.match(await ask(app, { url: '/site', headers: first }), { status: 503 })
  t.match(await ask(app, { url: '/rest-auth/user/', headers: first }), { status: 401 })
})
