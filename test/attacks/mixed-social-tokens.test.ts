// RFC 8725, sections 3.11 and 3.12, for what comes and goes at a login by Kakao: what was made for one purpose serves no
// other. ./mixed-tokens.test.ts has the tokens of other logins.
import type { InjectOptions } from 'fastify'
import t, { type Test } from 'tap'
import { djangoDatabase, readRows } from '../helper.ts'
import { logInPair } from '../rotating-app.ts'
import {
  answerKakao,
  begin,
  callbackUrl,
  cookieName,
  createWebApp,
  jiyun,
  logInByBrowser,
  loginCodeIn,
  pickUpUrl
} from '../web-login.ts'

/** A server that takes whatever Kakao gives, and one of each kind of what is handed about. */
async function createKinds(t: Test) {
  const { app, kakao } = await createWebApp(t, {
    databaseUrl: djangoDatabase(t),
    kakaoAdminKey: 'kakao-admin-key',
    jwtAllowRefresh: false,
    jwtRefreshMode: 'rotating'
  })
  const pair = await logInPair(app)
  const begun = await begin(app)
  const back = new URLSearchParams(answerKakao(kakao, begun))
  const loginCode = loginCodeIn(await logInByBrowser({ app, kakao }))
  const { access_token, refresh_token = '', id_token = '' } = await kakao.sdkLogin(jiyun)
  const kinds: Record<string, string> = {
    'our token': pair.token,
    'our refresh token': pair.refresh_token,
    'our login_code': loginCode,
    'our cookie': begun.cookie.slice(cookieName.length + 1),
    'our state': String(back.get('state')),
    'code of Kakao': String(back.get('code')),
    'access token of Kakao': access_token,
    'refresh token of Kakao': refresh_token,
    'id_token of Kakao': id_token,
    'event of Kakao': await kakao.eventToken({ event: 'user-unlinked', userId: jiyun })
  }
  return { app, kinds, back, cookie: begun.cookie }
}

type Kinds = Awaited<ReturnType<typeof createKinds>>
const shown = (payload: object): InjectOptions => ({ method: 'POST', url: pickUpUrl, payload })
const returning = (cookie: string, query: URLSearchParams): InjectOptions => ({
  url: `${callbackUrl}?${query}`,
  headers: { cookie }
})
const withParameter = (query: URLSearchParams, name: string, value: string) =>
  new URLSearchParams({ ...Object.fromEntries(query), [name]: value })

/** Every place for a secret of such a login, the kind that is meant for it, and how it is shown. */
const places: Record<string, { takes: string; status?: number; show: (given: Kinds, text: string) => InjectOptions }> =
  {
    access_token: { takes: 'access token of Kakao', show: (_, text) => shown({ access_token: text }) },
    id_token: { takes: 'id_token of Kakao', show: (_, text) => shown({ id_token: text }) },
    code: { takes: 'code of Kakao', show: (_, text) => shown({ code: text }) },
    login_code: { takes: 'our login_code', show: (_, text) => shown({ login_code: text }) },
    'the webhook of events': {
      takes: 'event of Kakao',
      status: 202,
      show: (_, payload) => ({
        method: 'POST',
        url: '/accounts/kakao/webhook/events/',
        headers: { 'content-type': 'application/secevent+jwt' },
        payload
      })
    },
    'the key of a webhook': {
      takes: 'nothing that is handed about',
      show: (_, text) => ({
        url: `/accounts/kakao/webhook/unlink/?app_id=770001&user_id=${jiyun}`,
        headers: { authorization: `KakaoAK ${text}` }
      })
    },
    'Authorization: JWT': {
      takes: 'our token',
      show: (_, text) => ({ url: '/whoami', headers: { authorization: `JWT ${text}` } })
    },
    'refresh by a refresh token': {
      takes: 'our refresh token',
      show: (_, text) => ({ method: 'POST', url: '/api-jwt-auth/refresh/', payload: { refresh_token: text } })
    },
    'state, coming back': {
      takes: 'our state',
      status: 303,
      show: ({ cookie, back }, text) => returning(cookie, withParameter(back, 'state', text))
    },
    'code, coming back': {
      takes: 'code of Kakao',
      status: 303,
      show: ({ cookie, back }, text) => returning(cookie, withParameter(back, 'code', text))
    },
    'the cookie, coming back': {
      takes: 'our cookie',
      status: 303,
      show: ({ back }, text) => returning(`${cookieName}=${text}`, back)
    }
  }

const tables = [
  'auth_user',
  'account_emailaddress',
  'socialaccount_socialaccount',
  'rest_auth_session',
  'rest_auth_refresh_token',
  'rest_auth_login_code',
  'rest_auth_task'
]

t.test('what was made for one purpose opens nothing elsewhere, and changes nothing', async t => {
  const given = await createKinds(t)
  const { app, kinds } = given
  const state = () => tables.map(table => readRows(app, `select * from ${table}`))
  const before = state()
  let times = 0
  for (const [place, { takes, show }] of Object.entries(places)) {
    for (const [kind, text] of Object.entries(kinds)) {
      if (kind === takes) continue
      const { statusCode, body } = await app.inject(show(given, text))
      times++
      t.ok(statusCode >= 400 && statusCode < 500, `${kind} as ${place}: ${statusCode} ${body.slice(0, 80)}`)
    }
  }
  t.same(state(), before)
  t.comment(`${times} mixed up`)
})

for (const [place, { takes, show, status = 200 }] of Object.entries(places)) {
  if (takes.startsWith('nothing') || place === 'code') continue
  t.test(`${takes} still does what it was made for, as ${place}`, async t => {
    const given = await createKinds(t)
    const { statusCode, body } = await given.app.inject(show(given, given.kinds[takes] ?? ''))
    t.equal(statusCode, status, body)
  })
}

t.test('a code that a browser was sent back with is of no use without the verifier that its cookie holds', async t => {
  const given = await createKinds(t)
  const { statusCode, body } = await given.app.inject(shown({ code: given.kinds['code of Kakao'] }))
  t.equal(statusCode, 400)
  t.same(JSON.parse(body), { non_field_errors: ['Incorrect value'] })
})
