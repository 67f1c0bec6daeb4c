import t from 'tap'
import { createAdminApp, openAdmin } from '../../admin-app.ts'
import { createApp, newDatabase, oneHasherDatabase, password, readRows } from '../../helper.ts'
import { createClock, writeRows } from '../../outside.ts'

const minutes = 60
const hours = 60 * minutes
const isOver = { status: 401, body: { detail: 'Your session in the admin is over. Please log in again.' } }
const notConfirmed = { status: 403, body: { code: 'confirmation_required' } }
const csrfFailed = { status: 403, body: { code: 'csrf' } }

t.test('a new server says that there is no superuser yet, and who is logged in: nobody', async t => {
  const app = await createApp(t, { databaseUrl: newDatabase(t) })
  const { status, body } = await openAdmin(app).get('session/')
  t.equal(status, 200)
  t.match(body, {
    user: null,
    needs_superuser: true,
    site: { id: 1, domain: 'example.com', name: 'example.com' },
    confirmed_until: null,
    csrf_token: /.{40}/
  })
})

t.test('a superuser logs in, in a session of its own, which the audit trail tells of', async t => {
  const { app, admin } = await createAdminApp(t)
  const { body } = await admin.get('session/')
  t.match(body, {
    user: { id: 5, username: 'admin', is_superuser: true },
    needs_superuser: false,
    confirmed_until: /Z$/
  })
  const sessions = readRows(app, "select id, user_id from rest_auth_session where method = 'admin'")
  t.equal(sessions.length, 1)
  t.notOk([...admin.cookies.values()].includes(String(sessions[0]?.id)), 'the cookie is kept as a hash alone')
  const [event] = readRows(app, "select user_id, session_id, details from rest_auth_event where event = 'login'")
  t.same(event, { user_id: 5, session_id: sessions[0]?.id, details: '{"method":"admin"}' })
})

t.test('the cookie is out of reach of scripts and of other sites, and over HTTPS of other hosts', async t => {
  const app = await createApp(t, { databaseUrl: oneHasherDatabase(t) })
  const plain = await openAdmin(app).logIn('admin')
  t.match([plain.headers['set-cookie']].flat(), [
    /^rest_auth_admin=[\w-]{43}; Path=\/admin; HttpOnly; SameSite=Strict$/,
    /^rest_auth_admin_csrf=[^;]+; Path=\/admin; HttpOnly; SameSite=Strict$/
  ])
  const secure = openAdmin(app, { 'x-forwarded-proto': 'https' })
  const { headers } = await secure.logIn('admin')
  t.match([headers['set-cookie']].flat(), [
    /^__Host-rest_auth_admin=[\w-]{43}; Path=\/; HttpOnly; Secure; SameSite=Strict$/,
    /^rest_auth_admin_csrf=[^;]+; Path=\/admin; HttpOnly; Secure; SameSite=Strict$/
  ])
  t.equal((await secure.get('users/')).status, 200)
})

t.test('who is no staff, and a wrong password, are refused by the same words', async t => {
  const app = await createApp(t, { databaseUrl: oneHasherDatabase(t) })
  const refused = { status: 400, body: { non_field_errors: ['Unable to log in with provided credentials.'] } }
  for (const [name, secret] of [
    ['alice', password],
    ['admin', 'wrong'],
    ['nobody', password],
    ['gone', password]
  ] as const) {
    t.match(await openAdmin(app).logIn(name, secret), refused, name)
  }
  t.same(readRows(app, 'select id from rest_auth_session'), [])
  t.same(readRows(app, "select last_login from auth_user where username = 'alice' and last_login > '2026-11-29'"), [])
})

t.test('a login by the e-mail address takes ACCOUNT_AUTHENTICATION_METHOD', async t => {
  const app = await createApp(t, { databaseUrl: oneHasherDatabase(t), accountAuthenticationMethod: 'username_email' })
  t.equal((await openAdmin(app).logIn('admin@example.com')).status, 200)
  t.equal((await openAdmin(app).logIn('admin')).status, 200)
})

t.test('empty fields are told at the field', async t => {
  const app = await createApp(t)
  const browser = openAdmin(app)
  await browser.get('session/')
  t.match(await browser.post('session/'), {
    status: 400,
    body: { username: ['This field is required.'], password: ['This field is required.'] }
  })
})

t.test('nobody gets anywhere without a session, nor with the token of an app', async t => {
  const { app } = await createAdminApp(t)
  const nobody = openAdmin(app)
  t.match(await nobody.get('users/'), isOver)
  await nobody.get('session/')
  t.match(await nobody.post('users/', { username: 'x' }), isOver)
  t.match(await nobody.post('session/confirm/', { password }), isOver)
  const { body } = await app
    .inject({ method: 'POST', url: '/api-jwt-auth/', payload: { username: 'admin', password } })
    .then(response => ({ body: response.json() }))
  t.match(await openAdmin(app, { authorization: `JWT ${body.token}` }).get('users/'), isOver)
  for (const cookie of ['x', 'x'.repeat(43), body.token]) {
    const forged = openAdmin(app)
    forged.cookies.set('rest_auth_admin', cookie)
    t.match(await forged.get('users/'), isOver)
  }
})

t.test('the id of the session, which the lists show, is no cookie; nor are two cookies', async t => {
  const { app, admin } = await createAdminApp(t)
  const [session] = readRows(app, 'select id from rest_auth_session')
  const forged = openAdmin(app)
  forged.cookies.set('rest_auth_admin', String(session?.id))
  t.match(await forged.get('users/'), isOver)
  const value = admin.cookies.get('rest_auth_admin')
  const twice = openAdmin(app, { cookie: `rest_auth_admin=${value}; rest_auth_admin=${value}` })
  t.match(await twice.get('users/'), isOver)
})

t.test('what changes something takes the token of this session, and comes from this site', async t => {
  const { app, admin } = await createAdminApp(t)
  const rename = () => admin.patch('users/1/', { first_name: 'X' })
  const good = admin.token.value
  for (const token of ['', 'x', good.slice(0, -1)]) {
    admin.token.value = token
    t.match(await rename(), csrfFailed, token)
  }
  const other = openAdmin(app)
  await other.logIn('admin')
  admin.token.value = other.token.value
  t.match(await rename(), csrfFailed, 'the token of another session')
  admin.token.value = good
  const secret = admin.cookies.get('rest_auth_admin_csrf') ?? ''
  admin.cookies.set('rest_auth_admin_csrf', other.cookies.get('rest_auth_admin_csrf') ?? '')
  t.match(await rename(), csrfFailed, 'the secret of another session')
  admin.cookies.delete('rest_auth_admin_csrf')
  t.match(await rename(), csrfFailed, 'no secret')
  admin.cookies.set('rest_auth_admin_csrf', secret)
  for (const headers of [
    { 'sec-fetch-site': 'cross-site' },
    { 'sec-fetch-site': 'same-site' },
    { origin: 'https://evil.example' }
  ]) {
    const elsewhere = openAdmin(app, headers as Record<string, string>)
    for (const [name, value] of admin.cookies) elsewhere.cookies.set(name, value)
    elsewhere.token.value = good
    t.equal((await elsewhere.patch('users/1/', { first_name: 'X' })).status, 403, JSON.stringify(headers))
  }
  t.same(readRows(app, 'select first_name from auth_user where id = 1'), [{ first_name: '' }], 'nothing was written')
  t.equal((await rename()).status, 200)
})

t.test('a login and a logout take the token as well', async t => {
  const { app, admin } = await createAdminApp(t)
  const stranger = openAdmin(app)
  t.match(await stranger.post('session/', { username: 'admin', password }), csrfFailed)
  const { value } = admin.token
  admin.token.value = ''
  t.match(await admin.delete('session/'), csrfFailed)
  admin.token.value = value
  t.equal((await admin.get('users/')).status, 200)
})

t.test('a login begins a new session with a new secret, and ends the one before', async t => {
  const { app, admin } = await createAdminApp(t)
  const before = new Map(admin.cookies)
  const token = admin.token.value
  t.equal((await admin.post('session/', { username: 'admin', password })).status, 200)
  for (const [name, value] of before) t.not(admin.cookies.get(name), value, name)
  t.not(admin.token.value, token)
  const old = openAdmin(app)
  for (const [name, value] of before) old.cookies.set(name, value)
  t.match(await old.get('users/'), isOver)
  t.equal((await admin.get('users/')).status, 200)
})

t.test('a logout ends the session on the server, and is written down', async t => {
  const { app, admin } = await createAdminApp(t)
  const stolen = openAdmin(app)
  for (const [name, value] of admin.cookies) stolen.cookies.set(name, value)
  const { status, headers } = await admin.delete('session/')
  t.equal(status, 204)
  t.match(headers['set-cookie'], /^rest_auth_admin=; Max-Age=0; Path=\/admin/)
  t.match(await stolen.get('users/'), isOver)
  t.equal(readRows(app, "select * from rest_auth_event where event = 'logout'").length, 1)
  await admin.get('session/')
  t.equal((await admin.delete('session/')).status, 204, 'nobody is logged out as well')
  t.equal(readRows(app, "select * from rest_auth_event where event = 'logout'").length, 1)
})

t.test('a logout of a session that ended meanwhile writes nothing', async t => {
  const { app, admin } = await createAdminApp(t)
  const [one, two] = await Promise.all([admin.delete('session/'), admin.delete('session/')])
  t.same([one?.status, two?.status], [204, 204])
  t.equal(readRows(app, "select * from rest_auth_event where event = 'logout'").length, 1)
})

t.test('a session ends two hours after it was last used, and twelve after it began', async t => {
  const clock = createClock()
  const { admin } = await createAdminApp(t, { now: clock.now })
  const get = async () => (await admin.get('users/')).status
  clock.seconds += 2 * hours - 1
  t.equal(await get(), 200)
  for (let i = 0; i < 5; i++) {
    clock.seconds += 2 * hours - 1
    t.equal(await get(), 200, `after ${2 * (i + 2)} hours`)
  }
  clock.seconds += 6
  t.equal(await get(), 401, 'twelve hours are over')
  const unused = await createAdminApp(t, { now: clock.now })
  clock.seconds += 2 * hours
  t.equal((await unused.admin.get('users/')).status, 401)
})

t.test('who is disabled, or no staff any more, is out at once', async t => {
  const { app, admin } = await createAdminApp(t)
  writeRows(app, "update auth_user set is_staff = 0 where username = 'admin'")
  t.match(await admin.get('users/'), isOver)
  writeRows(app, "update auth_user set is_staff = 1 where username = 'admin'")
  t.equal((await admin.get('users/')).status, 200)
  writeRows(app, "update auth_user set is_active = 0 where username = 'admin'")
  t.match(await admin.get('users/'), isOver)
  writeRows(app, "update auth_user set is_active = 1 where username = 'admin'")
  t.match(await admin.get('users/'), isOver, 'and the session does not come back')
})

t.test('a session that ends while a request is under way does nothing more', async t => {
  const { app, admin } = await createAdminApp(t)
  const { database } = app
  const { transaction } = database
  database.transaction = async work => {
    database.transaction = transaction
    writeRows(app, "update auth_user set is_active = 0 where username = 'admin'")
    return transaction(work)
  }
  t.match(await admin.patch('users/1/', { first_name: 'X' }), isOver)
  t.same(readRows(app, 'select first_name from auth_user where id = 1'), [{ first_name: '' }])
})

t.test('a session that ended while its use is written down is nobody’s', async t => {
  const clock = createClock()
  const { app, admin } = await createAdminApp(t, { now: clock.now })
  clock.seconds += 2 * minutes
  const { database } = app
  const { transaction } = database
  database.transaction = async work => {
    database.transaction = transaction
    writeRows(app, "update auth_user set is_active = 0 where username = 'admin'")
    return transaction(work)
  }
  t.match(await admin.get('users/'), isOver)
})

t.test('what is dangerous asks for the password after a quarter of an hour, and again after another', async t => {
  const clock = createClock()
  const { app, admin } = await createAdminApp(t, { now: clock.now })
  const promote = () => admin.patch('users/1/', { is_staff: true })
  clock.seconds += 15 * minutes + 1
  t.match(await promote(), notConfirmed)
  t.equal((await admin.get('session/')).body.confirmed_until, null)
  t.match(await admin.post('session/confirm/', { password: 'wrong' }), {
    status: 400,
    body: { password: ['Invalid password'] }
  })
  t.match(await promote(), notConfirmed)
  const { status, body } = await admin.post('session/confirm/', { password })
  t.equal(status, 200)
  t.equal(new Date(body.confirmed_until).getTime(), clock.now() + 15 * minutes * 1000)
  t.equal((await promote()).status, 200)
  t.equal(readRows(app, "select * from rest_auth_event where event = 'admin_confirmed'").length, 1)
  t.same(
    readRows(app, "select user_id, details from rest_auth_event where event = 'login_failed'"),
    [{ user_id: 5, details: '{"method":"admin"}' }],
    'and the wrong one is written down'
  )
  clock.seconds -= 16 * minutes
  t.match(await admin.patch('users/2/', { is_staff: true }), notConfirmed, 'a clock that was put back confirms nothing')
})

t.test('passwords are tried no faster than elsewhere', async t => {
  const app = await createApp(t, { databaseUrl: oneHasherDatabase(t), rateLimit: true })
  const browser = openAdmin(app)
  const statuses = []
  for (let i = 0; i < 8; i++) statuses.push((await browser.logIn('admin', 'wrong')).status)
  t.same(new Set(statuses), new Set([400, 429]))
  t.equal((await browser.logIn('admin')).status, 429, 'the right one waits as well')
})

t.test('what changes something has a budget of its own', async t => {
  const { admin } = await createAdminApp(t, { rateLimit: true, rateLimitAdmin: 2 })
  const rename = async (first_name: string) => (await admin.patch('users/1/', { first_name })).status
  t.same([await rename('A'), await rename('B'), await rename('C')], [200, 200, 429])
  t.equal((await admin.get('users/')).status, 200, 'looking goes on')
})

t.test('it speaks Korean to who asks for it', async t => {
  const app = await createApp(t, { databaseUrl: oneHasherDatabase(t) })
  const browser = openAdmin(app, { 'accept-language': 'ko' })
  t.match(await browser.get('users/'), { body: { detail: '관리자 세션이 끝났습니다. 다시 로그인해 주세요.' } })
})
