import type { FastifyInstance } from 'fastify'
import t from 'tap'
import { createApp, post, readRows } from '../../../helper.ts'
import { countQueuedMails, createMailingApp, korean, submit, told } from '../../../mailing-app.ts'
import { writeRows } from '../../../outside.ts'

const url = '/rest-auth/password/reset/'
const sent = { detail: 'Password reset e-mail has been sent.' }
const invalid = ['Enter a valid email address.']

/** The tables that a reset could write. */
function allRows(app: FastifyInstance) {
  const tables = ['auth_user', 'account_emailaddress', 'rest_auth_session', 'authtoken_token', 'rest_auth_mail']
  return tables.map(table => readRows(app, `select * from ${table}`))
}

t.test('who asks is answered that a mail was sent, and it is', async t => {
  const { app, mails } = await createMailingApp(t)
  const { status, body, headers } = await post(app, url, { email: 'bob@example.com' })
  t.equal(status, 200)
  t.same(body, sent)
  t.equal(headers.vary, 'Accept-Language')
  t.equal(headers['cache-control'], 'no-store')
  const [mail, ...rest] = await mails()
  t.match(mail, { to: 'bob@example.com', subject: '[example.com] Reset your password' })
  t.same(rest, [])
})

t.test('the answer, and what it costs the outbox, is the same whoever has the address', async t => {
  const { app, mails } = await createMailingApp(t)
  const answers: unknown[] = []
  for (const [what, email, count] of [
    ['a user', 'bob@example.com', 1],
    ['a user, in another case', 'BOB@EXAMPLE.COM', 1],
    ['nobody', 'nobody@example.com', 0],
    ['a disabled user', 'gone@example.com', 0],
    ['a user without a password', 'jiyun@kakao.example', 0]
  ] as const) {
    const before = { queued: countQueuedMails(app), mails: (await mails()).length, rows: allRows(app) }
    const { status, body, headers } = await post(app, url, { email })
    answers.push({ status, body, headers: { ...headers, date: undefined } })
    t.equal(countQueuedMails(app), before.queued + 1, `${what}: one row in the outbox`)
    t.equal((await mails()).length, before.mails + count, `${what}: ${count} mails`)
    t.same(allRows(app), before.rows, `${what}: nothing is left, and nothing else was written`)
  }
  t.equal(new Set(answers.map(answer => JSON.stringify(answer))).size, 1)
  t.match(answers[0], { status: 200, body: sent })
})

t.test('a user whose stored password is empty gets no mail', async t => {
  const { app, mails } = await createMailingApp(t)
  writeRows(app, "update auth_user set password = '' where id = 2")
  t.same(await told(post(app, url, { email: 'bob@example.com' })), { status: 200, body: sent })
  t.same(await mails(), [])
})

t.test('an HTML form asks as well', async t => {
  const { app, mails } = await createMailingApp(t)
  t.same(await submit(app, url, { email: ' bob@example.com ' }), { status: 200, body: sent })
  t.equal((await mails()).length, 1)
})

t.test('what is no address is told, and no mail is sent', async t => {
  const { app } = await createMailingApp(t)
  const cases: [what: string, payload: object, answer: object][] = [
    ['nothing', {}, { email: ['This field is required.'] }],
    ['a blank', { email: ' ' }, { email: ['This field may not be blank.'] }],
    ['null', { email: null }, { email: ['This field may not be null.'] }],
    ['no address', { email: 'nope' }, { email: invalid }],
    ['a list', { email: ['bob@example.com'] }, { email: invalid }],
    ['an object', { email: { like: '%' } }, { email: invalid }],
    ['two addresses', { email: 'bob@example.com,eve@example.com' }, { email: invalid }],
    [
      'a header',
      { email: 'bob@example.com\r\nBcc: eve@example.com' },
      {
        email: ['Control characters are not allowed: U+000D.', ...invalid]
      }
    ],
    ['a pattern', { email: '%@example.com%' }, { email: invalid }],
    ['a body that is a list', [], { non_field_errors: ['Invalid data. Expected a dictionary, but got list.'] }]
  ]
  for (const [what, payload, answer] of cases) {
    const { status, body } = await post(app, url, payload)
    t.equal(status, 400, what)
    t.same(body, answer, what)
  }
  t.equal(countQueuedMails(app), 0)
})

t.test('an address with a wildcard is nobody else’s', async t => {
  const { app, mails } = await createMailingApp(t)
  for (const email of ['%@example.com', 'b_b@example.com']) t.match(await post(app, url, { email }), { status: 200 })
  t.same(await mails(), [])
})

t.test('letters that fold to others make no other spelling of an address', async t => {
  const { app, mails } = await createMailingApp(t)
  writeRows(app, "update auth_user set email = 'mike@kakao.example' where id = 1")
  writeRows(app, 'delete from account_emailaddress')
  for (const [what, email] of [
    ['the Kelvin sign', 'mi\u212ae@kakao.example'],
    ['the Kelvin sign in the domain', 'mike@\u212aakao.example'],
    ['a dotless i', 'm\u0131ke@kakao.example'],
    ['a dotted capital I', 'M\u0130KE@kakao.example'],
    ['full width', '\uff4dike@kakao.example']
  ] as const) {
    const { status, body } = await post(app, url, { email })
    t.equal(status, 400, what)
    t.same(body, { email: invalid }, what)
  }
  t.match(await post(app, url, { email: 'MIKE@KAKAO.example' }), { status: 200 })
  t.same(
    (await mails()).map(({ to }) => to),
    ['mike@kakao.example']
  )
})

t.test('nor does a stored address that Django let in with such letters', async t => {
  const { app, mails } = await createMailingApp(t)
  writeRows(app, "update auth_user set email = 'mi\u212ae@example.com' where id = 1")
  writeRows(app, "update account_emailaddress set email = 'm\u0131ke@example.com' where id = 1")
  t.same(await told(post(app, url, { email: 'mike@example.com' })), { status: 200, body: sent })
  t.same(await mails(), [])
})

t.test('in Korean for who asks for it', async t => {
  const { app, mails } = await createMailingApp(t)
  t.same(await told(post(app, url, { email: 'nope' }, korean)), {
    status: 400,
    body: { email: ['올바른 이메일 주소를 입력해 주세요.'] }
  })
  t.same(await told(post(app, url, { email: 'bob@example.com' }, korean)), {
    status: 200,
    body: { detail: '비밀번호 재설정 메일을 보냈습니다.' }
  })
  const [mail] = await mails()
  t.equal(mail?.subject, '[example.com] 비밀번호 재설정 안내')
  t.match(mail?.text, /^bob님, 안녕하세요\./)
})

t.test('when too many mails wait, one more is refused rather than lost', async t => {
  const { app, mails } = await createMailingApp(t)
  writeRows(
    app,
    `with recursive n(i) as (select 1 union all select i + 1 from n where i < 10000)
     insert into rest_auth_mail (kind, recipient, details, language, site_id, created, attempts, due)
     select 'password changed', '', '{}', 'en', 1, '2026-11-23', 1, '2030-01-01' from n`
  )
  for (const email of ['bob@example.com', 'nobody@example.com']) {
    const { status, body, headers } = await post(app, url, { email })
    t.equal(status, 503)
    t.same(body, { detail: 'Service temporarily unavailable, try again later.' })
    t.equal(headers['retry-after'], '5')
  }
  writeRows(app, 'delete from rest_auth_mail where id = 1')
  t.match(await post(app, url, { email: 'bob@example.com' }), { status: 200 })
  t.equal((await mails()).length, 1)
})

t.test('asking is POST alone', async t => {
  const app = await createApp(t)
  const response = await app.inject(url)
  t.equal(response.statusCode, 405)
  t.equal(response.headers.allow, 'POST, OPTIONS')
  t.same(response.json(), { detail: 'Method "GET" not allowed.' })
})
