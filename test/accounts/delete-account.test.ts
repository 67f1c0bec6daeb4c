import { join } from 'node:path'
import type { FastifyInstance } from 'fastify'
import t, { type Test } from 'tap'
import type { Accounts } from '../../accounts/context.ts'
import { deleteAccount } from '../../accounts/delete-account.ts'
import type { SuiteOptions } from '../../app.ts'
import { createKakaoApp, djangoDatabase, password, readRows } from '../helper.ts'
import { logIn } from '../kakao-login.ts'
import { as, origin } from '../mailing-app.ts'
import { readMails } from '../mails.ts'
import { claimsOf, createClock, signToken, writeRows } from '../outside.ts'
import { loginOf, loginOver, userGone } from './login-of.ts'
import { refusal, thrown } from './refusal.ts'

const url = '/rest-auth/user/'
const freshLoginNeeded = {
  non_field_errors: ['Log in again, and delete your account within 5 minutes after that.']
}

/** A server on Django's database on which 지윤, who has only Kakao, may delete her account. */
async function createDeleting(t: Test, options: SuiteOptions = {}) {
  const clock = createClock()
  const databaseUrl = djangoDatabase(t)
  const folder = join(t.testdirName, 'mails')
  const { app, kakao } = await createKakaoApp(t, {
    databaseUrl,
    emailUrl: `file:${folder}`,
    now: clock.now,
    accountDeletion: true,
    ...options
  })
  return { app, kakao, clock, mails: () => readMails(folder) }
}

function userOf(app: FastifyInstance, id: number) {
  return readRows(app, 'select username from auth_user where id = ?', id)
}

/** The acts of a server in which something happens once a password has been checked. */
function happening(app: FastifyInstance, happen: () => void): Accounts {
  const passwords: Accounts['passwords'] = {
    ...app.passwords,
    async verify(given, encoded) {
      const isRight = await app.passwords.verify(given, encoded)
      happen()
      return isRight
    }
  }
  return { ...app.accounts, passwords }
}

t.test('who has no password deletes the account up to five minutes after the login at their provider', async t => {
  const { app, clock } = await createDeleting(t)
  const { token } = (await logIn(app, 'tok-jiyun')).body
  clock.seconds += 299
  const { status } = await as(app, token)('DELETE', url)
  t.equal(status, 204)
  t.same(userOf(app, 6), [])
})

t.test('and not a second longer, however often the token was refreshed', async t => {
  const { app, clock } = await createDeleting(t, { jwtExpirationDelta: 3600 })
  const { token } = (await logIn(app, 'tok-jiyun')).body
  clock.seconds += 300
  const refreshed = await app.jwtAuth.refresh(token)
  clock.seconds += 1
  for (const shown of [token, refreshed]) {
    const { status, body } = await as(app, shown)('DELETE', url)
    t.equal(status, 400)
    t.same(body, freshLoginNeeded)
  }
  t.same(userOf(app, 6), [{ username: '지윤' }])
})

t.test('a password that was sent all the same is of no account', async t => {
  const { app, clock } = await createDeleting(t)
  const { token } = (await logIn(app, 'tok-jiyun')).body
  clock.seconds += 301
  const stale = signToken({ ...claimsOf(token), exp: clock.seconds + 300 })
  for (const secret of [password, '!', '!P8Au065itEocFD7ja2F9fUDLg0CLF2b3Y3Xhkiue']) {
    const { status, body } = await as(app, stale)('DELETE', url, { password: secret })
    t.equal(status, 400)
    t.same(body, freshLoginNeeded)
  }
})

t.test('the login must be that of the token which asks', async t => {
  const { app, clock } = await createDeleting(t, { jwtExpirationDelta: 3600 })
  const old = (await logIn(app, 'tok-jiyun')).body.token
  clock.seconds += 301
  await logIn(app, 'tok-jiyun')
  t.match(await as(app, old)('DELETE', url), { status: 400, body: freshLoginNeeded })
  t.same(userOf(app, 6), [{ username: '지윤' }])
})

t.test('a token that Django signed belongs to no login that is known here', async t => {
  const { app, clock } = await createDeleting(t)
  const claims = { user_id: 6, username: '지윤', email: '', exp: clock.seconds + 300, orig_iat: clock.seconds }
  t.match(await as(app, signToken(claims))('DELETE', url), { status: 400, body: freshLoginNeeded })
})

t.test('connecting an account is no login', async t => {
  const { app, clock } = await createDeleting(t, { jwtExpirationDelta: 3600 })
  const { token } = (await logIn(app, 'tok-jiyun')).body
  clock.seconds += 301
  const connected = await as(app, token)('POST', '/accounts/rest-auth/kakao/connect/', { access_token: 'tok-n1' })
  t.equal(connected.status, 200)
  t.match(await as(app, connected.body.token)('DELETE', url), { status: 400, body: freshLoginNeeded })
  const issued = await app.jwtAuth.issue({ id: 6 })
  t.match(await as(app, issued)('DELETE', url), { status: 400, body: freshLoginNeeded })
})

t.test('nor does a key where logins answer tokens', async t => {
  const { app } = await createDeleting(t)
  await logIn(app, 'tok-jiyun')
  writeRows(app, 'update authtoken_token set user_id = 6')
  const key = '8df73dafbde4c669dc37a9ea7620434515b2cc43'
  t.match(await as(app, key, 'Token')('DELETE', url), { status: 400, body: freshLoginNeeded })
})

t.test('where logins answer keys, the last login counts', async t => {
  const { app, clock } = await createDeleting(t, { restUseJwt: false })
  const { key } = (await logIn(app, 'tok-jiyun')).body
  const ask = as(app, key, 'Token')
  clock.seconds += 301
  t.match(await ask('DELETE', url), { status: 400, body: freshLoginNeeded })
  await logIn(app, 'tok-jiyun')
  t.match(await ask('DELETE', url), { status: 204 })
  t.same(userOf(app, 6), [])
})

t.test('who has never logged in there has no last login', async t => {
  const { app } = await createDeleting(t, { restUseJwt: false })
  writeRows(app, 'update authtoken_token set user_id = 6')
  const key = '8df73dafbde4c669dc37a9ea7620434515b2cc43'
  t.match(await as(app, key, 'Token')('DELETE', url), { status: 400, body: freshLoginNeeded })
})

t.test('who has no password is told in Korean, if they prefer that', async t => {
  const { app, clock } = await createDeleting(t, { jwtExpirationDelta: 3600 })
  const { token } = (await logIn(app, 'tok-jiyun')).body
  clock.seconds += 301
  const { body } = await as(app, token)('DELETE', url, undefined, { 'accept-language': 'ko' })
  t.same(body, { non_field_errors: ['다시 로그인한 뒤 5분 안에 탈퇴해 주세요.'] })
})

t.test('somebody without an address is sent no notice', async t => {
  const { app, mails } = await createDeleting(t)
  const { token } = (await logIn(app, 'tok-noemail')).body
  t.match(await as(app, token)('DELETE', url), { status: 204 })
  t.same(await mails(), [])
})

const tasks = 'select * from rest_auth_task'

t.test('with KAKAO_UNLINK the provider is told as well, after the answer', async t => {
  const { app, kakao } = await createDeleting(t, { kakaoUnlink: true })
  const { token } = (await logIn(app, 'tok-jiyun')).body
  t.match(await as(app, token)('DELETE', url), { status: 204 })
  t.same(userOf(app, 6), [])
  await app.social.flush()
  t.same(kakao.unlinked, ['3700000001'])
  t.same(readRows(app, tasks), [])
})

t.test('unless it is asked for, the provider is not told', async t => {
  const { app, kakao } = await createDeleting(t)
  const { token } = (await logIn(app, 'tok-jiyun')).body
  t.match(await as(app, token)('DELETE', url), { status: 204 })
  await app.social.flush()
  t.same(kakao.unlinked, [])
})

t.test('nor is it told of a deletion that comes to nothing', async t => {
  const { app, kakao } = await createDeleting(t, { kakaoUnlink: true })
  const { token } = (await logIn(app, 'tok-jiyun')).body
  writeRows(app, "create trigger fail before delete on auth_user begin select raise(abort, 'out of order'); end")
  t.match(await as(app, token)('DELETE', url), { status: 500 })
  await app.social.flush()
  t.same(readRows(app, tasks), [])
  t.same(kakao.unlinked, [])
  t.same(userOf(app, 6), [{ username: '지윤' }])
})

t.test('a password that changes while it is checked deletes nothing', async t => {
  const { app } = await createDeleting(t)
  const alice = await loginOf(app, 1)
  const changed = await app.passwords.hash('another passphrase')
  const accounts = happening(app, () => writeRows(app, 'update auth_user set password = ? where id = 1', changed))
  t.same(await refusal(deleteAccount(accounts, alice, password, origin)), [['password', ['Invalid password']]])
  t.same(userOf(app, 1), [{ username: 'alice' }])
})

t.test('a user who is disabled or gone by now is refused', async t => {
  const { app } = await createDeleting(t)
  const alice = await loginOf(app, 1)
  for (const id of [3, 99]) {
    const somebody = { ...alice, user: { ...alice.user, id } }
    t.match(await thrown(deleteAccount(app.accounts, somebody, password, origin)), userGone)
  }
})

t.test('a login that ends while the password is checked deletes nothing', async t => {
  const { app, mails } = await createDeleting(t)
  const alice = await loginOf(app, 1)
  const accounts = happening(app, () => writeRows(app, "update rest_auth_session set ended = '2026-11-23'"))
  t.match(await thrown(deleteAccount(accounts, alice, password, origin)), loginOver)
  t.same(userOf(app, 1), [{ username: 'alice' }])
  await app.mailer.flush()
  t.same(await mails(), [])
})

t.test('an error of the database that has another reason is passed on, and takes all of it back', async t => {
  const { app, mails } = await createDeleting(t)
  const alice = await loginOf(app, 1)
  writeRows(app, "create trigger fail before delete on auth_user begin select raise(abort, 'out of order'); end")
  await t.rejects(deleteAccount(app.accounts, alice, password, origin), { message: /out of order/ })
  t.same(userOf(app, 1), [{ username: 'alice' }])
  t.same(readRows(app, 'select user_id from account_emailaddress where user_id = 1'), [{ user_id: 1 }])
  t.same(await mails(), [])
})
