// SITE_ID=auto: each site has social applications of its own.
import type { FastifyInstance } from 'fastify'
import t, { type Test } from 'tap'
import type { SuiteOptions } from '../../../app.ts'
import { password, readRows } from '../../helper.ts'
import { execute } from '../../kakao-login.ts'
import { ask, createTwoSites, first, noSite, second, tokenUrl, unknown } from '../../two-sites.ts'

const beginUrl = '/accounts/kakao/login/'
const callbackUrl = `${beginUrl}callback/`
const loginUrl = '/accounts/rest-auth/kakao/'
const keys = {
  first: { client_id: 'first-key', client_secret: 'first-secret' },
  second: { client_id: 'second-key', client_secret: 'second-secret' }
}

/** A server whose two sites have a Kakao app each. */
async function create(t: Test, options: SuiteOptions = {}) {
  const { app, kakao, ...rest } = await createTwoSites(t, options)
  execute(
    app,
    `update socialaccount_socialapp set client_id = 'first-key', secret = 'first-secret' where id = 1;
     insert into socialaccount_socialapp (id, provider, name, client_id, secret, key)
       values (20, 'kakao', 'Kakao of the second', 'second-key', 'second-secret', '');
     insert into socialaccount_socialapp_sites (socialapp_id, site_id) values (20, 2)`
  )
  return { app, kakao, ...rest, sentToKakao: () => kakao.lastAt(tokenUrl)?.form }
}

type Site = { host: string }

async function begin(app: FastifyInstance, site: Site, query: Record<string, string> = {}) {
  const { status, headers } = await ask(app, { url: beginUrl, query, headers: site })
  const [cookie = ''] = String(headers['set-cookie']).split(';')
  const location = new URL(String(headers.location))
  return { status, cookie, asked: Object.fromEntries(location.searchParams) }
}

const comeBack = (app: FastifyInstance, site: Site, { asked, cookie }: Awaited<ReturnType<typeof begin>>) =>
  ask(app, { url: callbackUrl, query: { code: 'a-code', state: asked.state ?? '' }, headers: { ...site, cookie } })

const accounts = 'select provider, uid from socialaccount_socialaccount where uid = 42'

for (const [name, site, domain] of [
  ['first', first, 'example.com'],
  ['second', second, 'second.example.com']
] as const) {
  t.test(
    `a login by a browser at the ${name} site goes through its own Kakao app, and back to its own domain`,
    async t => {
      const { app, sentToKakao } = await create(t)
      const begun = await begin(app, site)
      const redirectUri = `https://${domain}${callbackUrl}`
      t.match(begun, { status: 302, asked: { client_id: keys[name].client_id, redirect_uri: redirectUri } })
      const { status, headers } = await comeBack(app, site, begun)
      t.match([status, headers.location], [303, /^\/\?login_code=/])
      t.match(sentToKakao(), { ...keys[name], redirect_uri: redirectUri })
      const loginCode = new URL(String(headers.location), 'http://server.example').searchParams.get('login_code')
      const picked = await ask(app, {
        method: 'POST',
        url: loginUrl,
        payload: { login_code: loginCode },
        headers: site
      })
      t.match(picked, { status: 200, body: { token: String } })
      t.strictSame(readRows(app, accounts), [{ provider: 'kakao', uid: '42' }])
    }
  )

  t.test(`a code that an app sends to the ${name} site is exchanged by its own Kakao app`, async t => {
    const { app, sentToKakao } = await create(t)
    const payload = { code: 'a-code', code_verifier: 'a-verifier' }
    t.match(await ask(app, { method: 'POST', url: loginUrl, payload, headers: site }), { status: 200 })
    t.match(sentToKakao(), { ...keys[name], redirect_uri: `https://${domain}${callbackUrl}` })
  })

  t.test(`so is one that connects an account there (${name})`, async t => {
    const { app, sentToKakao } = await create(t)
    const login = { username: 'alice', password }
    const { body } = await ask(app, { method: 'POST', url: '/api-jwt-auth/', payload: login, headers: site })
    const headers = { ...site, authorization: `JWT ${body.token}` }
    const payload = { code: 'a-code', code_verifier: 'a-verifier' }
    t.match(await ask(app, { method: 'POST', url: `${loginUrl}connect/`, payload, headers }), { status: 200 })
    t.match(sentToKakao(), keys[name])
  })
}

t.test('a login that was begun at one site ends at no other', async t => {
  const { app, kakao } = await create(t)
  for (const [here, there] of [
    [first, second],
    [second, first]
  ] as const) {
    const begun = await begin(app, here, { next: '/welcome' })
    const { status, headers, body } = await comeBack(app, there, begun)
    t.equal(status, 400)
    t.match(headers['content-type'], 'text/html')
    t.match(body, 'href="/accounts/kakao/login/"', 'it is begun anew there, and leads nowhere that it was to lead here')
    t.equal(kakao.lastAt(tokenUrl), undefined, 'and Kakao is not asked')
  }
  t.strictSame(readRows(app, accounts), [])
  t.strictSame(readRows(app, 'select * from rest_auth_login_code'), [])
})

t.test('nor at a host that is no site’s, where it cannot be begun either', async t => {
  const { app, kakao } = await create(t)
  const begun = await begin(app, first)
  t.match(await comeBack(app, unknown, begun), { status: 400, body: /There is no site at this address/ })
  t.equal(kakao.lastAt(tokenUrl), undefined)
  t.match(await ask(app, { method: 'POST', url: loginUrl, payload: { code: 'a-code' }, headers: unknown }), noSite)
})

t.test(
  'where the second site has no Kakao app, its logins go by the settings, and never by the other site’s',
  async t => {
    const { app } = await create(t)
    execute(app, 'delete from socialaccount_socialapp_sites where site_id = 2')
    t.match((await begin(app, second)).asked, { client_id: 'key-of-settings' })
    t.match((await begin(app, first)).asked, { client_id: 'first-key' })
  }
)

t.test('an app that serves both sites is used at both', async t => {
  const { app } = await create(t)
  execute(
    app,
    `delete from socialaccount_socialapp_sites where site_id = 2;
     insert into socialaccount_socialapp_sites (socialapp_id, site_id) values (1, 2)`
  )
  const { asked } = await begin(app, second)
  t.match(asked, { client_id: 'first-key', redirect_uri: `https://second.example.com${callbackUrl}` })
})

t.test('a token is kept with the app of the site that it came by, and refreshed by it', async t => {
  const { app, kakao, clock } = await create(t, { socialaccountStoreTokens: true })
  const begun = await begin(app, second)
  t.equal((await comeBack(app, second, begun)).status, 303)
  const tokens = "select app_id, token from socialaccount_socialtoken where token like 'kakao-%'"
  t.strictSame(readRows(app, tokens), [{ app_id: 20, token: 'kakao-access' }])
  const [account] = readRows(app, 'select user_id from socialaccount_socialaccount where uid = 42')
  clock.seconds += 30_000
  kakao.answers[tokenUrl] = { access_token: 'kakao-newer', expires_in: 21_599 }
  t.equal(await app.social.tokenFor({ id: Number(account?.user_id) }, 'kakao'), 'kakao-newer')
  t.match(kakao.lastAt(tokenUrl)?.form, { grant_type: 'refresh_token', ...keys.second })
  t.strictSame(readRows(app, tokens), [{ app_id: 20, token: 'kakao-newer' }])
})

t.test('a token whose app serves no site any more is refreshed by the app of the server’s own', async t => {
  const { app, kakao, clock } = await create(t, { socialaccountStoreTokens: true })
  await comeBack(app, second, await begin(app, second))
  execute(app, 'delete from socialaccount_socialapp_sites where site_id = 2')
  const [account] = readRows(app, 'select user_id from socialaccount_socialaccount where uid = 42')
  clock.seconds += 30_000
  await app.social.tokenFor({ id: Number(account?.user_id) }, 'kakao')
  t.match(kakao.lastAt(tokenUrl)?.form, keys.first)
})

t.test('consent that is missing is asked for at the site', async t => {
  const { app, kakao } = await create(t, { kakaoScopes: ['account_email'] })
  kakao.answers['https://kapi.kakao.com/v2/user/me'] = { id: 42, kakao_account: { email_needs_agreement: true } }
  const payload = { access_token: 'kakao-access' }
  const { body } = await ask(app, { method: 'POST', url: loginUrl, payload, headers: second })
  t.equal(body.consent_url, 'https://second.example.com/accounts/kakao/login/?scope=account_email')
})

t.test('what goes wrong is told by the name of the site', async t => {
  const { app } = await create(t)
  for (const [site, name] of [
    [first, 'example.com'],
    [second, 'second']
  ] as const) {
    const { status, body } = await ask(app, { url: callbackUrl, headers: site })
    t.equal(status, 400)
    t.match(body, new RegExp(`<title>[^<]* · ${name}</title>`))
  }
})
