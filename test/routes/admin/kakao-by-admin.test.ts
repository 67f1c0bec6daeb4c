// A server that knows nothing of Kakao but what somebody has typed into the admin.
import t from 'tap'
import { createSocialAdmin } from '../../admin-social.ts'
import { post, readRows } from '../../helper.ts'
import { logIn, url } from '../../kakao-login.ts'
import { jiyun, logInByBrowser, loginCodeIn, pickUp, redirectUri } from '../../web-login.ts'

const typed = {
  ...{ provider: 'kakao', name: 'Kakao', app_id: '770001', sites: [1] },
  ...{ client_id: 'kakao-rest-api-key', secret: 'kakao-client-secret', key: 'kakao-native-app-key' }
}

t.test('an application that was typed into the admin opens every way of Kakao login', async t => {
  const socialSecretKey = 'seals what providers gave, 32 bytes or more'
  const { app, admin, kakao } = await createSocialAdmin(t, { socialSecretKey, socialaccountStoreTokens: true })
  t.equal((await admin.delete('social-apps/1/')).status, 204)
  t.equal((await logIn(app, 'tok-jiyun')).status, 503)
  t.equal((await admin.post('social-apps/', typed)).status, 201)

  t.match(await logIn(app, 'tok-jiyun'), { status: 200, body: { user: { username: '지윤' } } })
  kakao.tokens.set('tok-foreign', { person: { id: jiyun, nickname: '지윤' }, appId: 770002 })
  t.equal((await logIn(app, 'tok-foreign')).status, 400)
  t.match(await post(app, url, { id_token: await kakao.idToken(jiyun) }), { status: 200 })
  t.equal((await logInByBrowser({ app, kakao }, { next: '/welcome' })).statusCode, 303)
  const code = loginCodeIn(await logInByBrowser({ app, kakao }, { next: '/welcome' }))
  t.match(await pickUp(app, code), { status: 200, body: { user: { username: '지윤' } } })
  t.match((await admin.get('social-apps/')).body, { count: 2 }, 'and no application is made beside it')
  t.match((await admin.get('social-apps/3/')).body.redirect_uris, [{ uri: redirectUri }])
  t.match(readRows(app, 'select distinct app_id from socialaccount_socialtoken'), [{ app_id: 3 }])
})

t.test('the number in the row goes before KAKAO_APP_ID, and another site has its own', async t => {
  const { app, admin, kakao } = await createSocialAdmin(t, { kakaoAppId: 5, kakaoAdminKey: 'the-admin-key' })
  kakao.tokens.set('tok-5', { person: { id: jiyun, nickname: '지윤' }, appId: 5 })
  t.equal((await logIn(app, 'tok-5')).status, 200)
  t.equal((await logIn(app, 'tok-jiyun')).status, 400)
  const unlink = (app_id: string) =>
    post(app, '/accounts/kakao/webhook/unlink/', { app_id, user_id: '1' }, { authorization: 'KakaoAK the-admin-key' })
  t.same([(await unlink('5')).status, (await unlink('770001')).status], [200, 400])
  t.equal((await admin.patch('social-apps/1/', { app_id: '770001' })).status, 200)
  t.equal((await logIn(app, 'tok-5')).status, 400)
  t.equal((await logIn(app, 'tok-jiyun')).status, 200)
  t.same([(await unlink('5')).status, (await unlink('770001')).status], [400, 200])
  t.equal((await admin.patch('social-apps/1/', { sites: [2] })).status, 200)
  t.equal((await logIn(app, 'tok-5')).status, 200)
  t.same([(await unlink('5')).status, (await unlink('770001')).status], [200, 400])
})
