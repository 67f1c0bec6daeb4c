import t from 'tap'
import type { KakaoServer } from '../kakao-server.ts'
import { logIn, loginUrl, me, startKakao } from './asking.ts'

const jiyun = '3700000001'
const home = 'http://127.0.0.1:8000/?from=kakao'

async function logOut(kakao: KakaoServer, parameters: Record<string, string>, cookie = '') {
  const query = new URLSearchParams(parameters)
  const response = await fetch(`${kakao.url}/oauth/logout?${query}`, { redirect: 'manual', headers: { cookie } })
  return { status: response.status, location: response.headers.get('location'), html: await response.text(), response }
}

t.test('a logout of the Kakao account leads back with the state, and the next login asks again', async t => {
  const kakao = await startKakao(t)
  const body = new URLSearchParams({ person: jiyun, answer: 'agree' })
  const url = loginUrl(kakao, { scope: 'openid' })
  const login = await fetch(url, { method: 'POST', redirect: 'manual', body })
  const cookie = login.headers.get('set-cookie')?.split(';')[0] ?? ''
  const visit = () => fetch(url, { redirect: 'manual', headers: { cookie } })
  t.equal((await visit()).status, 302)

  const client = { client_id: kakao.app.restApiKey, logout_redirect_uri: home }
  const { status, location, response } = await logOut(kakao, { ...client, state: 'a b' }, cookie)
  t.equal(status, 302)
  t.equal(location, `${home}&state=a+b`)
  t.match(response.headers.get('set-cookie'), /^kakao_browser=; Path=\/oauth; Max-Age=0;/)
  t.equal((await visit()).status, 200)
})

t.test('nobody need be logged in, and no state be sent', async t => {
  const kakao = await startKakao(t)
  const client = { client_id: kakao.app.restApiKey, logout_redirect_uri: home }
  t.match(await logOut(kakao, client), { status: 302, location: home })
})

t.test("the app's tokens go on", async t => {
  const kakao = await startKakao(t)
  const { access_token } = await logIn(kakao)
  await logOut(kakao, { client_id: kakao.app.restApiKey, logout_redirect_uri: home })
  t.match(await me(kakao, access_token), { status: 200 })
})

t.test('another client_id is KOE101: a page, and nobody is sent back', async t => {
  const kakao = await startKakao(t)
  for (const client of [{}, { client_id: 'another' }]) {
    const { status, location, html } = await logOut(kakao, { ...client, logout_redirect_uri: home })
    t.same([status, location], [401, null])
    t.match(html, 'KOE101')
  }
})

t.test('a logout redirect URI that is missing or not registered is KOE007', async t => {
  const kakao = await startKakao(t)
  const client = { client_id: kakao.app.restApiKey }
  t.match(await logOut(kakao, client), { status: 400, location: null, html: /KOE007/ })
  kakao.app.logoutRedirectUris = new Set([home])
  t.match(await logOut(kakao, { ...client, logout_redirect_uri: home }), { status: 302 })
  t.match(await logOut(kakao, { ...client, logout_redirect_uri: `${home}x` }), { status: 400, html: /KOE007/ })
})
