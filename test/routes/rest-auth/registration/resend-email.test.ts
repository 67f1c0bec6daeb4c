import type { FastifyInstance } from 'fastify'
import t from 'tap'
import { createApp, post, readRows } from '../../../helper.ts'
import { countQueuedMails, createMailingApp, emailKeyIn, korean, submit, told } from '../../../mailing-app.ts'
import { linkIn } from '../../../mails.ts'
import { writeRows } from '../../../outside.ts'

const url = '/rest-auth/registration/resend-email/'
const ok = { status: 200, body: { detail: 'ok' } }
/** Of user 8, whose address is not verified. */
const unverified = 'hash_argon2@example.com'

/** The tables that an ask could write. */
function allRows(app: FastifyInstance) {
  const tables = [
    'auth_user',
    'account_emailaddress',
    'account_emailconfirmation',
    'rest_auth_session',
    'rest_auth_mail'
  ]
  return tables.map(table => readRows(app, `select * from ${table}`))
}

t.test('an address that is not verified is mailed the link once more', async t => {
  const { app, mails } = await createMailingApp(t)
  t.same(await told(post(app, url, { email: unverified })), ok)
  const [mail, ...rest] = await mails()
  t.same(rest, [])
  t.equal(mail?.to, unverified)
  t.equal(mail?.subject, '[example.com] Confirm your e-mail address')
  t.match(mail && linkIn(mail), /^https:\/\/example\.com\/account-confirm-email\/Nw:/)
  t.same(await told(post(app, '/rest-auth/registration/verify-email/', { key: mail && emailKeyIn(mail) })), ok)
  t.same(readRows(app, 'select verified from account_emailaddress where id = 7'), [{ verified: 1 }])
})

t.test('the answer, and what it costs the outbox, is the same for every address', async t => {
  const { app, mails } = await createMailingApp(t)
  writeRows(app, "insert into account_emailaddress values (90, 0, 0, 3, 'gones-second@example.com')")
  const answers: unknown[] = []
  for (const [what, email, count] of [
    ['an unverified one', unverified, 1],
    ['the same in another case', unverified.toUpperCase(), 1],
    ['a verified one', 'alice@example.com', 0],
    ['a user’s own one that has no row', 'admin@example.com', 0],
    ['an unverified one of a disabled user', 'gones-second@example.com', 0],
    ['nobody’s', 'nobody@example.com', 0]
  ] as const) {
    const before = { queued: countQueuedMails(app), mails: (await mails()).length, rows: allRows(app) }
    const { status, body, headers } = await post(app, url, { email })
    answers.push({ status, body, headers: { ...headers, date: undefined } })
    t.equal(countQueuedMails(app), before.queued + 1, `${what}: one row in the outbox`)
    t.equal((await mails()).length, before.mails + count, `${what}: ${count} mails`)
    t.same(allRows(app), before.rows, `${what}: nothing is left, and nothing else was written`)
  }
  t.equal(new Set(answers.map(answer => JSON.stringify(answer))).size, 1)
  t.match(answers[0], ok)
  for (const { to } of await mails()) t.equal(to, unverified, 'as it is stored')
})

t.test('an HTML form asks as well', async t => {
  const { app, mails } = await createMailingApp(t)
  t.same(await submit(app, url, { email: unverified }), ok)
  t.equal((await mails()).length, 1)
})

t.test('what is no address is told, and no mail is sent', async t => {
  const { app } = await createMailingApp(t)
  const cases: [payload: object, answer: object][] = [
    [{}, { email: ['This field is required.'] }],
    [{ email: '' }, { email: ['This field may not be blank.'] }],
    [{ email: 'nope' }, { email: ['Enter a valid email address.'] }],
    [{ email: `${unverified},eve@example.com` }, { email: ['Enter a valid email address.'] }],
    [{ email: [unverified] }, { email: ['Enter a valid email address.'] }]
  ]
  for (const [payload, body] of cases) t.same(await told(post(app, url, payload)), { status: 400, body })
  t.equal(countQueuedMails(app), 0)
})

t.test('EMAIL_CONFIRM_URL has the link lead elsewhere', async t => {
  const { app, mails } = await createMailingApp(t, { emailConfirmUrl: 'shop-app://confirm/{key}' })
  await post(app, url, { email: unverified })
  const [mail] = await mails()
  t.match(mail && linkIn(mail), /^shop-app:\/\/confirm\/Nw:/)
})

t.test('no header of the request changes anything in the mail', async t => {
  const { app, mails } = await createMailingApp(t, { siteId: 2 })
  await post(app, url, { email: unverified }, { host: 'evil.example', 'x-forwarded-host': 'evil.example' })
  const [mail] = await mails()
  t.match(mail?.subject, '[second]')
  t.match(mail && linkIn(mail), /^https:\/\/second\.example\.com\/account-confirm-email\//)
  t.notMatch(JSON.stringify(mail), 'evil')
})

t.test('in Korean for who asks for it', async t => {
  const { app, mails } = await createMailingApp(t)
  t.same((await post(app, url, { email: 'nope' }, korean)).body, { email: ['올바른 이메일 주소를 입력해 주세요.'] })
  t.same((await post(app, url, { email: unverified }, korean)).body, {
    detail: '인증이 필요한 주소라면 인증 메일을 보내 드립니다.'
  })
  t.equal((await mails())[0]?.subject, '[example.com] 이메일 주소를 인증해 주세요')
})

t.test('asking is POST alone', async t => {
  const app = await createApp(t)
  const response = await app.inject(url)
  t.equal(response.statusCode, 405)
  t.equal(response.headers.allow, 'POST, OPTIONS')
})
