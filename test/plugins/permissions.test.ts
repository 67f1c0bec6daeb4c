import Fastify, { type FastifyInstance } from 'fastify'
import t, { type Test } from 'tap'
import type { SuiteOptions } from '../../app.ts'
import { database, jwtAuth, type PermissionHook, permissions } from '../../index.ts'
import { createApp, djangoDatabase, secretKey } from '../helper.ts'
import { writeRows } from '../outside.ts'

// Of Django's people: alice has a verified address, bob is an editor, admin is staff and superuser without an address
// that was verified.
const [alice, bob, admin, unverified] = [1, 2, 5, 7]
const denied = { detail: 'You do not have permission to perform this action.' }
const notProvided = { detail: 'Authentication credentials were not provided.' }

/** A server on Django's database with a route a permission: `/staff`, and `/late/staff`, which asks as a preHandler. */
async function createHost(t: Test, options: SuiteOptions = {}) {
  const app = await createApp(t, { databaseUrl: djangoDatabase(t), ...options })
  protect(app)
  return { app, ask: asker(app) }
}

function hooksOf(app: FastifyInstance): Record<string, PermissionHook> {
  return {
    staff: app.requireStaff,
    superuser: app.requireSuperuser,
    editors: app.requireGroup('editors'),
    verified: app.requireVerifiedEmail
  }
}

function protect(app: FastifyInstance): void {
  for (const [name, hook] of Object.entries(hooksOf(app))) {
    app.get(`/${name}`, { onRequest: [app.authenticate, hook] }, async ({ user }) => ({ id: user.id }))
    app.post(`/late/${name}`, { onRequest: app.authenticate, preHandler: hook }, async ({ user }) => ({ id: user.id }))
  }
}

/** Asks for a route by a token of a user, issued once each. */
function asker(app: FastifyInstance) {
  const tokens = new Map<number, Promise<string>>()
  return async (id: number, url: string, headers: Record<string, string> = {}) => {
    const token = tokens.get(id) ?? app.jwtAuth.issue({ id })
    tokens.set(id, token)
    const method = url.startsWith('/late/') ? 'POST' : 'GET'
    return app.inject({ method, url, headers: { authorization: `JWT ${await token}`, ...headers } })
  }
}

const names = ['staff', 'superuser', 'editors', 'verified']
const mayPass: [id: number, names: string[]][] = [
  [alice, ['verified']],
  [bob, ['editors', 'verified']],
  [admin, ['staff', 'superuser']],
  [unverified, []]
]

for (const jwtAuthCheck of ['user', 'claims'] as const) {
  t.test(`with JWT_AUTH_CHECK=${jwtAuthCheck}`, async t => {
    const { app, ask } = await createHost(t, { jwtAuthCheck })

    t.test('each hook lets through whom it is for, and answers 403 to the others', async t => {
      for (const [id, passes] of mayPass) {
        for (const name of names) {
          for (const url of [`/${name}`, `/late/${name}`]) {
            const response = await ask(id, url)
            const expected = passes.includes(name) ? { status: 200, body: { id } } : { status: 403, body: denied }
            t.same({ status: response.statusCode, body: response.json() }, expected, `${id} ${url}`)
          }
        }
      }
    })

    t.test('without a login each answers 401', async t => {
      for (const name of names) {
        const response = await app.inject(`/${name}`)
        t.equal(response.statusCode, 401, name)
        t.same(response.json(), notProvided)
        t.equal(response.headers['www-authenticate'], 'JWT realm="api"')
      }
    })
  })

  t.test(`what changes in the database counts at once, with JWT_AUTH_CHECK=${jwtAuthCheck}`, async t => {
    const { app, ask } = await createHost(t, { jwtAuthCheck })
    const status = async (id: number, url: string) => (await ask(id, url)).statusCode

    t.test('who is made staff, a superuser, an editor or verified', async t => {
      t.same(await Promise.all(names.map(name => status(unverified, `/${name}`))), [403, 403, 403, 403])
      writeRows(app, 'update auth_user set is_staff = 1, is_superuser = 1 where id = ?', unverified)
      writeRows(app, 'insert into auth_user_groups (user_id, group_id) values (?, 1)', unverified)
      writeRows(app, 'update account_emailaddress set verified = 1 where user_id = ?', unverified)
      t.same(await Promise.all(names.map(name => status(unverified, `/${name}`))), [200, 200, 200, 200])
    })

    t.test('who no longer is', async t => {
      writeRows(app, 'update auth_user set is_staff = 0, is_superuser = 0 where id = ?', unverified)
      writeRows(app, 'delete from auth_user_groups where user_id = ?', unverified)
      writeRows(app, 'update account_emailaddress set verified = 0 where user_id = ?', unverified)
      t.same(await Promise.all(names.map(name => status(unverified, `/${name}`))), [403, 403, 403, 403])
    })

    t.test('a group of another name', async t => {
      t.equal(await status(bob, '/editors'), 200)
      writeRows(app, "update auth_group set name = 'authors'")
      t.equal(await status(bob, '/editors'), 403)
    })

    t.test('a logout, and a user who is disabled or gone: 401', async t => {
      t.equal(await status(admin, '/staff'), 200)
      writeRows(app, "update rest_auth_session set ended = '2026-11-23 12:00:00' where user_id = ?", admin)
      t.equal(await status(admin, '/staff'), 401)
      t.equal(await status(bob, '/verified'), 200)
      writeRows(app, 'update auth_user set is_active = 0 where id = ?', bob)
      t.equal(await status(bob, '/verified'), 401)
      t.equal(await status(alice, '/verified'), 200)
      await app.database.transaction(queries => queries.removeUser(alice))
      t.equal(await status(alice, '/verified'), 401)
    })
  })
}

t.test('staff and superusers are two things, as in Django: neither is the other by that', async t => {
  const { app, ask } = await createHost(t)
  writeRows(app, 'update auth_user set is_staff = 1 where id = ?', alice)
  writeRows(app, 'update auth_user set is_superuser = 1 where id = ?', bob)
  t.equal((await ask(alice, '/staff')).statusCode, 200)
  t.equal((await ask(alice, '/superuser')).statusCode, 403)
  t.equal((await ask(bob, '/superuser')).statusCode, 200)
  t.equal((await ask(bob, '/staff')).statusCode, 403)
})

t.test('superusers are in a group when they are its members', async t => {
  const { app, ask } = await createHost(t)
  t.equal((await ask(admin, '/editors')).statusCode, 403)
  writeRows(app, 'insert into auth_user_groups (user_id, group_id) values (?, 1)', admin)
  t.equal((await ask(admin, '/editors')).statusCode, 200)
})

t.test('it is the own address that has to be verified, in any case, and no other', async t => {
  const { app, ask } = await createHost(t)
  writeRows(app, "update auth_user set email = 'ALICE@example.com' where id = ?", alice)
  t.equal((await ask(alice, '/verified')).statusCode, 200)
  writeRows(app, "update auth_user set email = 'other@example.com' where id = ?", alice)
  t.equal((await ask(alice, '/verified')).statusCode, 403)
})

t.test('as a preHandler it looks at the user once the body is there', async t => {
  const { app } = await createHost(t)
  const demote = async () => writeRows(app, 'update auth_user set is_staff = 0 where id = ?', admin)
  app.post(
    '/slow',
    { onRequest: [app.authenticate, app.requireStaff], preParsing: demote, preHandler: app.requireStaff },
    async () => ({})
  )
  const headers = { authorization: `JWT ${await app.jwtAuth.issue({ id: admin })}` }
  const response = await app.inject({ method: 'POST', url: '/slow', headers, payload: {} })
  t.equal(response.statusCode, 403)
})

t.test('without authenticate before it, and behind one that asks only who shows a token, nobody is let in', async t => {
  const { app, ask } = await createHost(t)
  const { authenticateIfShown } = app.jwtAuth
  for (const [name, hook] of Object.entries(hooksOf(app))) {
    app.get(`/alone/${name}`, { onRequest: hook }, async () => ({}))
    app.get(`/if-shown/${name}`, { onRequest: [authenticateIfShown, hook] }, async () => ({}))
  }
  for (const name of names) {
    const alone = await ask(admin, `/alone/${name}`)
    const nobody = await app.inject(`/if-shown/${name}`)
    for (const response of [alone, nobody]) {
      t.equal(response.statusCode, 401, name)
      t.same(response.json(), notProvided)
      t.equal(response.headers['www-authenticate'], 'JWT realm="api"')
    }
  }
  t.equal((await ask(admin, '/if-shown/staff')).statusCode, 200)
})

t.test('a key of Django REST Framework is asked alike', async t => {
  const { app } = await createHost(t)
  const headers = { authorization: 'Token 8df73dafbde4c669dc37a9ea7620434515b2cc43' }
  t.equal((await app.inject({ url: '/verified', headers })).statusCode, 200)
  t.equal((await app.inject({ url: '/staff', headers })).statusCode, 403)
})

t.test('refusals are ours whatever error handler the host has, and faults are its own', async t => {
  const app = Fastify()
  t.teardown(() => app.close())
  app.setErrorHandler((_error, _request, reply) => reply.code(500).send({ host: 'out of order' }))
  await app.register(database, { url: djangoDatabase(t) })
  await app.register(jwtAuth, { secret: secretKey, authCheck: 'claims', authHeaderPrefix: 'Bearer' })
  await app.register(permissions)
  protect(app)
  app.get('/alone', { onRequest: app.requireStaff }, async () => ({}))
  const ask = asker(app)
  const bearer = { authorization: `Bearer ${await app.jwtAuth.issue({ id: alice })}` }
  t.same((await ask(alice, '/staff', bearer)).json(), denied)
  const alone = await app.inject('/alone')
  t.same(alone.json(), notProvided)
  t.equal(alone.headers['www-authenticate'], 'Bearer realm="api"')
  await app.database.close()
  const fault = await ask(alice, '/staff', bearer)
  t.equal(fault.statusCode, 500)
  t.same(fault.json(), { host: 'out of order' })
})

t.test('who reads Korean is told in Korean', async t => {
  const { app, ask } = await createHost(t)
  const korean = { 'accept-language': 'ko-KR,ko;q=0.9' }
  const response = await ask(alice, '/staff', korean)
  t.same(response.json(), { detail: '이 작업을 수행할 권한이 없습니다.' })
  t.equal(response.headers.vary, 'Accept-Language')
  t.same((await app.inject({ url: '/staff', headers: korean })).json(), { detail: '로그인이 필요합니다.' })
})

t.test('requireGroup says at once when it is given no name', async t => {
  const { app } = await createHost(t)
  const cases: [name: unknown, shown: string][] = [
    ['', '""'],
    ['  ', '"  "'],
    [undefined, 'undefined'],
    [['editors'], 'object'],
    [7, 'number']
  ]
  for (const [name, shown] of cases) {
    t.throws(() => app.requireGroup(name as string), {
      code: 'REST_AUTH_START',
      message: `requireGroup takes the name of a group, as in requireGroup('editors'), not ${shown}`
    })
  }
})

t.test('requireGroup in the place of the hook that it makes lets nobody through', async t => {
  const { app, ask } = await createHost(t)
  const notMade = app.requireGroup as unknown as PermissionHook
  app.get('/not-made', { onRequest: [app.authenticate, notMade] }, async () => ({}))
  t.equal((await ask(bob, '/not-made')).statusCode, 500)
})

t.test('a group that is not there has no members', async t => {
  const { app, ask } = await createHost(t)
  app.get('/writers', { onRequest: [app.authenticate, app.requireGroup('writers')] }, async () => ({}))
  t.equal((await ask(bob, '/writers')).statusCode, 403)
})

t.test('hooks stand on routes whose parameters have types', async t => {
  const { app, ask } = await createHost(t)
  app.get<{ Params: { id: string } }>(
    '/things/:id',
    { onRequest: [app.authenticate, app.requireStaff], preHandler: [app.requireSuperuser] },
    async ({ params, user }) => ({ thing: params.id, by: user.id })
  )
  t.same((await ask(admin, '/things/9')).json(), { thing: '9', by: admin })
})

t.test('the plugin needs jwtAuth', async t => {
  const app = Fastify()
  t.teardown(() => app.close())
  await t.rejects(async () => app.register(permissions), {
    message: "The dependency 'rest-auth-jwt' of plugin 'rest-auth-permissions' is not registered"
  })
})
