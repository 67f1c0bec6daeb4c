import t from 'tap'
import { codeOf, exchange, logIn, me, post, refresh, startKakao } from './asking.ts'

const jiyun = '3700000001'
const admin = 'KakaoAK kakao-admin-key'
const refused = (status: number, code: number) => ({ status, json: { code, msg: String } })
const target = (target_id: string) => ({ target_id_type: 'user_id', target_id })

t.test('a user token unlinks its person, once', async t => {
  const kakao = await startKakao(t)
  const { access_token } = await logIn(kakao)
  const answer = await post(kakao, '/v1/user/unlink', {}, `Bearer ${access_token}`)
  t.equal(answer.status, 200)
  t.equal(answer.text, '{"id":3700000001}')
  t.same(kakao.unlinked, [jiyun])
  t.notOk(kakao.links.has(jiyun))
  t.match(await post(kakao, '/v1/user/unlink', {}, `Bearer ${access_token}`), refused(401, -401))
  t.same(kakao.unlinked, [jiyun])
})

t.test('the admin key unlinks whom it names; a second time they are not linked: 400 with code -101', async t => {
  const kakao = await startKakao(t)
  await logIn(kakao, {}, '3700000000000000019')
  const answer = await post(kakao, '/v1/user/unlink', target('3700000000000000019'), admin)
  t.equal(answer.status, 200)
  t.equal(answer.text, '{"id":3700000000000000019}')
  t.match(await post(kakao, '/v1/user/unlink', target('3700000000000000019'), admin), refused(400, -101))
  t.same(kakao.unlinked, ['3700000000000000019'])
})

t.test('nothing works any longer that was issued for who is unlinked', async t => {
  const kakao = await startKakao(t)
  const { access_token, refresh_token = '' } = await logIn(kakao)
  const code = codeOf(kakao)
  await post(kakao, '/v1/user/unlink', target(jiyun), admin)
  for (const token of [access_token, 'tok-jiyun', 'tok-jiyun-2']) t.match(await me(kakao, token), refused(401, -401))
  t.match(await refresh(kakao, refresh_token), { json: { error_code: 'KOE322' } })
  t.match(await exchange(kakao, code), { json: { error_code: 'KOE320' } })
  t.match(await me(kakao, 'tok-noemail'), { status: 200 })
})

t.test('whom only a token made by hand links can be unlinked as well', async t => {
  const kakao = await startKakao(t)
  t.match(await post(kakao, '/v1/user/unlink', {}, 'Bearer tok-n7'), { status: 200, text: '{"id":3710000007}' })
  t.match(await post(kakao, '/v1/user/unlink', target('3710000007'), admin), refused(400, -101))
  t.match(await post(kakao, '/v1/user/unlink', target('3710000008'), admin), { status: 200 })
})

t.test('who has an account and no link is 400 with code -101; who has none is -103', async t => {
  const kakao = await startKakao(t)
  t.match(await post(kakao, '/v1/user/unlink', target('3700000004'), admin), refused(400, -101))
  t.match(await post(kakao, '/v1/user/unlink', target('42'), admin), refused(400, -103))
  t.same(kakao.unlinked, [])
})

t.test('another admin key is 401 with code -401, and so is no key at all', async t => {
  const kakao = await startKakao(t)
  for (const key of ['KakaoAK kakao-rest-api-key', 'KakaoAK ', `Bearer ${kakao.app.adminKey}`, undefined]) {
    t.match(await post(kakao, '/v1/user/unlink', target(jiyun), key), refused(401, -401))
  }
  t.same(kakao.unlinked, [])
})

t.test('the admin key must say whom it means: 400 with code -2', async t => {
  const kakao = await startKakao(t)
  const forms = [{}, { target_id: jiyun }, { ...target(jiyun), target_id_type: 'uuid' }, target('me'), target('')]
  for (const form of forms) t.match(await post(kakao, '/v1/user/unlink', form, admin), refused(400, -2))
  t.same(kakao.unlinked, [])
})

t.test('a logout ends the login of its token, and no other', async t => {
  const kakao = await startKakao(t)
  const [first, second] = [await logIn(kakao), await logIn(kakao)]
  const renewed = await refresh(kakao, first.refresh_token ?? '')
  const answer = await post(kakao, '/v1/user/logout', {}, `Bearer ${first.access_token}`)
  t.equal(answer.status, 200)
  t.equal(answer.text, '{"id":3700000001}')
  for (const token of [first.access_token, String(renewed.json.access_token)]) {
    t.match(await me(kakao, token), refused(401, -401))
  }
  t.match(await refresh(kakao, first.refresh_token ?? ''), { json: { error_code: 'KOE322' } })
  t.match(await me(kakao, second.access_token), { status: 200 })
  t.match(await refresh(kakao, second.refresh_token ?? ''), { status: 200 })
  t.ok(kakao.links.has(jiyun), 'the person stays linked')
  t.same(kakao.unlinked, [])
})

t.test('a logout with a token made by hand ends that token', async t => {
  const kakao = await startKakao(t)
  const login = await logIn(kakao)
  t.match(await post(kakao, '/v1/user/logout', {}, 'Bearer tok-jiyun'), { status: 200 })
  t.match(await me(kakao, 'tok-jiyun'), refused(401, -401))
  for (const token of ['tok-jiyun-2', login.access_token]) t.match(await me(kakao, token), { status: 200 })
})

t.test('a logout leaves the link, even of who had but one token made by hand', async t => {
  const kakao = await startKakao(t)
  await post(kakao, '/v1/user/logout', {}, 'Bearer tok-n7')
  t.match(await post(kakao, '/v1/user/unlink', target('3710000007'), admin), { status: 200 })
})

t.test('a logout with the admin key ends all logins of the person', async t => {
  const kakao = await startKakao(t)
  const mine = [await logIn(kakao), await kakao.sdkLogin(jiyun)]
  const other = await logIn(kakao, {}, '3700000002')
  t.match(await post(kakao, '/v1/user/logout', target(jiyun), admin), { status: 200, text: '{"id":3700000001}' })
  for (const { access_token } of mine) t.match(await me(kakao, access_token), refused(401, -401))
  t.match(await me(kakao, other.access_token), { status: 200 })
})

t.test('a logout with a token that is not known is 401 with code -401', async t => {
  const kakao = await startKakao(t)
  t.match(await post(kakao, '/v1/user/logout', {}, 'Bearer nobodys'), refused(401, -401))
})
