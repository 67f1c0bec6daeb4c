import { decodeJwt } from 'jose'
import t from 'tap'
import { askTokens, codeOf, exchange, logIn, me, refresh, standingClock, startKakao } from './asking.ts'

const jiyun = '3700000001'
const month = 30 * 24 * 60 * 60
const refused = (error_code: string) => ({ status: 400, json: { error: 'invalid_grant', error_code } })

t.test('a refresh token renews the access token, and the old one goes on', async t => {
  const kakao = await startKakao(t)
  const first = await logIn(kakao)
  const { status, json } = await refresh(kakao, first.refresh_token ?? '')
  t.equal(status, 200)
  const { access_token, ...rest } = json
  t.same(rest, { token_type: 'bearer', expires_in: 21_599, scope: first.scope }, 'no refresh token comes with it')
  t.not(access_token, first.access_token)
  for (const token of [String(access_token), first.access_token]) t.match(await me(kakao, token), { status: 200 })
})

t.test('a new refresh token comes only when the old one has under a month left, and the old one ends', async t => {
  const clock = standingClock()
  const kakao = await startKakao(t, clock)
  const { refresh_token: first = '' } = await logIn(kakao)
  clock.move(5_183_999 - month)
  t.notOk(Object.hasOwn((await refresh(kakao, first)).json, 'refresh_token'), 'a month left')
  clock.move(1)
  const { json } = await refresh(kakao, first)
  t.match(json, { refresh_token: /^[\w-]{43}$/, refresh_token_expires_in: 5_183_999 })
  t.match(await refresh(kakao, first), refused('KOE322'))
  clock.move(month)
  t.match(await refresh(kakao, String(json.refresh_token)), { status: 200 }, 'it has its own two months')
})

t.test('a renewed id_token tells of the same login, without a nonce', async t => {
  const clock = standingClock()
  const kakao = await startKakao(t, clock)
  const first = await logIn(kakao, { scope: 'openid', nonce: 'n', client_id: 'kakao-javascript-key' })
  clock.move(60)
  const { json } = await refresh(kakao, first.refresh_token ?? '')
  const before = decodeJwt<{ auth_time: number }>(first.id_token ?? '')
  const after = decodeJwt<{ auth_time: number }>(String(json.id_token))
  t.match(after, { sub: jiyun, aud: 'kakao-javascript-key', auth_time: before.auth_time, iat: (before.iat ?? 0) + 60 })
  t.notOk(Object.hasOwn(after, 'nonce'))
})

t.test('a refresh token ends after two months', async t => {
  const clock = standingClock()
  const kakao = await startKakao(t, clock)
  const { refresh_token = '' } = await logIn(kakao)
  clock.move(5_183_999)
  t.match(await refresh(kakao, refresh_token), refused('KOE322'))
})

t.test('a refresh token that was never given is KOE322, and none is KOE319', async t => {
  const kakao = await startKakao(t)
  t.match(await refresh(kakao, 'never-given'), refused('KOE322'))
  t.match(await askTokens(kakao, { grant_type: 'refresh_token' }), refused('KOE319'))
})

t.test('who is unlinked before the code is exchanged or the token renewed gets none', async t => {
  const kakao = await startKakao(t)
  const { refresh_token = '' } = await logIn(kakao)
  const code = codeOf(kakao)
  kakao.disconnect(jiyun)
  t.match(await exchange(kakao, code), refused('KOE320'))
  t.match(await refresh(kakao, refresh_token), refused('KOE322'))
})

t.test('nor does who has deleted the Kakao account', async t => {
  const kakao = await startKakao(t)
  const { refresh_token = '' } = await logIn(kakao)
  const code = codeOf(kakao)
  kakao.people.delete(jiyun)
  t.match(await exchange(kakao, code), refused('KOE320'))
  t.match(await refresh(kakao, refresh_token), refused('KOE322'))
})
