// What people have not consented to, of what the site asks for: they are let in, and the answer says what is missing.
import t, { type Test } from 'tap'
import type { SuiteOptions } from '../../../app.ts'
import { createKakaoApp, djangoDatabase, obtain, post } from '../../helper.ts'
import { connect, logIn } from '../../kakao-login.ts'

const consent_url = 'https://example.com/accounts/kakao/login/?scope=account_email'
const jiyun = '3700000001'

/** A server that asks for openid, the address and the nickname. */
const createAsking = (t: Test, options: SuiteOptions = {}) =>
  createKakaoApp(t, { kakaoScopes: ['openid', 'account_email', 'profile_nickname'], ...options })

t.test('who has not consented to what is asked for is let in, and the answer says where they can', async t => {
  const { app } = await createAsking(t)
  const { status, body } = await logIn(app, 'tok-noemail')
  t.equal(status, 200)
  t.same(Object.keys(body), ['token', 'user', 'needs_consent', 'consent_url'])
  t.match(body.user, { pk: 1, username: '무메일', email: '' })
  t.same(body.needs_consent, ['account_email'])
  t.equal(body.consent_url, consent_url)
})

t.test('so it does each time, and no more once they have', async t => {
  const { app, kakao } = await createAsking(t)
  const logInWith = async (scopes: string[]) =>
    (await logIn(app, (await kakao.sdkLogin(jiyun, { scopes })).access_token)).body
  const nothing = await logInWith([])
  t.same(nothing.needs_consent, ['account_email', 'profile_nickname'])
  t.equal(nothing.consent_url, `${consent_url}%2Cprofile_nickname`)
  t.same((await logInWith(['profile_nickname'])).needs_consent, ['account_email'])
  t.same(Object.keys(await logInWith(['account_email'])), ['token', 'user'])
})

t.test('the address leads to a login that asks for just that', async t => {
  const { app } = await createAsking(t)
  const { body } = await logIn(app, 'tok-noemail')
  const { pathname, search } = new URL(body.consent_url)
  const { statusCode, headers } = await app.inject(pathname + search)
  t.equal(statusCode, 302)
  t.equal(new URL(String(headers.location)).searchParams.get('scope'), 'openid,account_email')
})

t.test('what the site does not ask for is not missing', async t => {
  const { app } = await createAsking(t, { kakaoScopes: ['profile_nickname'] })
  t.same(Object.keys((await logIn(app, 'tok-noemail')).body), ['token', 'user'])
})

t.test('without KAKAO_SCOPES the answer is as it ever was', async t => {
  const { app } = await createKakaoApp(t)
  t.same(Object.keys((await logIn(app, 'tok-noemail')).body), ['token', 'user'])
})

t.test('an answer that is a key says it as well', async t => {
  const { app } = await createAsking(t, { restUseJwt: false })
  const { body } = await logIn(app, 'tok-noemail')
  t.match(body, { key: /^[0-9a-f]{40}$/, needs_consent: ['account_email'], consent_url })
})

t.test('an id_token does not say what is missing: then nothing is said', async t => {
  const { app, kakao } = await createAsking(t)
  const { id_token: idToken } = await kakao.sdkLogin(jiyun, { scopes: ['openid'], clientKey: 'kakao-rest-api-key' })
  const { status, body } = await post(app, '/accounts/rest-auth/kakao/', { id_token: idToken })
  t.equal(status, 200)
  t.same(Object.keys(body), ['token', 'user'])
})

t.test('connecting an account answers as it ever did', async t => {
  const { app } = await createAsking(t, { databaseUrl: djangoDatabase(t) })
  const { status, body } = await connect(app, await obtain(app), 'tok-noemail')
  t.equal(status, 200)
  t.same(Object.keys(body), ['token', 'user'])
})
