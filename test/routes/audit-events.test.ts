// The audit trail: what each act writes into rest_auth_event, over HTTP.
import { readdirSync, readFileSync } from 'node:fs'
import type { FastifyInstance } from 'fastify'
import t, { type Test } from 'tap'
import type { SuiteOptions } from '../../app.ts'
import type { AuditEvent, EventName } from '../../core/events.ts'
import { createKakaoApp, djangoDatabase, obtain, password, post, readRows } from '../helper.ts'
import { connectUrl, url as kakaoUrl } from '../kakao-login.ts'
import { as, emailKeyIn, resetLinkIn } from '../mailing-app.ts'
import { type ReadMail, readMails } from '../mails.ts'
import { claimsOf, createClock, writeRows } from '../outside.ts'
import { logInPair, mustRefresh, refresh } from '../rotating-app.ts'

const key = '8df73dafbde4c669dc37a9ea7620434515b2cc43'
const alice = { username: 'alice', password }
const passphrase = 'a brand new passphrase'
const twice = { new_password1: passphrase, new_password2: passphrase }
const browser = { 'user-agent': 'Mozilla/5.0 (tests)' }

interface Server {
  app: FastifyInstance
  mails: () => Promise<ReadMail[]>
  /** What the host was told, in order. */
  told: AuditEvent[]
}

async function create(t: Test, options: SuiteOptions = {}): Promise<Server> {
  const folder = `${t.testdirName}/mails`
  const told: AuditEvent[] = []
  const { app } = await createKakaoApp(t, {
    ...{ databaseUrl: djangoDatabase(t), emailUrl: `file:${folder}`, now: createClock().now },
    ...{ accountDeletion: true, onAuditEvent: event => void told.push(event) },
    ...options
  })
  return { app, mails: () => readMails(folder), told }
}

interface Row {
  event: EventName
  user_id: number | null
  session_id: string | null
  details: object
}

/** The events after the first ones, without what is the same for all of a request. */
function rowsAfter(app: FastifyInstance, count: number): Row[] {
  return readRows(app, 'select event, user_id, session_id, details from rest_auth_event order by id')
    .slice(count)
    .map(row => ({ ...(row as unknown as Row), details: JSON.parse(String(row.details)) }))
}

const countOf = (app: FastifyInstance) => rowsAfter(app, 0).length

/** An act of alice's, who asks by a token, and what it writes; `session` stands for the session of the token. */
interface Act {
  what: string
  options?: SuiteOptions
  act: (server: Server, token: string) => Promise<{ status: number }>
  status: number
  /** Events that it writes; the session is that of the token when it is `own`, and a new one when it is `new`. */
  writes: (Omit<Row, 'session_id'> & { session: 'own' | 'new' | null })[]
}

const ask = ({ app }: Server, token: string, method: 'POST' | 'PATCH' | 'DELETE', url: string, payload?: object) =>
  as(app, token)(method, url, payload, browser)
const send = ({ app }: Server, url: string, payload: object) => post(app, url, payload, browser)

/** Adds alice's second address, which she verifies by its mail. */
async function addAddress(server: Server, token: string, email: string): Promise<string> {
  await as(server.app, token)('POST', '/rest-auth/emails/', { email })
  const mail = (await server.mails()).findLast(({ to }) => to === email)
  if (mail === undefined) throw new Error('no mail')
  return emailKeyIn(mail)
}
const idOf = (app: FastifyInstance, email: string) =>
  readRows(app, 'select id from account_emailaddress where email = ?', email)[0]?.id

const acts: Act[] = [
  {
    what: 'obtaining a token',
    act: server => send(server, '/api-jwt-auth/', alice),
    status: 200,
    writes: [{ event: 'login', user_id: 1, session: 'new', details: { method: 'password' } }]
  },
  {
    what: 'a login',
    act: server => send(server, '/rest-auth/login/', alice),
    status: 200,
    writes: [{ event: 'login', user_id: 1, session: 'new', details: { method: 'password' } }]
  },
  {
    what: 'a login that answers a key',
    options: { restUseJwt: false },
    act: server => send(server, '/rest-auth/login/', alice),
    status: 200,
    writes: [{ event: 'login', user_id: 1, session: null, details: { method: 'password' } }]
  },
  {
    what: 'a registration',
    act: server =>
      send(server, '/rest-auth/registration/', { username: 'newbie', password1: passphrase, password2: passphrase }),
    status: 201,
    writes: [
      { event: 'user_registered', user_id: 10, session: null, details: {} },
      { event: 'login', user_id: 10, session: 'new', details: { method: 'registration' } }
    ]
  },
  {
    what: 'a first login by Kakao',
    act: server => send(server, kakaoUrl, { access_token: 'tok-n1' }),
    status: 200,
    writes: [
      { event: 'user_registered', user_id: 10, session: null, details: { provider: 'kakao' } },
      { event: 'login', user_id: 10, session: 'new', details: { method: 'kakao' } }
    ]
  },
  {
    what: 'a later one',
    act: server => send(server, kakaoUrl, { access_token: 'tok-jiyun' }),
    status: 200,
    writes: [{ event: 'login', user_id: 6, session: 'new', details: { method: 'kakao' } }]
  },
  {
    what: 'a wrong password',
    act: server => send(server, '/rest-auth/login/', { ...alice, password: 'wrong' }),
    status: 400,
    writes: [{ event: 'login_failed', user_id: 1, session: null, details: { method: 'password' } }]
  },
  {
    what: 'a wrong password where a token is asked for',
    act: server => send(server, '/api-jwt-auth/', { ...alice, password: 'wrong' }),
    status: 400,
    writes: [{ event: 'login_failed', user_id: 1, session: null, details: { method: 'password' } }]
  },
  {
    what: 'a name of nobody’s',
    act: server => send(server, '/rest-auth/login/', { ...alice, username: 'nobody' }),
    status: 400,
    writes: [{ event: 'login_failed', user_id: null, session: null, details: { method: 'password' } }]
  },
  {
    what: 'a disabled user',
    act: server => send(server, '/rest-auth/login/', { username: 'gone', password }),
    status: 400,
    writes: [{ event: 'login_failed', user_id: 3, session: null, details: { method: 'password' } }]
  },
  {
    what: 'a login that waits for a verification',
    options: { accountEmailVerification: 'mandatory' },
    async act(server) {
      writeRows(server.app, 'update account_emailaddress set verified = 0 where user_id = 1')
      return send(server, '/rest-auth/login/', alice)
    },
    status: 400,
    writes: [{ event: 'login_failed', user_id: 1, session: null, details: { method: 'password' } }]
  },
  {
    what: 'a token that Kakao refuses',
    act: server => send(server, kakaoUrl, { access_token: 'nonsense' }),
    status: 400,
    writes: [{ event: 'login_failed', user_id: null, session: null, details: { method: 'kakao' } }]
  },
  {
    what: 'a Kakao login by an address that somebody has here',
    act: server => send(server, kakaoUrl, { access_token: 'tok-taken' }),
    status: 400,
    writes: [{ event: 'login_failed', user_id: null, session: null, details: { method: 'kakao' } }]
  },
  {
    what: 'a logout',
    act: (server, token) => ask(server, token, 'POST', '/rest-auth/logout/'),
    status: 200,
    writes: [{ event: 'logout', user_id: 1, session: 'own', details: {} }]
  },
  {
    what: 'a logout by a key',
    act: ({ app }) => as(app, key, 'Token')('POST', '/rest-auth/logout/', undefined, browser),
    status: 200,
    writes: [{ event: 'logout', user_id: 1, session: null, details: {} }]
  },
  {
    what: 'a logout everywhere',
    act: (server, token) => ask(server, token, 'POST', '/rest-auth/logout/all/'),
    status: 200,
    writes: [{ event: 'logout_all', user_id: 1, session: 'own', details: {} }]
  },
  {
    what: 'a change of the password',
    act: (server, token) => ask(server, token, 'POST', '/rest-auth/password/change/', twice),
    status: 200,
    writes: [{ event: 'password_changed', user_id: 1, session: 'own', details: {} }]
  },
  {
    what: 'asking for a reset by an address',
    act: server => send(server, '/rest-auth/password/reset/', { email: 'bob@example.com' }),
    status: 200,
    writes: [{ event: 'password_reset_asked', user_id: null, session: null, details: {} }]
  },
  {
    what: 'asking by one of nobody’s',
    act: server => send(server, '/rest-auth/password/reset/', { email: 'nobody@example.com' }),
    status: 200,
    writes: [{ event: 'password_reset_asked', user_id: null, session: null, details: {} }]
  },
  {
    what: 'a change of the own data',
    act: (server, token) => ask(server, token, 'PATCH', '/rest-auth/user/', { first_name: 'Alice' }),
    status: 200,
    writes: [{ event: 'user_changed', user_id: 1, session: 'own', details: {} }]
  },
  {
    what: 'a deletion',
    act: (server, token) => ask(server, token, 'DELETE', '/rest-auth/user/', { password }),
    status: 204,
    writes: [{ event: 'user_deleted', user_id: 1, session: 'own', details: {} }]
  },
  {
    what: 'a new address',
    act: (server, token) => ask(server, token, 'POST', '/rest-auth/emails/', { email: 'new@example.com' }),
    status: 201,
    writes: [{ event: 'email_added', user_id: 1, session: 'own', details: { email: 'new@example.com' } }]
  },
  {
    what: 'connecting Kakao',
    act: (server, token) => ask(server, token, 'POST', connectUrl, { access_token: 'tok-n1' }),
    status: 200,
    writes: [
      { event: 'social_account_connected', user_id: 1, session: 'own', details: { provider: 'kakao' } },
      { event: 'login', user_id: 1, session: 'new', details: { method: 'kakao connect' } }
    ]
  }
]

/** Those that are written by the tests below, each of which needs something before it. */
const prepared: EventName[] = [
  'social_event_received',
  'session_ended',
  'refresh_token_reused',
  'password_reset',
  'email_verified',
  'email_made_primary',
  'email_removed',
  'social_account_disconnected'
]

/** Looks at the events that an act wrote, and that the host was told of the same. */
function sees(
  t: Test,
  { app, told }: Server,
  { before, sid, writes }: { before: number; sid: unknown; writes: Act['writes'] }
): void {
  const rows = rowsAfter(app, before)
  t.match(
    rows,
    writes.map(({ session, ...row }) => ({
      ...row,
      session_id: session === 'own' ? sid : session === 'new' ? /^[\w-]{22}$/ : null
    }))
  )
  t.equal(rows.length, writes.length)
  for (const [i, { details }] of writes.entries()) t.strictSame(rows[i]?.details, details)
  for (const { session_id: id } of rows.filter((_row, i) => writes[i]?.session === 'new')) {
    t.not(id, sid)
    t.equal(readRows(app, 'select id from rest_auth_session where id = ?', id).length, 1)
  }
  const whence = readRows(app, 'select created, ip_address, user_agent from rest_auth_event order by id').slice(before)
  for (const row of whence) {
    t.strictSame(row, {
      created: '2026-11-23 18:53:20',
      ip_address: '127.0.0.1',
      user_agent: browser['user-agent']
    })
  }
  t.strictSame(
    told.slice(before),
    rows.map(({ event, user_id: userId, session_id: sessionId, details }) => ({
      event,
      created: new Date('2026-11-23T18:53:20Z'),
      userId,
      ipAddress: '127.0.0.1',
      userAgent: browser['user-agent'],
      sessionId,
      details
    })),
    'the host is told the same, once'
  )
}

for (const { what, options, act, status, writes } of acts) {
  t.test(`${what} is written down`, async t => {
    const server = await create(t, options)
    const token = await obtain(server.app)
    const before = countOf(server.app)
    t.equal((await act(server, token)).status, status)
    sees(t, server, { before, sid: claimsOf(token).sid, writes })
  })
}

t.test('ending a session by its id is written down with the id', async t => {
  const server = await create(t)
  const [token, lost] = [await obtain(server.app), await obtain(server.app)]
  const id = String(claimsOf(lost).sid)
  const before = countOf(server.app)
  t.equal((await ask(server, token, 'DELETE', `/rest-auth/sessions/${id}/`)).status, 204)
  const writes = [{ event: 'session_ended', user_id: 1, session: 'own', details: { id } }] as const
  sees(t, server, { before, sid: claimsOf(token).sid, writes: [...writes] })
})

t.test('a refresh token that is used twice is written down with the session that it ends', async t => {
  const server = await create(t, { jwtRefreshMode: 'rotating', jwtRefreshGrace: 0 })
  const { token, refresh_token: refreshToken } = await logInPair(server.app)
  await mustRefresh(server.app, refreshToken)
  const before = countOf(server.app)
  t.equal((await refresh(server.app, refreshToken, browser)).status, 400)
  const writes = [{ event: 'refresh_token_reused', user_id: 1, session: 'own', details: {} }] as const
  sees(t, server, { before, sid: claimsOf(token).sid, writes: [...writes] })
})

t.test('a logout by a refresh token is written down with the session', async t => {
  const server = await create(t, { jwtRefreshMode: 'rotating' })
  const { token, refresh_token: refreshToken } = await logInPair(server.app)
  const before = countOf(server.app)
  t.equal((await send(server, '/rest-auth/logout/', { refresh_token: refreshToken })).status, 200)
  sees(t, server, {
    ...{ before, sid: claimsOf(token).sid },
    writes: [{ event: 'logout', user_id: 1, session: 'own', details: {} }]
  })
})

t.test('a reset by the link of a mail is written down', async t => {
  const server = await create(t)
  await post(server.app, '/rest-auth/password/reset/', { email: 'bob@example.com' })
  const [mail] = await server.mails()
  if (mail === undefined) throw new Error('no mail')
  const before = countOf(server.app)
  const answer = await send(server, '/rest-auth/password/reset/confirm/', { ...resetLinkIn(mail), ...twice })
  t.equal(answer.status, 200)
  sees(t, server, { before, sid: '', writes: [{ event: 'password_reset', user_id: 2, session: null, details: {} }] })
})

t.test('what becomes of an address is written down with it', async t => {
  const server = await create(t)
  const token = await obtain(server.app)
  const email = 'second@example.com'
  const emailKey = await addAddress(server, token, email)
  const id = idOf(server.app, email)
  const steps = [
    ['email_verified', () => send(server, '/rest-auth/registration/verify-email/', { key: emailKey }), 200, null],
    ['email_made_primary', () => ask(server, token, 'POST', `/rest-auth/emails/${id}/primary/`), 200, 'own']
  ] as const
  for (const [event, act, status, session] of steps) {
    const before = countOf(server.app)
    t.equal((await act()).status, status, event)
    sees(t, server, {
      ...{ before, sid: claimsOf(token).sid },
      writes: [{ event, user_id: 1, session, details: { email } }]
    })
  }
  const before = countOf(server.app)
  const old = 'alice@example.com'
  t.equal((await ask(server, token, 'DELETE', `/rest-auth/emails/${idOf(server.app, old)}/`)).status, 204)
  const writes = [{ event: 'email_removed', user_id: 1, session: 'own', details: { email: old } }] as const
  sees(t, server, { before, sid: claimsOf(token).sid, writes: [...writes] })
})

t.test('disconnecting a social account is written down with the provider', async t => {
  const server = await create(t)
  const token = await obtain(server.app)
  await as(server.app, token)('POST', connectUrl, { access_token: 'tok-n1' })
  const [account] = (await as(server.app, token)('GET', '/socialaccounts/')).body
  const before = countOf(server.app)
  t.equal((await ask(server, token, 'POST', `/socialaccounts/${account.id}/disconnect/`)).status, 200)
  const writes = [
    { event: 'social_account_disconnected', user_id: 1, session: 'own', details: { provider: 'kakao' } }
  ] as const
  sees(t, server, { before, sid: claimsOf(token).sid, writes: [...writes] })
})

t.test('what Kakao tells of somebody is written down, as what nobody asked for', async t => {
  const { app, told } = await create(t, { kakaoAdminKey: 'kakao-admin-key' })
  const payload = { app_id: '770001', user_id: '3700000001' }
  const headers = { ...browser, authorization: 'KakaoAK kakao-admin-key' }
  t.equal((await post(app, '/accounts/kakao/webhook/unlink/', payload, headers)).status, 200)
  await app.social.flush()
  const details = { provider: 'kakao', event: 'unlink', action: 'unlink' }
  t.strictSame(rowsAfter(app, 0), [{ event: 'social_event_received', user_id: 6, session_id: null, details }])
  t.match(told, [{ event: 'social_event_received', userId: 6, ipAddress: '', userAgent: '', details }])
})

t.test('every event that is not an operator’s or the admin’s is written by one of the tests here', async t => {
  const { eventNames } = await import('../../core/events.ts')
  const written = new Set([...acts.flatMap(({ writes }) => writes.map(({ event }) => event)), ...prepared])
  t.same([...written].sort(), eventNames.filter(name => !/_by_operator$|_by_admin$|^admin_/.test(name)).sort())
})

t.test('and every one of the admin’s is looked for by one of its tests', async t => {
  const folder = new URL('admin/', import.meta.url)
  const sources = readdirSync(folder).map(name => readFileSync(new URL(name, folder), 'utf8'))
  const { eventNames } = await import('../../core/events.ts')
  const missing = eventNames.filter(
    name => /_by_admin$|^admin_/.test(name) && !sources.some(text => text.includes(name))
  )
  t.same(missing, [])
})
