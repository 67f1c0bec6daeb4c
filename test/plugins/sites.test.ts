import Fastify from 'fastify'
import t, { type Test } from 'tap'
import { database } from '../../plugins/database.ts'
import { type SitesOptions, sites } from '../../plugins/sites.ts'
import { createApp, djangoDatabase, newDatabase } from '../helper.ts'
import { writeRows } from '../outside.ts'

async function createServer(t: Test, options: SitesOptions = {}) {
  const app = Fastify()
  t.teardown(() => app.close())
  await app.register(database, { url: newDatabase(t) })
  await app.register(sites, options)
  return app
}

t.test('a new database has site 1, and the server is it', async t => {
  const app = await createServer(t)
  t.equal(app.sites.id, 1)
  t.same(await app.sites.current(), { id: 1, name: 'example.com', domain: 'example.com' })
})

t.test('the site is told as it is now', async t => {
  const app = await createServer(t)
  writeRows(app, "update django_site set domain = 'shop.example.com', name = 'The shop'")
  t.same(await app.sites.current(), { id: 1, name: 'The shop', domain: 'shop.example.com' })
})

t.test('the server is the site that it is set to', async t => {
  const app = Fastify()
  t.teardown(() => app.close())
  await app.register(database, { url: djangoDatabase(t) })
  writeRows(app, "insert into django_site values (7, 'Seven', 'seven.example.com')")
  await app.register(sites, { id: 7 })
  t.match(await app.sites.current(), { id: 7, domain: 'seven.example.com' })
})

t.test('a site that there is not stops the start, and the line names those that there are', async t => {
  await t.rejects(createServer(t, { id: 2 }), {
    code: 'REST_AUTH_START',
    message: 'SITE_ID is 2, and there is no such site; there are 1 (example.com)'
  })
})

t.test('a site that goes away is missed', async t => {
  const app = await createServer(t)
  writeRows(app, 'delete from django_site')
  await t.rejects(app.sites.current(), { message: 'SITE_ID is 1, and there is no such site; there are none' })
})

t.test('request.site is that site, whatever the Host', async t => {
  const app = await createServer(t)
  app.get('/', async request => [request.site, app.sites.idOf(request), await app.sites.of(request)])
  const site = { id: 1, name: 'example.com', domain: 'example.com' }
  for (const host of ['example.com', 'elsewhere.example', '', '@']) {
    t.same((await app.inject({ url: '/', headers: { host } })).json(), [site, 1, site], host)
  }
})

t.test('a wrong value stops the start', async t => {
  for (const id of [0, 1.5, -1]) {
    await t.rejects(createServer(t, { id }), { message: `SITE_ID takes a whole number, 1 or more, or auto, not ${id}` })
  }
})

t.test('the suite is the site of its setting', async t => {
  const app = await createApp(t)
  t.equal(app.sites.id, 1)
  await t.rejects(createApp(t, { siteId: 3, databaseUrl: app.database.path.replace(/^/, 'file:') }), {
    message: /^SITE_ID is 3, /
  })
})

t.test('the plugin needs the database', async t => {
  const app = Fastify()
  t.teardown(() => app.close())
  await t.rejects(async () => app.register(sites), {
    message: "The dependency 'rest-auth-database' of plugin 'rest-auth-sites' is not registered"
  })
})
