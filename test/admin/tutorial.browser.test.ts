// What the tutorial does in Django's admin, in a real Chromium.
import t from 'tap'
import { listenWithAdmin, logIn, openWindow } from '../admin-window.ts'
import { findChromium, launch } from '../browser.ts'
import { djangoDatabase, newDatabase, post, readRows } from '../helper.ts'
import { execute } from '../kakao-login.ts'
import { kakaoAppId, startKakaoServer } from '../kakao-server.ts'

const executablePath = findChromium()
const skip = executablePath === undefined && 'Chromium is not installed'

t.test('the walk of the tutorial: a site, a social application, and a Kakao login works', { skip }, async t => {
  const kakao = await startKakaoServer()
  t.teardown(() => kakao.close())
  kakao.app.restApiKey = '0123456789abcdef0123456789abcdef'
  kakao.app.nativeAppKey = 'fedcba9876543210fedcba9876543210'
  kakao.app.clientSecret = 'a-client-secret'
  const { app, origin } = await listenWithAdmin(t, { kakaoApiUrl: kakao.url, kakaoAuthUrl: kakao.url })
  execute(
    app,
    'delete from socialaccount_socialtoken; delete from socialaccount_socialapp_sites; delete from socialaccount_socialapp'
  )
  t.equal((await post(app, '/accounts/rest-auth/kakao/', { access_token: 'tok-jiyun' })).status, 503, 'not set up yet')

  const browser = await launch(t, executablePath ?? '')
  const { page, complaints } = await openWindow(t, browser)
  await logIn(page, origin)
  await page.getByRole('link', { name: 'Sites', exact: true }).click()
  await page.getByRole('cell', { name: 'example.com', exact: true }).first().click()
  await page.getByLabel('Domain').fill('shop.example.com')
  await page.getByLabel('Name').fill('모퉁이 Books')
  await page.getByRole('button', { name: 'Save' }).click()
  await page.getByText('shop.example.com').first().waitFor()
  t.same(readRows(app, 'select domain, name from django_site where id = 1'), [
    { domain: 'shop.example.com', name: '모퉁이 Books' }
  ])

  await page.getByRole('link', { name: 'Social applications', exact: true }).click()
  await page.getByRole('link', { name: 'Create' }).first().click()
  await page.getByLabel('Provider').click()
  await page.getByRole('option', { name: 'Kakao' }).click()
  await page.getByLabel('Name').fill('Kakao')
  await page.getByLabel('REST API key').fill(kakao.app.restApiKey)
  await page.getByLabel('Client secret', { exact: true }).fill('a-client-secret')
  await page.getByLabel('Native app key').fill(kakao.app.nativeAppKey)
  await page.getByLabel('App ID').fill(String(kakaoAppId))
  await page.getByLabel('shop.example.com').check()
  await page.getByText('https://shop.example.com/accounts/kakao/login/callback/').waitFor()
  await page.getByRole('button', { name: 'Save' }).click()
  await page.getByRole('button', { name: 'Test the keys' }).click()
  await page.getByText('All is well.').waitFor()
  const [row] = readRows(app, 'select provider, client_id, "key", secret from socialaccount_socialapp')
  t.same(row, {
    provider: 'kakao',
    client_id: kakao.app.restApiKey,
    key: kakao.app.nativeAppKey,
    secret: 'a-client-secret'
  })

  const { status, body } = await post(app, '/accounts/rest-auth/kakao/', { access_token: 'tok-jiyun' })
  t.equal(status, 200)
  t.match(body, { token: /^ey/, user: { username: '지윤' } })
  t.same(complaints, [])
})

t.test('keys that are wrong are said to be so in words', { skip }, async t => {
  const kakao = await startKakaoServer()
  t.teardown(() => kakao.close())
  const { origin } = await listenWithAdmin(t, {
    databaseUrl: djangoDatabase(t),
    kakaoApiUrl: kakao.url,
    kakaoAuthUrl: kakao.url
  })
  const browser = await launch(t, executablePath ?? '')
  const { page } = await openWindow(t, browser, { locale: 'ko-KR' })
  await logIn(page, origin)
  await page.getByRole('link', { name: '소셜 애플리케이션', exact: true }).click()
  await page.getByText('kakao-rest-api-key').click()
  await page.getByRole('button', { name: '키 테스트' }).click()
  await page.getByText('카카오 앱 키는 0-9와 a-f로 된 32자입니다').first().waitFor()
  t.pass('it says what is wrong')
})

t.test('a new server says how the first superuser is made', { skip }, async t => {
  const { origin } = await listenWithAdmin(t, { databaseUrl: newDatabase(t) })
  const browser = await launch(t, executablePath ?? '')
  const { page } = await openWindow(t, browser)
  await page.goto(`${origin}/admin/`)
  await page.getByText('npm run manage -- createsuperuser').waitFor()
  t.equal(await page.locator('input[name=username]').count(), 0, 'and has no form to log in')
})
