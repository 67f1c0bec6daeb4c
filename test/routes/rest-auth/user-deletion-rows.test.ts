import type { FastifyInstance } from 'fastify'
import t, { type Test } from 'tap'
import { obtain, password, post, readRows } from '../../helper.ts'
import { as, createMailingApp, korean } from '../../mailing-app.ts'
import { openBeside, writeRows } from '../../outside.ts'

const url = '/rest-auth/user/'

/** A server on which accounts may be deleted, and how alice asks for it. */
async function createDeleting(t: Test) {
  const { app, mails } = await createMailingApp(t, { accountDeletion: true })
  return { app, mails, ask: as(app, await obtain(app)) }
}

const passedOver = ['sqlite_sequence', 'rest_auth_mail', 'rest_auth_event']

/** Every row of every table, but for what numbers rows, what waits to be sent and what is noted of what happened. */
function allRows(app: FastifyInstance): Record<string, unknown[]> {
  const tables = readRows(app, "select name from sqlite_master where type = 'table' order by name")
    .map(({ name }) => String(name))
    .filter(name => !passedOver.includes(name))
  return Object.fromEntries(tables.map(name => [name, readRows(app, `select * from ${name}`)]))
}

/** Gives a user a row in every table that Django and we know. */
function furnish(app: FastifyInstance, userId: number): void {
  const connection = openBeside(app)
  const statements = [
    'insert into auth_user_groups (user_id, group_id) values (:id, 1)',
    'insert into auth_user_user_permissions (user_id, permission_id) values (:id, 1)',
    `insert into django_admin_log (object_repr, action_flag, change_message, user_id, action_time)
     values ('a post', 1, '', :id, '2026-11-23 13:54:43')`,
    `insert into account_emailaddress (verified, "primary", user_id, email) values (0, 0, :id, 'second' || :id || '@example.com')`,
    `insert into account_emailconfirmation (created, sent, key, email_address_id)
     values ('2026-11-23 13:54:43', '2026-11-23 13:54:43', 'key' || :id, last_insert_rowid())`,
    `insert into socialaccount_socialaccount (provider, uid, last_login, date_joined, extra_data, user_id)
     values ('kakao', :id, '2026-11-23 13:54:43', '2026-11-23 13:54:43', '{}', :id)`,
    `insert into socialaccount_socialtoken (token, token_secret, expires_at, account_id, app_id)
     values ('tok', '', null, last_insert_rowid(), 1)`,
    `insert or ignore into authtoken_token (key, created, user_id) values ('key' || :id, '2026-11-23 13:54:43', :id)`,
    `insert into rest_auth_session (id, user_id, created, last_used, expires, user_agent, ip_address, method)
     values ('old' || :id, :id, '2026-11-23 13:54:43', '2026-11-23 13:54:43', '2026-11-30 13:54:43', '', '', 'password')`,
    `insert into rest_auth_refresh_token (hash, session_id, created) values ('hash' || :id, 'old' || :id, '2026-11-23 13:54:43')`
  ]
  try {
    for (const statement of statements) connection.prepare(statement).run({ id: userId })
  } finally {
    connection.close()
  }
}

t.test('all that belongs to the user is deleted, and nothing else', async t => {
  const { app } = await createDeleting(t)
  const passphrase = 'a lovely passphrase'
  const names = { username: 'newbie', email: 'newbie@example.com' }
  const registration = { ...names, password1: passphrase, password2: passphrase }
  furnish(app, 1)
  const before = allRows(app)
  const { token, user } = (await post(app, '/rest-auth/registration/', registration)).body
  furnish(app, user.pk)
  const between = allRows(app)
  t.same(
    Object.keys(before).filter(table => between[table]?.length !== before[table]?.length),
    [
      'account_emailaddress',
      'account_emailconfirmation',
      'auth_user',
      'auth_user_groups',
      'auth_user_user_permissions',
      'authtoken_token',
      'django_admin_log',
      'rest_auth_refresh_token',
      'rest_auth_session',
      'socialaccount_socialaccount',
      'socialaccount_socialtoken'
    ],
    'the user has rows everywhere'
  )
  t.match(await as(app, token)('DELETE', url, { password: passphrase }), { status: 204 })
  t.same(allRows(app), before)
  t.same(readRows(app, 'pragma foreign_key_check'), [])
  const noted = readRows(app, 'select event from rest_auth_event where user_id = ? order by id', user.pk)
  t.same(
    noted.map(({ event }) => event),
    ['user_registered', 'login', 'user_deleted'],
    'but what happened is still known'
  )
})

t.test("a row of a host's own table that points at the user keeps the account", async t => {
  for (const [what, reference] of Object.entries({
    'at once': 'references auth_user (id)',
    'at the end of a transaction': 'references auth_user (id) deferrable initially deferred'
  })) {
    t.test(`whose key is looked at ${what}`, async t => {
      const { app, ask, mails } = await createDeleting(t)
      writeRows(app, `create table shop_order (id integer primary key, user_id integer not null ${reference})`)
      writeRows(app, 'insert into shop_order (user_id) values (1)')
      const before = allRows(app)
      const { status, body } = await ask('DELETE', url, { password })
      t.equal(status, 409)
      t.same(body, { detail: 'This account cannot be deleted while other data belong to it.' })
      t.same(allRows(app), before)
      t.same(await mails(), [])
      t.match(await ask('DELETE', url, { password }, korean), {
        status: 409,
        body: { detail: '계정에 연결된 데이터가 있어 탈퇴할 수 없습니다.' }
      })
      writeRows(app, 'delete from shop_order')
      t.match(await ask('DELETE', url, { password }), { status: 204 }, 'once it is gone, so is the account')
    })
  }
})

t.test("rows of a host's own tables that go with the user do not", async t => {
  const { app, ask } = await createDeleting(t)
  writeRows(app, 'create table shop_cart (user_id integer references auth_user (id) on delete cascade)')
  writeRows(app, 'create table shop_order (user_id integer references auth_user (id) on delete set null)')
  for (const table of ['shop_cart', 'shop_order']) writeRows(app, `insert into ${table} values (1)`)
  t.match(await ask('DELETE', url, { password }), { status: 204 })
  t.same(readRows(app, 'select * from shop_cart'), [])
  t.same(readRows(app, 'select * from shop_order'), [{ user_id: null }])
})
