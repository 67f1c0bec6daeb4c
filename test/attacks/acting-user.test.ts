// Who acts is who is logged in, and what they may say of themselves is what the endpoint takes: one act of every kind that
// writes, done twice, with and without all that a body, a query or a header could claim besides. Both leave the same rows.
import type { FastifyInstance, InjectOptions } from 'fastify'
import t, { type Test } from 'tap'
import { createKakaoApp, djangoDatabase, obtain, password, readRows } from '../helper.ts'
import { emailKeyIn, resetLinkIn } from '../mailing-app.ts'
import { readMails } from '../mails.ts'
import { claimsOf, createClock } from '../outside.ts'
import { newPasswords, passphrase, passwords } from './twins.ts'

type Act = (given: { app: FastifyInstance; token: string; mails: () => ReturnType<typeof readMails> }) => Promise<{
  method?: 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  url: string
  fields?: Record<string, string>
}>

async function lastMail(mails: () => ReturnType<typeof readMails>) {
  const mail = (await mails()).at(-1)
  if (mail === undefined) throw new Error('no mail')
  return mail
}

const addressOf = (app: FastifyInstance, email: string) =>
  Number(readRows(app, 'select id from account_emailaddress where email = ?', email)[0]?.id)

/** In an order in which each is answered with 2xx. */
const acts: Record<string, Act> = {
  'a login': async () => ({ url: '/rest-auth/login/', fields: { username: 'alice', password } }),
  'a token': async () => ({ url: '/api-jwt-auth/', fields: { username: 'alice', password } }),
  'a token’s check': async ({ token }) => ({ url: '/api-jwt-auth/verify/', fields: { token } }),
  'a refresh': async ({ token }) => ({ url: '/api-jwt-auth/refresh/', fields: { token } }),
  'own data': async () => ({ method: 'PUT', url: '/rest-auth/user/', fields: { username: 'alice', first_name: 'A' } }),
  'some own data': async () => ({ method: 'PATCH', url: '/rest-auth/user/', fields: { last_name: 'Kim' } }),
  'an address': async () => ({ url: '/rest-auth/emails/', fields: { email: 'second@example.com' } }),
  'its link': async ({ mails }) => ({
    url: '/rest-auth/registration/verify-email/',
    fields: {
      key: emailKeyIn((await mails()).find(({ to }) => to === 'second@example.com') ?? (await lastMail(mails)))
    }
  }),
  'its turn': async ({ app }) => ({ url: `/rest-auth/emails/${addressOf(app, 'second@example.com')}/primary/` }),
  'the end of another': async ({ app }) => ({
    method: 'DELETE',
    url: `/rest-auth/emails/${addressOf(app, 'alice@example.com')}/`
  }),
  'a connection': async () => ({ url: '/accounts/rest-auth/kakao/connect/', fields: { access_token: 'tok-n2' } }),
  'its end': async ({ app }) => ({
    url: `/socialaccounts/${readRows(app, 'select id from socialaccount_socialaccount where user_id = 1')[0]?.id}/disconnect/`
  }),
  'a login by Kakao': async () => ({ url: '/accounts/rest-auth/kakao/', fields: { access_token: 'tok-n1' } }),
  'a registration': async () => ({
    url: '/rest-auth/registration/',
    fields: { username: 'newbie', email: 'newbie@example.com', ...passwords }
  }),
  'its mail again': async () => ({
    url: '/rest-auth/registration/resend-email/',
    fields: { email: 'newbie@example.com' }
  }),
  'a new password': async () => ({ url: '/rest-auth/password/change/', fields: newPasswords(password) }),
  'a forgotten password': async () => ({ url: '/rest-auth/password/reset/', fields: { email: 'taken@example.com' } }),
  'a reset': async ({ mails }) => ({
    url: '/rest-auth/password/reset/confirm/',
    fields: { ...resetLinkIn(await lastMail(mails)), ...newPasswords(passphrase) }
  }),
  'the end of a session': async ({ token }) => ({
    method: 'DELETE',
    url: `/rest-auth/sessions/${String(claimsOf(token).sid)}/`
  }),
  'a logout': async () => ({ url: '/rest-auth/logout/' }),
  'a logout everywhere': async () => ({ url: '/rest-auth/logout/all/' }),
  'the end of an account': async () => ({ method: 'DELETE', url: '/rest-auth/user/', fields: { password } })
}

/** Bob’s number in all its names, and rights, numbers and states that nobody gives themselves. */
const claimed: Record<string, string> = {
  ...Object.fromEntries(
    ['id', 'pk', 'user', 'user_id', 'userId', 'account', 'owner', 'sub', 'impersonate', 'on_behalf_of'].map(name => [
      name,
      '2'
    ])
  ),
  ...Object.fromEntries(['site', 'site_id', 'groups', 'user_permissions'].map(name => [name, '2'])),
  ...Object.fromEntries(
    ['is_staff', 'is_superuser', 'is_admin', 'email_verified', 'verified', 'primary'].map(name => [name, 'true'])
  ),
  is_active: 'false',
  date_joined: '1999-01-01',
  last_login: '1999-01-01'
}
const headers = { 'x-user-id': '2', 'x-forwarded-user': 'bob', 'remote-user': 'bob', 'x-remote-user': 'bob' }

const ways: Record<string, (fields: Record<string, string>) => InjectOptions> = {
  'in JSON': fields => ({ payload: { ...claimed, is_staff: true, id: 2, pk: 2, user_id: 2, ...fields } }),
  'in a form': fields => ({
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    payload: new URLSearchParams({ ...claimed, ...fields }).toString()
  }),
  'in the query': fields => ({ query: { ...claimed, username: 'bob' }, payload: fields }),
  'in headers': fields => ({ headers, payload: fields })
}

/** All that says who somebody is and what they may; not what differs by chance. */
const tables = [
  'select id, username, email, first_name, last_name, is_staff, is_superuser, is_active, date_joined, last_login from auth_user order by id',
  'select id, user_id, email, verified, "primary" from account_emailaddress order by id',
  'select id, user_id, provider, uid from socialaccount_socialaccount order by id',
  'select user_id, method, ended from rest_auth_session order by user_id, created, method, ended',
  'select user_id, event from rest_auth_event order by id',
  'select * from django_site order by id',
  'select * from auth_user_groups order by id',
  'select * from auth_user_user_permissions order by id'
]

/** Does all of it by one way, a login of alice’s for each, and reads what is there after each act. */
async function rowsAfter(t: Test, way: (fields: Record<string, string>) => InjectOptions) {
  const folder = `${t.testdirName}/mails`
  const { now } = createClock()
  const given = { databaseUrl: djangoDatabase(t), emailUrl: `file:${folder}`, accountDeletion: true, now }
  const { app } = await createKakaoApp(t, given)
  const states: [string, unknown[]][] = []
  for (const [what, act] of Object.entries(acts)) {
    const token = await obtain(app)
    const { method = 'POST', url, fields = {} } = await act({ app, token, mails: () => readMails(folder) })
    const request = way(fields)
    const authorization = `JWT ${token}`
    const response = await app.inject({ ...request, method, url, headers: { ...request.headers, authorization } })
    const { statusCode } = response
    if (!(statusCode >= 200 && statusCode < 300)) t.fail(`${what}: ${statusCode} ${response.body}`)
    states.push([what, tables.map(sql => readRows(app, sql))])
  }
  await app.close()
  return states
}

t.test('whatever a request claims besides its fields, it writes what it would without', async t => {
  const plain = await rowsAfter(t, fields => ({ payload: fields }))
  for (const [how, way] of Object.entries(ways)) {
    const states = await rowsAfter(t, way)
    for (const [i, [what, rows]] of states.entries()) t.same(rows, plain[i]?.[1], `${what}, ${how}`)
  }
  t.comment(`${Object.keys(acts).length} acts, each by ${Object.keys(ways).length} ways`)
})
