import type { LightMyRequestResponse } from 'fastify'
import t, { type Test } from 'tap'
import { readRows } from '../../helper.ts'
import { openBeside } from '../../outside.ts'
import { textOf } from '../../page-visits.ts'
import {
  answerKakao,
  begin,
  beginUrl,
  callbackUrl,
  comeBack,
  cookieName,
  createWebApp,
  jiyun,
  loginCodeIn,
  nothing,
  pickUp,
  written
} from '../../web-login.ts'

const tooLong = 'This login took too long'
const notWorked = 'Login did not work'

/** A page that lets nobody in: no address, no cookie that is kept, no token. */
function isRefusal(t: Test, { statusCode, headers, body }: LightMyRequestResponse, title: string): void {
  t.equal(statusCode, 400)
  t.match(body, `<h1>${title}</h1>`)
  t.notOk('location' in headers)
  t.match(headers['set-cookie'], /^rest_auth_kakao_login=; Max-Age=0; Path=\/accounts\/kakao\/login\/; HttpOnly/)
  t.notMatch(body, /login_code|eyJ/)
}

/** A login that is about to come back, by an answer that would do. */
async function almostBack(t: Test) {
  const { app, kakao, clock } = await createWebApp(t)
  const begun = await begin(app)
  return { app, kakao, clock, begun, query: answerKakao(kakao, begun) }
}

t.test('without the cookie nobody is let in, and Kakao is not even asked', async t => {
  const { app, kakao, query } = await almostBack(t)
  isRefusal(t, await app.inject(callbackUrl + query), tooLong)
  t.same(kakao.asked, [])
  t.same(written(app), nothing)
})

t.test("with another browser's cookie, of the same minute, nobody is", async t => {
  const { app, kakao, query } = await almostBack(t)
  const other = await begin(app)
  isRefusal(t, await comeBack(app, query, other.cookie), tooLong)
  t.same(kakao.asked, [])
  t.same(written(app), nothing)
})

t.test("with another provider's cookie nobody is, even under this one's name", async t => {
  const { app, kakao } = await createWebApp(t, {
    socialaccountProviders: { github: { clientId: 'x', clientSecret: 'y' } }
  })
  const { headers } = await app.inject('/accounts/github/login/')
  const [github = ''] = String(headers['set-cookie']).split(';')
  t.match(github, /^rest_auth_github_login=sealed1:/)
  const state = new URL(String(headers.location)).searchParams.get('state')
  const moved = github.replace('rest_auth_github_login', cookieName)
  isRefusal(t, await comeBack(app, `?code=x&state=${state}`, moved), tooLong)
  t.same(kakao.asked, [])
})

t.test('with the cookie of another server nobody is', async t => {
  const { app, kakao, query } = await almostBack(t)
  const { app: other } = await createWebApp(t, { secretKey: 'another secret of the tests, 32 bytes' })
  isRefusal(t, await comeBack(app, query, (await begin(other)).cookie), tooLong)
  t.same(kakao.asked, [])
})

t.test('with a cookie that was changed anywhere nobody is', async t => {
  const { app, kakao, begun, query } = await almostBack(t)
  const [name, value = ''] = begun.cookie.split('=')
  const turned = (at: number) => value.slice(0, at) + (value[at] === 'A' ? 'B' : 'A') + value.slice(at + 1)
  const places = [0, 8, 20, 24, 60, Math.floor(value.length / 2), value.length - 24, value.length - 10]
  const changed = [...places.map(turned), value.slice(0, -8), value.slice(8), 'sealed1:', 'sealed1:AAAA', '{}', '']
  for (const each of changed) isRefusal(t, await comeBack(app, query, `${name}=${each}`), tooLong)
  t.same(kakao.asked, [])
  t.same(written(app), nothing)
})

t.test('two cookies of the name are none: somebody put the other there', async t => {
  const { app, kakao, begun, query } = await almostBack(t)
  const other = await begin(app)
  isRefusal(t, await comeBack(app, query, `${begun.cookie}; ${other.cookie}`), tooLong)
  isRefusal(t, await comeBack(app, query, `${other.cookie}; ${begun.cookie}`), tooLong)
  t.same(kakao.asked, [])
})

t.test('after 10 minutes it is too late, and a moment before it is not', async t => {
  for (const [seconds, status] of [
    [599, 303],
    [600, 400]
  ] as const) {
    const { app, clock, begun, query } = await almostBack(t)
    clock.seconds += seconds
    const back = await comeBack(app, query, begun.cookie)
    t.equal(back.statusCode, status, `after ${seconds} seconds`)
    if (status === 400) {
      isRefusal(t, back, tooLong)
      t.same(written(app), nothing)
    }
  }
})

t.test('a second time the browser has no cookie any more, and the code of Kakao is used up', async t => {
  const { app, kakao, begun, query } = await almostBack(t)
  const first = await comeBack(app, query, begun.cookie)
  t.equal(first.headers['set-cookie'], `${cookieName}=; Max-Age=0; Path=${beginUrl}; HttpOnly; SameSite=Lax`)
  const before = written(app)
  isRefusal(t, await app.inject(callbackUrl + query), tooLong)
  isRefusal(t, await comeBack(app, query, begun.cookie), notWorked)
  t.same(written(app), before, 'one who kept both gets nothing')
  t.equal(kakao.asked.filter(line => line === 'POST /oauth/token').length, 2)
  t.equal((await pickUp(app, loginCodeIn(first))).status, 200, 'and the first goes on')
})

t.test('a state that is wrong, missing, empty or there twice lets nobody in', async t => {
  const { app, kakao, begun, query } = await almostBack(t)
  const parameters = new URLSearchParams(query)
  const code = parameters.get('code')
  const state = parameters.get('state') ?? ''
  const wrong = [`${state}x`, state.slice(1), state.toUpperCase(), 'x', 'x'.repeat(5000), 'undefined', '지윤']
  const queries = [
    ...wrong.map(each => `?${new URLSearchParams({ code: String(code), state: each })}`),
    `?code=${code}`,
    `?code=${code}&state=`,
    `?code=${code}&state=${state}&state=${state}`,
    `?code=${code}&state[]=${state}`,
    ''
  ]
  for (const each of queries) isRefusal(t, await comeBack(app, each, begun.cookie), tooLong)
  t.same(kakao.asked, [])
  t.same(written(app), nothing)
})

t.test('an answer in the name of somebody else is refused (RFC 9207), and one in Kakao’s is not', async t => {
  const { app, kakao, begun, query } = await almostBack(t)
  for (const iss of ['https://evil.example', `${kakao.url}/`, 'https://accounts.google.com']) {
    isRefusal(t, await comeBack(app, `${query}&iss=${encodeURIComponent(iss)}`, begun.cookie), notWorked)
  }
  t.same(kakao.asked, [])
  t.same(written(app), nothing)
  const own = `${query}&iss=${encodeURIComponent(kakao.url)}`
  t.equal((await comeBack(app, own, begun.cookie)).statusCode, 303)
})

t.test("a code that somebody else's login gave is refused by Kakao: the challenge is another", async t => {
  const { app, kakao, begun, query } = await almostBack(t)
  const stolen = new URLSearchParams(answerKakao(kakao, await begin(app), { personId: '3700000002' })).get('code')
  const state = new URLSearchParams(query).get('state')
  isRefusal(t, await comeBack(app, `?code=${stolen}&state=${state}`, begun.cookie), notWorked)
  t.same(written(app), nothing)
})

t.test('no code, an empty one, two, and one beside an error are no login', async t => {
  const { app, kakao, begun, query } = await almostBack(t)
  const state = new URLSearchParams(query).get('state')
  for (const rest of ['', '&code=', '&code=a&code=b', `&code=a&error=server_error`, '&error=whatever']) {
    isRefusal(t, await comeBack(app, `?state=${state}${rest}`, begun.cookie), notWorked)
  }
  t.same(kakao.asked, [])
})

t.test('a login that cannot be written leaves nothing, and its browser may come back', async t => {
  const { app, kakao, begun } = await almostBack(t)
  const beside = openBeside(app)
  t.teardown(() => beside.close())
  beside.exec("create trigger fail before insert on rest_auth_login_code begin select raise(abort, 'no'); end")
  const failed = await comeBack(app, answerKakao(kakao, begun), begun.cookie)
  t.equal(failed.statusCode, 500)
  t.equal(textOf(failed.body), 'That did not work A server error occurred. Please try again later.')
  t.notOk('set-cookie' in failed.headers)
  t.same(written(app), nothing)
  beside.exec('drop trigger fail')
  t.equal((await comeBack(app, answerKakao(kakao, begun), begun.cookie)).statusCode, 303)
  t.same(readRows(app, 'select uid from socialaccount_socialaccount'), [{ uid: jiyun }])
})
