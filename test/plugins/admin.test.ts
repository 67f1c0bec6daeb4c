import { fileURLToPath } from 'node:url'
import cookie from '@fastify/cookie'
import statics from '@fastify/static'
import Fastify from 'fastify'
import t from 'tap'
import { admin } from '../../plugins/admin.ts'
import { database } from '../../plugins/database.ts'
import { jwtAuth } from '../../plugins/jwt-auth.ts'
import { openAdmin } from '../admin-app.ts'
import { createApp, oneHasherDatabase, secretKey } from '../helper.ts'

t.test('with ADMIN=off there is none', async t => {
  const app = await createApp(t, { admin: false })
  for (const url of ['/admin', '/admin/', '/admin/api/session/']) t.equal((await app.inject(url)).statusCode, 404, url)
  t.notOk(app.hasDecorator('adminPages'))
})

t.test('ADMIN_PATH says where it is', async t => {
  const app = await createApp(t, { databaseUrl: oneHasherDatabase(t), adminPath: '/back/office', prefix: '/v1' })
  const browser = openAdmin(app, {}, '/v1/back/office')
  const { status, headers } = await browser.logIn('admin')
  t.equal(status, 200)
  t.match([headers['set-cookie']].flat()[0], /Path=\/v1\/back\/office;/)
  t.equal((await browser.get('users/')).status, 200)
  t.equal((await app.inject('/v1/back/office')).headers.location, '/v1/back/office/')
  t.equal((await app.inject('/admin/api/session/')).statusCode, 404)
})

for (const adminPath of ['admin', '/admin/', '/', '/ad min', '/:id']) {
  t.test(`${adminPath} is no path for it`, async t => {
    await t.rejects(createApp(t, { adminPath }), { code: 'REST_AUTH_START', message: /^ADMIN_PATH takes a path/ })
  })
}

t.test('it is registered into an app that has cookies and files of its own, before or after it', async t => {
  for (const isFirst of [true, false]) {
    const app = Fastify()
    t.teardown(() => app.close())
    const hosts = async () => {
      await app.register(cookie)
      await app.register(statics, { root: fileURLToPath(new URL('.', import.meta.url)), prefix: '/files/' })
    }
    if (isFirst) await hosts()
    await app.register(database, { url: oneHasherDatabase(t) })
    await app.register(jwtAuth, { secret: secretKey })
    await app.register(admin, { path: '/staff' })
    if (!isFirst) await hosts()
    app.get('/cookies', async ({ cookies }, reply) => reply.setCookie('own', '1').send(cookies))
    const browser = openAdmin(app, {}, '/staff')
    t.equal((await browser.logIn('admin')).status, 200)
    t.equal((await browser.patch('users/1/', { first_name: 'X' })).status, 200)
    t.equal((await app.inject('/files/admin.test.ts')).statusCode, 200)
    const { headers, body } = await app.inject({ url: '/cookies', headers: { cookie: 'a=b' } })
    t.same([headers['set-cookie'], body], ['own=1; SameSite=Lax', '{"a":"b"}'])
  }
})
