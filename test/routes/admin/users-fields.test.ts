import t from 'tap'
import { createAdminApp, openAdmin } from '../../admin-app.ts'
import { inShort, lastEvent, notFound } from '../../admin-social.ts'
import { obtain, password, post, readRows } from '../../helper.ts'
import { as } from '../../mailing-app.ts'
import { writeRows } from '../../outside.ts'

const by = { by: 5, by_username: 'admin' }

t.test('a user is changed, and the audit trail says what was there before', async t => {
  const { app, admin } = await createAdminApp(t)
  const { status, body } = await admin.patch('users/1/', { first_name: '앨리스', is_active: false })
  t.equal(status, 200, JSON.stringify(body))
  t.match(body, { first_name: '앨리스', is_active: false })
  t.match(lastEvent(app, 'user_changed_by_admin'), { userId: 1, sessionId: /^[\w-]{43}$/ })
  t.same(lastEvent(app, 'user_changed_by_admin')?.details, {
    ...by,
    username: 'alice',
    before: { first_name: '', is_active: true },
    after: { first_name: '앨리스', is_active: false }
  })
  await admin.patch('users/1/', { first_name: '앨리스' })
  await admin.patch('users/1/', {})
  t.equal(readRows(app, "select id from rest_auth_event where event = 'user_changed_by_admin'").length, 1, 'once')
  t.same(inShort(await admin.patch('users/99/', { first_name: 'X' })), notFound)
})

t.test('who is disabled is logged out, and comes back when they are no longer', async t => {
  const { app, admin } = await createAdminApp(t)
  const token = await obtain(app)
  const whoami = async () => (await as(app, token)('GET', '/whoami')).status
  t.equal(await whoami(), 200)
  await admin.patch('users/1/', { is_active: false })
  t.equal(await whoami(), 401)
  t.match(await post(app, '/api-jwt-auth/', { username: 'alice', password }), { status: 400 })
  await admin.patch('users/1/', { is_active: true })
  t.equal(await whoami(), 401, 'not by the old login')
  t.ok(await obtain(app))
})

t.test('a name is somebody’s once, in any case', async t => {
  const { app, admin } = await createAdminApp(t)
  const taken = { status: 400, body: { username: ['A user with that username already exists.'] } }
  for (const username of ['bob', 'BOB', '지윤']) {
    t.same(inShort(await admin.patch('users/1/', { username })), taken, username)
    t.same(inShort(await admin.post('users/', { username })), taken, username)
  }
  t.match(await admin.patch('users/1/', { username: 'Alice' }), { status: 200, body: { username: 'Alice' } })
  t.match(await admin.patch('users/1/', { username: 'ａｌｉｃｅ' }), { status: 200, body: { username: 'alice' } })
  const both = await Promise.all([
    admin.patch('users/1/', { username: 'same' }),
    admin.patch('users/2/', { username: 'SAME' })
  ])
  t.same(both.map(({ status }) => status).sort(), [200, 400])
  writeRows(app, "update auth_user set username = 'of old times' where id = 4")
  t.equal((await admin.patch('users/4/', { username: 'of old times', first_name: 'X' })).status, 200, 'Django took it')
})

t.test('a user is added, with and without a password', async t => {
  const { app, admin } = await createAdminApp(t)
  const { status, body } = await admin.post('users/', { username: ' dora ' })
  t.equal(status, 201)
  t.match(body, {
    id: 10,
    username: 'dora',
    email: '',
    is_active: true,
    is_staff: false,
    has_password: false,
    groups: []
  })
  t.match(readRows(app, 'select password from auth_user where id = 10'), [{ password: /^!/ }])
  const fields = {
    username: '미나',
    email: 'mina@example.com',
    first_name: '미나',
    last_name: '김',
    password: 'a lovely passphrase',
    is_active: true,
    is_staff: true,
    is_superuser: false,
    groups: [1]
  }
  const { status: second, body: mina } = await admin.post('users/', fields)
  const { password: _secret, ...shown } = fields
  t.same(second, 201)
  t.match(mina, { ...shown, has_password: true, providers: [] })
  t.same(readRows(app, 'select email, verified, "primary" from account_emailaddress where user_id = 11'), [
    { email: 'mina@example.com', verified: 0, primary: 1 }
  ])
  t.match(lastEvent(app, 'user_created_by_admin'), { userId: 11, details: { ...by, username: '미나', after: shown } })
  t.notMatch(JSON.stringify(lastEvent(app, 'user_created_by_admin')), /lovely|argon2|pbkdf2/)
  t.match(await openAdmin(app).logIn('미나', 'a lovely passphrase'), { status: 200 })
  t.equal((await admin.post('users/', { username: 'off', is_active: false, password: '' })).body.is_active, false)
  const twice = await Promise.all([
    admin.post('users/', { username: 'twin' }),
    admin.post('users/', { username: 'Twin' })
  ])
  t.same(twice.map(({ status }) => status).sort(), [201, 400])
  const unknown = await admin.post('users/', { username: 'lost', groups: [77] })
  t.same(inShort(unknown), { status: 400, body: { groups: ['Invalid pk "77" - object does not exist.'] } })
  t.same(readRows(app, "select id from auth_user where username = 'lost'"), [])
})

t.test('what cannot be a user is said field by field', async t => {
  const { admin } = await createAdminApp(t)
  const wrong = async (payload: object, patch = false) => {
    const { status, body } = await (patch ? admin.patch('users/1/', payload) : admin.post('users/', payload))
    t.equal(status, 400, JSON.stringify(payload).slice(0, 60))
    return body
  }
  t.same(await wrong({}), { username: ['This field is required.'] })
  t.same(await wrong({ username: ' ' }), { username: ['This field may not be blank.'] })
  t.same(await wrong({ username: null, email: 1, first_name: [], is_staff: 'x', groups: 'x' }), {
    username: ['This field may not be null.'],
    email: ['Enter a valid email address.'],
    first_name: ['Not a valid string.'],
    is_staff: ['Must be a valid boolean.'],
    groups: ['Expected a list of items but got type "string".']
  })
  const tooLong = (max: number) => [`Ensure this field has no more than ${max} characters.`]
  t.same(await wrong({ username: 'x'.repeat(90_000) }), { username: tooLong(150) })
  t.same(await wrong({ username: 'x'.repeat(151), first_name: 'y'.repeat(151), last_name: '김'.repeat(151) }, true), {
    username: tooLong(150),
    first_name: tooLong(150),
    last_name: tooLong(150)
  })
  t.match(await wrong({ username: 'a b' }), { username: [/^Enter a valid username/] })
  t.match(await wrong({ username: 'a\0b' }), { username: ['Null characters are not allowed.'] })
  t.match(await wrong({ username: 'dora', last_name: 'a\nb' }), {
    last_name: ['Control characters are not allowed: U+000A.']
  })
  t.match(await wrong({ first_name: '\ud800' }, true), {
    first_name: ['Surrogate characters are not allowed: U+D800.']
  })
  t.match(await wrong({ username: 'dora', password: '1234' }), { password: [/too short/, /too common/, /numeric/] })
  t.match(await wrong({ username: 'dora', password: 'x'.repeat(5000) }), { password: [/no more than/] })
  t.same(await wrong({ groups: [1.5] }, true), { groups: ['A valid integer is required.'] })
})

t.test('what is no body is refused as a whole', async t => {
  const { app, admin } = await createAdminApp(t)
  const cookie = [...admin.cookies].map(pair => pair.join('=')).join('; ')
  const send = async (payload: string, type = 'application/json') => {
    const headers = { cookie, 'x-csrf-token': admin.token.value, 'content-type': type }
    const { statusCode, body } = await app.inject({ method: 'PATCH', url: '/admin/api/users/1/', headers, payload })
    return { status: statusCode, body: JSON.parse(body) }
  }
  t.match(await send('{'), { status: 400, body: { detail: /^JSON parse error/ } })
  t.match(await send('[]'), { status: 400, body: { non_field_errors: [/got list/] } })
  t.match(await send('null'), { status: 400, body: { non_field_errors: ['No data provided'] } })
  t.match(await send('"x"'), { status: 400, body: { non_field_errors: [/got str/] } })
  t.match(await send('hello', 'text/plain'), { status: 415 })
  t.match(await send(JSON.stringify({ first_name: 'x'.repeat(110_000) })), { status: 413 })
  t.match(await send('first_name=Al&is_active=true', 'application/x-www-form-urlencoded'), { status: 200 })
  t.match(await send('{"__proto__": {"is_superuser": true}}'), { status: 400 })
  t.match(await send('{"constructor": 1}'), { status: 200 })
  t.match((await admin.get('users/1/')).body, { first_name: 'Al', is_superuser: false })
})

t.test('names come back as they are', async t => {
  const { admin } = await createAdminApp(t)
  for (const name of ['<img src=x onerror=alert(1)>', "'; drop table auth_user; --", '{{7*7}}', '👩‍👩‍👧', '=cmd|x']) {
    const { status, body, headers } = await admin.patch('users/1/', { first_name: name, last_name: name })
    t.match({ status, body }, { status: 200, body: { first_name: name, last_name: name } })
    t.match(headers['content-type'], /^application\/json/)
    t.equal(headers['x-content-type-options'], 'nosniff')
  }
})
