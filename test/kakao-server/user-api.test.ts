import t from 'tap'
import { codeOf, exchange, get, logIn, me, refresh, standingClock, startKakao, tokenInfo } from './asking.ts'

const jiyun = '3700000001'
const refused = (status: number, code: number) => ({ status, json: { code, msg: String } })

t.test('the token info of a login names the person, the app and the seconds that are left', async t => {
  const clock = standingClock()
  const kakao = await startKakao(t, clock)
  const { access_token } = await logIn(kakao)
  clock.move(100.5)
  t.same((await tokenInfo(kakao, access_token)).json, {
    id: 3700000001,
    expires_in: 21_498,
    app_id: 770001,
    appId: 770001
  })
})

t.test('an access token expires after six hours', async t => {
  const clock = standingClock()
  const kakao = await startKakao(t, clock)
  const { access_token } = await logIn(kakao)
  clock.move(21_598)
  t.match(await me(kakao, access_token), { status: 200 })
  clock.move(1)
  for (const ask of [me, tokenInfo]) t.match(await ask(kakao, access_token), refused(401, -401))
})

t.test('the app id is that of the app', async t => {
  const kakao = await startKakao(t)
  kakao.app.appId = 880001
  const { access_token } = await logIn(kakao)
  for (const token of [access_token, 'tok-jiyun']) {
    t.match((await tokenInfo(kakao, token)).json, { app_id: 880001, appId: 880001 })
  }
})

t.test('a token in letters that no token has is malformed: 400 with code -2', async t => {
  const kakao = await startKakao(t)
  for (const token of ['a b', 'tok"', 'tok-jiyun,']) t.match(await me(kakao, token), refused(400, -2))
})

t.test('another scheme than Bearer brings no token', async t => {
  const kakao = await startKakao(t)
  for (const scheme of ['Basic', 'KakaoAK', 'bearer']) {
    t.match(await get(kakao, '/v2/user/me', `${scheme} tok-jiyun`), refused(401, -401))
  }
})

t.test('who is under 14 is told of only where the app allows it: 401 with code -406', async t => {
  const kakao = await startKakao(t)
  const { access_token } = await logIn(kakao, {}, '3700000003')
  for (const ask of [me, tokenInfo]) t.match(await ask(kakao, access_token), refused(401, -406))
  kakao.app.allowsUnder14 = true
  t.match(await me(kakao, access_token), { status: 200, json: { id: 3700000003 } })
})

t.test('a dormant account, and one that is no more, is 400 with code -103', async t => {
  const kakao = await startKakao(t)
  const { access_token } = await logIn(kakao)
  kakao.people.set(jiyun, { id: jiyun, nickname: '지윤', isDormant: true })
  t.match(await me(kakao, access_token), refused(400, -103))
  kakao.people.delete(jiyun)
  t.match(await me(kakao, access_token), refused(400, -103))
})

t.test('a token whose link is gone is 400 with code -101', async t => {
  const kakao = await startKakao(t)
  const { access_token } = await logIn(kakao)
  kakao.links.delete(jiyun)
  t.match(await me(kakao, access_token), refused(400, -101))
})

t.test('who logs in again after disconnecting is linked anew', async t => {
  const clock = standingClock('2026-11-20T09:00:00Z')
  const kakao = await startKakao(t, clock)
  const { access_token } = await logIn(kakao)
  kakao.disconnect(jiyun)
  t.match(await me(kakao, access_token), refused(401, -401))
  t.notOk(kakao.links.has(jiyun))
  clock.move(3600)
  codeOf(kakao, { scope: 'profile_nickname' })
  t.same(kakao.links.get(jiyun), {
    connectedAt: new Date('2026-11-20T10:00:00Z'),
    scopes: new Set(['profile_nickname'])
  })
})

t.test('disconnecting one person leaves the others', async t => {
  const kakao = await startKakao(t)
  const { access_token, refresh_token = '' } = await logIn(kakao, {}, '3700000002')
  const code = codeOf(kakao, {}, '3700000002')
  await logIn(kakao)
  kakao.disconnect(jiyun)
  for (const token of [access_token, 'tok-noemail']) t.match(await me(kakao, token), { status: 200 })
  t.match(await exchange(kakao, code), { status: 200 })
  t.match(await refresh(kakao, refresh_token), { status: 200 })
})
