// RFC 8725, sections 3.11 and 3.12: what was made for one purpose serves no other.
import t, { type Test } from 'tap'
import { createApp, post, readRows } from '../helper.ts'
import { emailKeyIn, resetLinkIn } from '../mailing-app.ts'
import { createRotatingApp, logInPair } from '../rotating-app.ts'

const passwords = { new_password1: 'a lovely passphrase', new_password2: 'a lovely passphrase' }

/** A server that hands out everything there is, and one of each kind. */
async function createKinds(t: Test) {
  const { app, mails } = await createRotatingApp(t, {
    jwtAuthCookie: 'jwt',
    kakaoAppId: 770001,
    kakaoApiUrl: 'http://127.0.0.1:9'
  })
  const pair = await logInPair(app)
  await post(app, '/rest-auth/password/reset/', { email: 'alice@example.com' })
  const newbie = {
    username: 'newbie',
    email: 'newbie@example.com',
    password1: 'a lovely passphrase',
    password2: 'a lovely passphrase'
  }
  await post(app, '/rest-auth/registration/', newbie)
  const [reset, confirm] = await mails()
  if (reset === undefined || confirm === undefined) throw new Error('no mails')
  const { uid, token } = resetLinkIn(reset)
  const [row] = readRows(app, 'select key from authtoken_token where user_id = 1')
  const [session] = readRows(app, 'select id from rest_auth_session where user_id = 1')
  const kinds: Record<string, string> = {
    access: pair.token,
    refresh: pair.refresh_token,
    reset: token,
    uid,
    emailKey: emailKeyIn(confirm),
    key: String(row?.key),
    session: String(session?.id)
  }
  return { app, kinds, uid }
}

type Kinds = Awaited<ReturnType<typeof createKinds>>

/** Every place for a secret, which kinds are meant for it, and how it is shown. */
const places: Record<string, { takes: string[]; show: (given: Kinds, text: string) => object }> = {
  'Authorization: JWT': {
    takes: ['access'],
    show: (_, text) => ({ url: '/whoami', headers: { authorization: `JWT ${text}` } })
  },
  'Authorization: Bearer': {
    takes: ['access'],
    show: (_, text) => ({ url: '/rest-auth/user/', headers: { authorization: `Bearer ${text}` } })
  },
  'Authorization: Token': {
    takes: ['key'],
    show: (_, text) => ({ url: '/whoami', headers: { authorization: `Token ${text}` } })
  },
  'the cookie': { takes: ['access'], show: (_, text) => ({ url: '/whoami', headers: { cookie: `jwt=${text}` } }) },
  verify: { takes: ['access'], show: (_, token) => json('/api-jwt-auth/verify/', { token }) },
  'refresh by a token': { takes: [], show: (_, token) => json('/api-jwt-auth/refresh/', { token }) },
  'refresh by a refresh token': {
    takes: ['refresh'],
    show: (_, text) => json('/api-jwt-auth/refresh/', { refresh_token: text })
  },
  'token of a reset': {
    takes: ['reset'],
    show: ({ uid }, token) => json('/rest-auth/password/reset/confirm/', { uid, token, ...passwords })
  },
  'uid of a reset': {
    takes: ['uid'],
    show: ({ kinds: { reset } }, uid) => json('/rest-auth/password/reset/confirm/', { uid, token: reset, ...passwords })
  },
  'page of a reset': {
    takes: ['reset'],
    show: ({ uid }, text) => ({ url: `/password-reset/confirm/${uid}/${encodeURIComponent(text)}/` })
  },
  'key of an address': {
    takes: ['emailKey'],
    show: (_, key) => json('/rest-auth/registration/verify-email/', { key })
  },
  'page of an address': {
    takes: ['emailKey'],
    show: (_, text) => ({ url: `/account-confirm-email/${encodeURIComponent(text)}/` })
  },
  'access token of Kakao': {
    takes: ['any that Kakao knows'],
    show: (_, text) => json('/accounts/rest-auth/kakao/', { access_token: text })
  }
}

function json(url: string, payload: object) {
  return { method: 'POST', url, payload }
}

t.test('what was made for one purpose opens nothing elsewhere, and changes nothing', async t => {
  const given = await createKinds(t)
  const { app, kinds } = given
  const state = () =>
    ['auth_user', 'account_emailaddress', 'rest_auth_session', 'rest_auth_refresh_token', 'authtoken_token'].map(
      table => readRows(app, `select * from ${table}`)
    )
  const before = state()
  let shown = 0
  for (const [place, { takes, show }] of Object.entries(places)) {
    for (const [kind, text] of Object.entries(kinds)) {
      if (takes.includes(kind)) continue
      const { statusCode, body } = await app.inject(show(given, text))
      shown++
      // Kakao is away here, so that 503 says that a text was passed on as a token of theirs may be; it is none of ours.
      const isAway = place === 'access token of Kakao' && statusCode === 503
      t.ok(isAway || (statusCode >= 400 && statusCode < 500), `${kind} as ${place}: ${statusCode} ${body.slice(0, 80)}`)
    }
  }
  t.same(state(), before)
  t.comment(`${shown} mixed up`)
})

t.test('and each still does what it was made for', async t => {
  const given = await createKinds(t)
  const { app, kinds } = given
  const order = [
    'Authorization: JWT',
    'Authorization: Token',
    'the cookie',
    'verify',
    'page of a reset',
    'page of an address',
    'key of an address',
    'refresh by a refresh token',
    'token of a reset'
  ]
  for (const place of order) {
    const { takes: [kind = ''] = [], show } = places[place] ?? {}
    const { statusCode } = await app.inject(show?.(given, kinds[kind] ?? '') ?? '')
    t.equal(statusCode, 200, `${kind} as ${place}`)
  }
})

t.test('in sliding mode a refresh token of before opens nothing', async t => {
  const { app, kinds } = await createKinds(t)
  const sliding = await createApp(t, { databaseUrl: `file:${app.database.path}` })
  for (const payload of [{ token: kinds.refresh }, { refresh_token: kinds.refresh }]) {
    t.equal((await post(sliding, '/api-jwt-auth/refresh/', payload)).status, 400)
  }
})
