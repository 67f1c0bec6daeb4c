// Who asks about somebody and about nobody gets the same answer after the same work.
import t, { type Test } from 'tap'
import type { SuiteOptions } from '../../app.ts'
import { type Work, watchWork } from '../hashing-work.ts'
import { bobsPassword, createApp, djangoDatabase, password, readRows } from '../helper.ts'
import { countQueuedMails, createMailingApp } from '../mailing-app.ts'
import { writeRows } from '../outside.ts'

type App = Awaited<ReturnType<typeof createApp>>

/** All of an answer but its date. */
async function ask(app: App, url: string, payload: object) {
  const { statusCode, headers, body } = await app.inject({ method: 'POST', url, payload })
  const { date, ...others } = headers
  return { statusCode, headers: others, body }
}

const own = 'argon2$argon2id$v=19$m=19456,t=2,p=1'
/** One check of each kind of hash that Django wrote, and one of those that are written here. */
const allWork: Work = [
  [own, 1],
  ['argon2$argon2id$v=19$m=102400,t=2,p=8', 1],
  ['bcrypt_sha256$$2b$12', 1],
  ['pbkdf2_sha1', 260_000],
  ['pbkdf2_sha256', 260_000]
].sort() as Work

/** A server on what Django wrote, with hashes that it wrote long ago, is broken by or writes now. */
async function createOld(t: Test, options: SuiteOptions = {}) {
  const databaseUrl = djangoDatabase(t)
  const app = await createApp(t, { databaseUrl, ...options })
  const alices = "(select password from auth_user where username = 'alice')"
  writeRows(app, `update auth_user set password = replace(${alices}, '260000', '150000') where username = 'taken'`)
  writeRows(app, `update auth_user set password = substr(${alices}, 1, 30) where username = 'admin'`)
  return { app, take: watchWork(t, given => given === password || given === bobsPassword) }
}

const failing: [who: string, username: string, secret: string][] = [
  ['nobody', 'nobody', 'wrong'],
  ['nobody, in other letters', '철수', 'wrong'],
  ['a wrong password with PBKDF2', 'alice', 'wrong'],
  ['the name in another case', 'ALICE', 'wrong'],
  ['a wrong password with PBKDF2 of fewer rounds', 'taken', 'wrong'],
  ['a wrong password with PBKDF2 and SHA-1', 'hash_pbkdf2_sha1', 'wrong'],
  ['a wrong password with argon2', 'hash_argon2', 'wrong'],
  ['a wrong password with bcrypt', 'hash_bcrypt_sha256', 'wrong'],
  ['who is disabled, with a wrong password', 'gone', 'wrong'],
  ['who is disabled, with the right password', 'gone', password],
  ['who has no password', '지윤', password],
  ['a hash that is cut off', 'admin', password]
]
for (const url of ['/api-jwt-auth/', '/rest-auth/login/']) {
  t.test(`${url} refuses everybody in the same bytes after the same work, with the first request on`, async t => {
    const { app, take } = await createOld(t)
    const expected = await ask(app, url, { username: 'somebody', password: 'wrong' })
    t.equal(expected.statusCode, 400)
    t.equal(expected.body, '{"non_field_errors":["Unable to log in with provided credentials."]}')
    t.strictSame(take(), allWork)
    for (const [who, username, secret] of failing) {
      t.strictSame(await ask(app, url, { username, password: secret }), expected, who)
      t.strictSame(take(), allWork, who)
    }
    const events = readRows(app, 'select event from rest_auth_event')
    t.strictSame(events, Array(failing.length + 1).fill({ event: 'login_failed' }))
  })

  t.test(`${url} by address refuses everybody in the same bytes after the same work`, async t => {
    const { app, take } = await createOld(t, { accountAuthenticationMethod: 'email' })
    const login = (email: string, secret: string) =>
      ask(app, url, { [url === '/api-jwt-auth/' ? 'username' : 'email']: email, password: secret })
    const expected = await login('nobody@example.com', 'wrong')
    t.strictSame(take(), allWork)
    for (const [who, username, secret] of failing.filter(([, username]) => /^[a-z]/.test(username))) {
      t.strictSame(await login(`${username}@example.com`, secret), expected, who)
      t.strictSame(take(), allWork, who)
    }
  })

  t.test(`${url} does not tell by its work whose user has become who registered with an address`, async t => {
    const hiding = { accountEmailVerification: 'mandatory', accountPreventEnumeration: true } as const
    const { app, take } = await createOld(t, { ...hiding, accountAuthenticationMethod: 'username_email' })
    const passwords = { password1: bobsPassword, password2: bobsPassword }
    for (const [username, email] of [
      ['first', 'new@example.com'],
      ['second', 'alice@example.com']
    ]) {
      t.match(await ask(app, '/rest-auth/registration/', { username, email, ...passwords }), { statusCode: 201 })
    }
    const login = (text: string, secret: string) => ask(app, url, { username: text, password: secret })
    const expected = await login('nobody', 'wrong')
    t.strictSame(take(), allWork)
    for (const [text, secret] of [
      ['new@example.com', bobsPassword],
      ['alice@example.com', 'wrong'],
      ['first', bobsPassword],
      ['second', bobsPassword]
    ] as const) {
      t.strictSame(await login(text, secret), expected, text)
      t.strictSame(take(), allWork, text)
    }
    t.equal((await login('alice@example.com', password)).statusCode, 200)
  })
}

for (const [what, url] of [
  ['a reset', '/rest-auth/password/reset/'],
  ['another link', '/rest-auth/registration/resend-email/']
] as const) {
  t.test(`who asks for ${what} gets the same bytes, and one mail is queued, whosever address it is`, async t => {
    const { app } = await createMailingApp(t, { emailUrl: 'smtp://127.0.0.1:1' })
    const expected = await ask(app, url, { email: 'nobody@example.com' })
    t.equal(expected.statusCode, 200)
    const addresses = ['alice@example.com', 'gone@example.com', 'jiyun@kakao.example', 'hash_argon2@example.com']
    for (const [index, email] of addresses.entries()) {
      t.strictSame(await ask(app, url, { email }), expected, email)
      t.equal(countQueuedMails(app), index + 2, email)
    }
    t.ok(readRows(app, 'select distinct event, user_id from rest_auth_event').length <= 1)
  })
}
