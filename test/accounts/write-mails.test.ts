import type { FastifyInstance } from 'fastify'
import t, { type Test } from 'tap'
import type { MailKind } from '../../accounts/queue-mail.ts'
import { writeMails } from '../../accounts/write-mails.ts'
import { decodeUid } from '../../core/links.ts'
import { nobody } from '../../core/mails.ts'
import { djangoDatabase } from '../helper.ts'
import { createMailingApp, emailKeyIn, resetLinkIn } from '../mailing-app.ts'
import { linkIn } from '../mails.ts'
import { writeRows } from '../outside.ts'

const now = new Date('2026-11-23T14:00:00Z')
const site = { id: 1, name: 'Shop', domain: 'shop.example' }

const queued = (kind: MailKind, recipient: string, details: object = {}, language = 'en') => ({
  id: 1,
  kind,
  recipient,
  details: JSON.stringify(details),
  language,
  siteId: 1,
  created: now,
  attempts: 0,
  due: now
})

const start = async (t: Test) => (await createMailingApp(t)).app

/** What is written for whoever asks for a reset by an address. */
const resetFor = (app: FastifyInstance, email: string) =>
  writeMails(app.accounts, queued('password reset', email), site)

/** Whose reset link is in a mail that is to be sent, if it holds. */
async function userOf(app: FastifyInstance, mail: { subject: string; text: string }) {
  const { uid, token } = resetLinkIn({ ...mail, from: '', to: '', html: '' })
  const user = await app.database.users.find(decodeUid(uid) ?? 0)
  return user !== undefined && app.accounts.links.isResetToken(user, token, 60) ? user.username : undefined
}

t.test('a name that somebody else may have chosen greets nobody at an address that is not verified', async t => {
  const app = await start(t)
  writeRows(app, "UPDATE account_emailaddress SET verified = 0 WHERE email = 'alice@example.com'")
  const [mail] = await resetFor(app, 'alice@example.com')
  t.match(mail?.text, /^Hello,\n\nSomebody asked/)
  t.notMatch(`${mail?.text}${mail?.html}`, /alice(?!@)/)
  t.equal(mail && (await userOf(app, mail)), 'alice')
})

t.test('who asks for a reset gets a link of their own', async t => {
  const app = await start(t)
  const [mail, ...more] = await resetFor(app, 'alice@example.com')
  t.strictSame(more, [])
  t.match(mail, { to: 'alice@example.com', subject: '[Shop] Reset your password' })
  t.match(mail?.text, /^Hello alice,\n\nSomebody asked to reset the password of your account at Shop\./)
  t.match(mail?.text, 'works once, for 72 hours')
  t.match(mail?.text, /^https:\/\/shop\.example\/password-reset\/confirm\/MQ\/\w+-\w+\/$/m)
  t.equal(mail && (await userOf(app, mail)), 'alice')
})

t.test('a reset link goes to the address as it is stored, however it was asked for', async t => {
  const app = await start(t)
  writeRows(app, "UPDATE auth_user SET email = 'Bob.Hong@Example.com' WHERE id = 2")
  writeRows(app, "UPDATE account_emailaddress SET email = 'bob.hong@example.com' WHERE user_id = 2")
  t.match(await resetFor(app, 'BOB.hong@example.COM'), [{ to: 'Bob.Hong@Example.com' }])
})

t.test('no reset link goes to a further address of a user, verified or not', async t => {
  const app = await start(t)
  writeRows(app, "INSERT INTO account_emailaddress VALUES (20, 1, 0, 1, 'alice@work.example')")
  writeRows(app, "INSERT INTO account_emailaddress VALUES (21, 0, 0, 1, 'alice@home.example')")
  for (const email of ['alice@work.example', 'alice@home.example']) {
    const [mail, ...more] = await resetFor(app, email)
    t.strictSame(more, [])
    t.equal(mail?.to, '', email)
    t.equal(mail && (await userOf(app, mail)), undefined, email)
  }
})

t.test('a reset link goes to whose own address it is, and not to who has verified it among others', async t => {
  const app = await start(t)
  writeRows(app, "INSERT INTO account_emailaddress VALUES (20, 1, 0, 1, 'BOB@example.com')")
  const [mail, ...more] = await resetFor(app, 'bob@EXAMPLE.com')
  t.strictSame(more, [])
  t.equal(mail?.to, 'bob@example.com')
  t.equal(mail && (await userOf(app, mail)), 'bob')
})

t.test('everybody who shares an address gets a link of their own', async t => {
  const app = await start(t)
  writeRows(app, "UPDATE auth_user SET email = 'Alice@example.com' WHERE id = 4")
  const mails = await resetFor(app, 'alice@example.com')
  t.strictSame(
    mails.map(({ to }) => to),
    ['alice@example.com', 'Alice@example.com']
  )
  t.strictSame(await Promise.all(mails.map(mail => userOf(app, mail))), ['alice', 'taken'])
})

t.test('a letter that only looks like another, or becomes it, is another address', async t => {
  const app = await start(t)
  writeRows(app, "UPDATE auth_user SET email = 'mike@example.com' WHERE id = 1")
  t.match(await resetFor(app, 'MIKE@example.com'), [{ to: 'mike@example.com' }])
  for (const email of ['mıke@example.com', 'MİKE@example.com', 'mi\u212ae@example.com', 'mike@ｅxample.com']) {
    t.match(await resetFor(app, email), [{ to: '' }], email)
  }
})

t.test('an address of nobody, or of somebody who cannot log in by a password, is written to all the same', async t => {
  const app = await start(t)
  writeRows(app, "UPDATE auth_user SET password = '' WHERE id = 4")
  const [real] = await resetFor(app, 'alice@example.com')
  for (const email of ['nobody@example.com', 'gone@example.com', 'jiyun@kakao.example', 'taken@example.com', '']) {
    const [mail, ...more] = await resetFor(app, email)
    t.strictSame(more, [], email)
    t.equal(mail?.to, '', email)
    t.equal(mail?.subject, real?.subject)
    t.equal(mail && linkIn(mail).length, real && linkIn(real).length, 'with a link that is as long')
    t.equal(mail && (await userOf(app, mail)), undefined, 'and is nobody’s')
  }
})

t.test('a reset mail says how long its link holds, in hours', async t => {
  const app = await start(t)
  const accounts = { ...app.accounts, policy: { ...app.accounts.policy, resetTimeout: 3601 } }
  const [mail] = await writeMails(accounts, queued('password reset', 'alice@example.com'), site)
  t.match(mail?.text, 'works once, for 2 hours')
})

const confirmationOf = (app: FastifyInstance, id: number) =>
  writeMails(app.accounts, queued('confirmation', 'hash_argon2@example.com', { id }), site)

t.test('a new address gets a link that verifies it', async t => {
  const app = await start(t)
  const [mail, ...more] = await confirmationOf(app, 7)
  t.strictSame(more, [])
  t.match(mail, { to: 'hash_argon2@example.com', subject: '[Shop] Confirm your e-mail address' })
  t.match(mail?.text, /^Hello,\n\nConfirm that hash_argon2@example\.com is .* at Shop:$/m)
  t.match(mail?.text, 'works for 72 hours')
  t.match(mail && linkIn(mail), /^https:\/\/shop\.example\/account-confirm-email\/[\w:-]+\/$/)
  const key = mail && emailKeyIn({ ...mail, from: '' })
  t.equal(app.accounts.links.readEmailKey(key ?? '', 60), 7)
})

t.test('such a mail, which may go to anybody, holds no name that somebody chose', async t => {
  const app = await start(t)
  writeRows(app, "UPDATE auth_user SET username = 'buy.at.spam.example' WHERE id = 8")
  for (const language of ['en', 'ko']) {
    const order = queued('confirmation', 'hash_argon2@example.com', { id: 7 }, language)
    const again = queued('confirmation asked', 'hash_argon2@example.com', {}, language)
    const mails = [...(await writeMails(app.accounts, order, site)), ...(await writeMails(app.accounts, again, site))]
    t.equal(mails.length, 2)
    for (const mail of mails) {
      t.equal(mail.to, 'hash_argon2@example.com')
      t.match(mail.text, language === 'en' ? /^Hello,\n/ : /^안녕하세요\.\n/)
      t.notMatch(JSON.stringify(mail), 'spam')
    }
  }
})

t.test('a mail with such a link says how long it holds, in hours', async t => {
  const app = await start(t)
  const accounts = { ...app.accounts, policy: { ...app.accounts.policy, confirmTimeout: 3601 } }
  const [mail] = await writeMails(accounts, queued('confirmation', '', { id: 7 }), site)
  t.match(mail?.text, 'works for 2 hours')
})

t.test('a link is sent again to whoever asks for it, at the address as it is stored', async t => {
  const app = await start(t)
  const [mail] = await writeMails(app.accounts, queued('confirmation asked', 'HASH_argon2@Example.com'), site)
  t.equal(mail?.to, 'hash_argon2@example.com')
  t.equal(app.accounts.links.readEmailKey(mail ? emailKeyIn({ ...mail, from: '' }) : '', 60), 7)
})

t.test('nobody gets a link that verifies what is verified, gone, or of a user who is not active', async t => {
  const app = await start(t)
  writeRows(app, 'UPDATE auth_user SET is_active = 0 WHERE id = 9')
  const mails = [
    ...(await confirmationOf(app, 1)),
    ...(await confirmationOf(app, 99)),
    ...(await confirmationOf(app, 8)),
    ...(await writeMails(app.accounts, queued('confirmation asked', 'alice@example.com'), site)),
    ...(await writeMails(app.accounts, queued('confirmation asked', 'nobody@example.com'), site)),
    ...(await writeMails(app.accounts, queued('confirmation asked', 'mi\u212ae@example.com'), site))
  ]
  t.equal(mails.length, 6)
  for (const mail of mails) {
    t.equal(mail.to, '')
    t.equal(app.accounts.links.readEmailKey(emailKeyIn({ ...mail, from: '' }), 60), undefined)
  }
})

t.test('links lead where the settings say', async t => {
  const { app } = await createMailingApp(t, {
    passwordResetUrl: 'https://app.example/r?u={uid}&t={token}',
    emailConfirmUrl: 'shop://confirm/{key}'
  })
  const [reset] = await resetFor(app, 'alice@example.com')
  const [confirmation] = await confirmationOf(app, 7)
  t.match(reset?.text, /^https:\/\/app\.example\/r\?u=MQ&t=\w+-\w+$/m)
  t.match(confirmation?.text, /^shop:\/\/confirm\/[\w:-]+$/m)
})

t.test('a notice says what became of the account, to the address that was noted', async t => {
  const app = await start(t)
  const details = { username: 'alice', email: 'new@example.com', provider: 'Kakao' }
  const notices: [MailKind, RegExp, RegExp][] = [
    ['password changed', /Your password was changed$/, /^Hello alice,\n\nThe password .* at Shop was changed/],
    ['email added', /An e-mail address was added$/, /\n\nnew@example\.com was added to your account at Shop/],
    ['email primary', /primary e-mail address was changed$/, /\n\nThe primary .* at Shop is new@example\.com now\./],
    ['email removed', /An e-mail address was removed$/, /\n\nnew@example\.com was removed from your account/],
    [
      'emails changed',
      /Your e-mail addresses were changed$/,
      /\n\nThe e-mail .* at Shop that uses this one were changed/
    ],
    ['social connected', /Kakao login was connected$/, /\n\nYour account at Shop can be logged in to by Kakao now\./],
    ['social disconnected', /Kakao login was disconnected$/, /\n\nYour .* can no longer be logged in to by Kakao, and/],
    ['account deleted', /Your account was deleted$/, /\n\nYour account at Shop was deleted/]
  ]
  for (const [kind, subject, text] of notices) {
    const [mail, ...more] = await writeMails(app.accounts, queued(kind, 'Old@example.com', details), site)
    t.strictSame(more, [])
    t.match(mail, { to: 'Old@example.com', subject, text }, kind)
    t.notMatch(mail?.text, /https?:|\{\w+\}|undefined/, kind)
    t.equal(/If it was not you/.test(mail?.text ?? ''), kind !== 'account deleted', kind)
  }
})

t.test('a notice to an address that is not verified holds neither a name nor another address', async t => {
  const app = await start(t)
  const kinds = ['password changed', 'emails changed', 'social connected', 'social disconnected', 'account deleted']
  for (const kind of kinds as MailKind[]) {
    for (const [language, greeting] of [
      ['en', /^Hello,\n/],
      ['ko', /^안녕하세요\.\n/]
    ] as const) {
      const order = queued(kind, 'a@example.com', { email: '', provider: 'Kakao' }, language)
      const [mail] = await writeMails(app.accounts, order, site)
      t.match(mail, { to: 'a@example.com', text: greeting }, `${kind} in ${language}`)
      t.notMatch(JSON.stringify(mail), /@(?!example)|\{\w+\}|undefined/, `${kind} in ${language}`)
    }
  }
})

t.test('a mail is in the language of who asked for it, and in English when nobody knows that', async t => {
  const app = await start(t)
  const subjectIn = async (language: string) =>
    (await writeMails(app.accounts, queued('password changed', 'a@example.com', {}, language), site))[0]?.subject
  t.equal(await subjectIn('ko'), '[Shop] 비밀번호가 변경되었습니다')
  for (const language of ['en', 'fr', '', 'constructor']) {
    t.equal(await subjectIn(language), '[Shop] Your password was changed', language)
  }
})

t.test('a row of a kind that nobody knows is an error', async t => {
  const app = await start(t)
  for (const kind of ['invoice', '', 'constructor', '__proto__']) {
    const row = { ...queued('password changed', 'a@example.com'), kind }
    await t.rejects(writeMails(app.accounts, row, site), RangeError, kind)
  }
})

t.test('to write a mail changes nothing in the database', async t => {
  const { app } = await createMailingApp(t, { databaseUrl: djangoDatabase(t) })
  const writer = t.capture(app.database, 'transaction', app.database.transaction)
  await resetFor(app, 'alice@example.com')
  await confirmationOf(app, 7)
  t.strictSame(writer(), [])
})

t.test(
  'that somebody has registered again is told at the stored address, and for nobody’s address to nobody',
  async t => {
    const app = await start(t)
    const repeatedFor = (email: string) => writeMails(app.accounts, queued('registration repeated', email), site)
    t.match(await repeatedFor('ALICE@example.com'), [{ to: 'alice@example.com' }])
    t.match(await repeatedFor('nobody@example.com'), [{ to: nobody, subject: '[Shop] You have an account already' }])
  }
)
