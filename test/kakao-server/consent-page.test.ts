import t from 'tap'
import type { KakaoServer } from '../kakao-server.ts'
import { exchange, loginUrl, me, redirectUri, standingClock, startKakao } from './asking.ts'

const jiyun = '3700000001'
const consentItems = ['account_email', 'profile_nickname', 'profile_image']

interface Seen {
  status: number
  html: string
  /** Where the browser is sent. */
  back: URL | undefined
  /** What it sends from then on. */
  cookie: string
  headers: Headers
}

async function see(url: string, init: RequestInit = {}): Promise<Seen> {
  const response = await fetch(url, { redirect: 'manual', ...init })
  const location = response.headers.get('location')
  const [cookie = ''] = (response.headers.get('set-cookie') ?? '').split(';')
  const back = location === null ? undefined : new URL(location)
  return { status: response.status, html: await response.text(), back, cookie, headers: response.headers }
}

const look = (url: string, cookie = '') => see(url, { headers: { cookie } })

/** Sends the form of the page: `agree` with all items, unless fields say otherwise. */
function press(url: string, fields: [string, string][], cookie = '') {
  return see(url, { method: 'POST', headers: { cookie }, body: new URLSearchParams(fields) })
}

const agree = (person: string, scopes = consentItems): [string, string][] => [
  ['person', person],
  ...scopes.map((scope): [string, string] => ['scope', scope]),
  ['answer', 'agree']
]

const codeIn = (seen: Seen) => seen.back?.searchParams.get('code') ?? ''
const checked = (html: string) => [...html.matchAll(/value="(\w+)"[^>]* checked/g)].map(([, value]) => value)

async function tokenFor(kakao: KakaoServer, seen: Seen): Promise<string> {
  return String((await exchange(kakao, codeIn(seen))).json.access_token)
}

t.test('the page asks who it is and for each consent item, in Korean, with nothing from elsewhere', async t => {
  const kakao = await startKakao(t)
  const { status, html, headers } = await look(loginUrl(kakao))
  t.equal(status, 200)
  t.equal(headers.get('content-type'), 'text/html;charset=UTF-8')
  t.match(headers.get('content-security-policy'), /^default-src 'none'; style-src 'unsafe-inline'/)
  t.match(html, '<html lang="ko">')
  for (const text of [
    '지윤',
    '이메일 없음',
    '닉네임',
    '프로필 사진',
    '카카오계정(이메일)',
    '동의하고 계속하기',
    '취소'
  ]) {
    t.match(html, text)
  }
  t.notMatch(html, /<script|src=|href=|url\(|action=/)
  t.same(checked(html), [jiyun, ...consentItems])
})

t.test('agreeing leads back with a code that works, and the state', async t => {
  const kakao = await startKakao(t)
  const seen = await press(loginUrl(kakao, { state: 's' }), agree('3700000005'))
  t.equal(seen.status, 302)
  t.ok(seen.back?.href.startsWith(redirectUri))
  t.equal(seen.back?.searchParams.get('state'), 's')
  t.match((await me(kakao, await tokenFor(kakao, seen))).json, { id: 3700000005, kakao_account: { email: String } })
})

t.test('what is not ticked is not consented to', async t => {
  const kakao = await startKakao(t)
  await press(loginUrl(kakao), agree(jiyun, ['profile_nickname']))
  t.same(kakao.links.get(jiyun)?.scopes, new Set(['profile_nickname']))
})

t.test('what is ticked without having been asked for is not consented to either', async t => {
  const kakao = await startKakao(t)
  await press(loginUrl(kakao, { scope: 'openid,profile_nickname' }), agree(jiyun))
  t.same(kakao.links.get(jiyun)?.scopes, new Set(['profile_nickname']))
})

t.test('the page asks for nothing but what the app asks for', async t => {
  const kakao = await startKakao(t)
  t.same(checked((await look(loginUrl(kakao, { scope: 'openid,account_email' }))).html), [jiyun, 'account_email'])
  const { html } = await look(loginUrl(kakao, { scope: 'openid' }))
  t.same(checked(html), [jiyun])
  t.notMatch(html, '동의 항목')
})

t.test('cancelling leads back with access_denied, whoever was chosen', async t => {
  const kakao = await startKakao(t)
  for (const prompt of ['login', 'create']) {
    const { status, back, cookie } = await press(loginUrl(kakao, { prompt, state: 's' }), [['answer', 'cancel']])
    t.equal(status, 302)
    t.equal(back?.searchParams.get('error'), 'access_denied')
    t.equal(back?.searchParams.get('state'), 's')
    t.equal(cookie, '', 'nobody is logged in by it')
  }
  t.equal(kakao.links.size, 0)
})

t.test('cancelling makes no account, whatever was typed', async t => {
  const kakao = await startKakao(t)
  const fields: [string, string][] = [
    ['nickname', '새사람'],
    ['answer', 'cancel']
  ]
  const { back } = await press(loginUrl(kakao, { prompt: 'create' }), fields)
  t.equal(back?.searchParams.get('error'), 'access_denied')
  t.equal(kakao.people.size, 6)
})

t.test('a form that names nobody shows the page again', async t => {
  const kakao = await startKakao(t)
  const forms: [string, string][][] = [[['answer', 'agree']], agree('42')]
  for (const form of forms) {
    const { status, html, back } = await press(loginUrl(kakao), form)
    t.equal(status, 400)
    t.equal(back, undefined)
    t.match(html, '<p role="alert">로그인할 계정을 선택해 주세요.</p>')
  }
})

t.test('a hint preselects an account, by address or by id', async t => {
  const kakao = await startKakao(t)
  for (const login_hint of ['taken@example.com', '3700000005']) {
    t.equal(checked((await look(loginUrl(kakao, { login_hint }))).html)[0], '3700000005')
  }
  t.equal(checked((await look(loginUrl(kakao, { login_hint: 'nobody' }))).html)[0], jiyun)
})

t.test('names are shown as they are written, and never as HTML', async t => {
  const kakao = await startKakao(t)
  kakao.people.set('42', { id: '42', nickname: '<b>"굵게"</b>', email: "o'neil&co@kakao.example" })
  kakao.app.scopes = ['<i>']
  const { html } = await look(loginUrl(kakao, { service_terms: '<u>,terms_2' }))
  t.match(html, '&lt;b&gt;&quot;굵게&quot;&lt;/b&gt; <small>o&#39;neil&amp;co@kakao.example</small>')
  t.match(html, '서비스 약관: &lt;u&gt;, terms_2')
  t.match(html, 'value="&lt;i&gt;" checked>&lt;i&gt;<')
  t.notMatch(html, /<[biu]>/)
})

t.test('a browser stays logged in: Kakao asks nothing a second time', async t => {
  const clock = standingClock()
  const kakao = await startKakao(t, clock)
  const first = await press(loginUrl(kakao), agree(jiyun))
  t.match(first.headers.get('set-cookie'), /^kakao_browser=[\w-]{43}; Path=\/oauth; HttpOnly; SameSite=Lax$/)
  clock.move(60)
  const again = await look(loginUrl(kakao, { scope: 'openid,profile_nickname', state: 's' }), `a=b; ${first.cookie}`)
  t.equal(again.status, 302)
  t.equal(again.back?.searchParams.get('state'), 's')
  const { json } = await exchange(kakao, codeIn(again))
  const claims = JSON.parse(Buffer.from(String(json.id_token).split('.')[1] ?? '', 'base64url').toString())
  t.equal(claims.iat - claims.auth_time, 60, 'auth_time is that of the page')
})

t.test('a browser that is logged in is asked where something is new, with the account chosen', async t => {
  const kakao = await startKakao(t)
  const { cookie } = await press(loginUrl(kakao), agree('3700000005', ['profile_nickname']))
  const { status, html } = await look(loginUrl(kakao), cookie)
  t.equal(status, 200)
  t.equal(checked(html)[0], '3700000005')
})

t.test('a browser that is logged in is asked where the app wants it so', async t => {
  const kakao = await startKakao(t)
  const { cookie } = await press(loginUrl(kakao), agree(jiyun))
  for (const prompt of ['login', 'select_account', 'create']) {
    t.equal((await look(loginUrl(kakao, { prompt }), cookie)).status, 200, prompt)
  }
})

t.test('another login in the same browser takes its place', async t => {
  const kakao = await startKakao(t)
  const { cookie } = await press(loginUrl(kakao), agree(jiyun))
  const second = await press(loginUrl(kakao, { prompt: 'select_account' }), agree('3700000005'), cookie)
  t.equal(second.cookie, cookie)
  const third = await look(loginUrl(kakao), cookie)
  t.match((await me(kakao, await tokenFor(kakao, third))).json, { id: 3700000005 })
})

t.test('prompt=none answers without a page: login_required, consent_required, or a code', async t => {
  const kakao = await startKakao(t)
  const silent = (scope: string) => loginUrl(kakao, { prompt: 'none', scope })
  const errorAt = async (scope: string, cookie?: string) =>
    (await look(silent(scope), cookie)).back?.searchParams.get('error')
  t.equal(await errorAt('profile_nickname'), 'login_required')
  t.equal(await errorAt('profile_nickname', 'kakao_browser=unknown'), 'login_required')
  const { cookie } = await press(loginUrl(kakao), agree(jiyun, ['profile_nickname']))
  t.equal(await errorAt('account_email', cookie), 'consent_required')
  t.match(codeIn(await look(silent('profile_nickname'), cookie)), /^[\w-]{43}$/)
})

t.test('prompt=create makes a Kakao account, and logs in with it', async t => {
  const kakao = await startKakao(t)
  const url = loginUrl(kakao, { prompt: 'create' })
  const { html } = await look(url)
  t.match(html, '카카오계정 만들기')
  t.notMatch(html, 'type="radio"')
  const consents = agree('').slice(1)
  const seen = await press(url, [['nickname', ' 새사람 '], ['email', 'new@kakao.example'], ...consents])
  t.match((await me(kakao, await tokenFor(kakao, seen))).json, {
    kakao_account: { email: 'new@kakao.example', profile: { nickname: '새사람' } }
  })
  const second = await press(url, [['nickname', '또다른'], ['email', ''], ...consents])
  t.match((await me(kakao, await tokenFor(kakao, second))).json, { kakao_account: { has_email: false } })
  t.equal(kakao.people.size, 8)
})

t.test('a new Kakao account needs a nickname', async t => {
  const kakao = await startKakao(t)
  const url = loginUrl(kakao, { prompt: 'create' })
  for (const nickname of [[], [['nickname', ' ']]] as [string, string][][]) {
    t.equal((await press(url, [...nickname, ...agree('')])).status, 400)
  }
  t.equal(kakao.people.size, 6)
})
