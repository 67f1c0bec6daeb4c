import t from 'tap'
import { createAdminApp, openAdmin } from '../../admin-app.ts'
import { openStaff } from '../../admin-social.ts'
import { createApp, oneHasherDatabase } from '../../helper.ts'
import { startKakaoServer } from '../../kakao-server.ts'
import { begin } from '../../web-login.ts'

const socialaccountProviders = { naver: {} }

t.test('the providers of the server are listed, with what is to be registered at each of them', async t => {
  const { app } = await createAdminApp(t, { socialaccountProviders })
  const staff = await openStaff(app)
  const { status, body } = await staff.get('providers/')
  const urisOf = (id: string) =>
    ['example.com', 'second.example.com'].map((domain, index) => ({
      ...{ site: index + 1, domain, uri: `https://${domain}/accounts/${id}/login/callback/` }
    }))
  t.strictSame(
    { status, body },
    {
      status: 200,
      body: {
        count: 2,
        results: [
          { id: 'kakao', name: 'Kakao', is_known: true, redirect_uris: urisOf('kakao'), can_test: true },
          { id: 'naver', name: 'Naver', is_known: true, redirect_uris: urisOf('naver'), can_test: true }
        ]
      }
    }
  )
})

t.test('their names are in the language of the request, and they are for the staff', async t => {
  const { app } = await createAdminApp(t, { socialaccountProviders })
  const staff = await openStaff(app, { 'accept-language': 'ko' })
  t.match((await staff.get('providers/')).body.results, [{ name: '카카오' }, { name: '네이버' }])
  t.match(await openAdmin(app).get('providers/'), { status: 401 })
})

t.test('a redirect URI is the one that the provider is told, with the protocol of the server', async t => {
  const kakao = await startKakaoServer()
  t.teardown(() => kakao.close())
  const settings = { kakaoAuthUrl: kakao.url, kakaoRestApiKey: 'x', accountDefaultHttpProtocol: 'http' } as const
  const { app, admin } = await createAdminApp(t, settings)
  const [{ redirect_uris: uris }] = (await admin.get('providers/')).body.results
  const { asked } = await begin(app)
  t.equal(uris[0].uri, 'http://example.com/accounts/kakao/login/callback/')
  t.equal(asked.get('redirect_uri'), uris[0].uri)
})

t.test('a prefix of the routes is in the redirect URI', async t => {
  const app = await createApp(t, { databaseUrl: oneHasherDatabase(t), prefix: '/api' })
  const admin = openAdmin(app, {}, '/api/admin')
  await admin.logIn('admin')
  const { body } = await admin.get('providers/')
  t.match(body.results[0].redirect_uris, [{ uri: 'https://example.com/api/accounts/kakao/login/callback/' }, {}])
})
