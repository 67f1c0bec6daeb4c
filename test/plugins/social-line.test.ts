import t from 'tap'
import { socialLine } from '../../plugins/social-line.ts'
import { beginByBrowser, createProviderApp, rowsOf, type TestedProvider, times } from '../provider-app.ts'
import {
  isAway,
  isAwayInTrouble,
  refuses,
  refusesForgedIdTokens,
  refusesUnboundAccessToken
} from '../provider-cases.ts'
import { createIssuerKeys } from '../provider-keys.ts'
import { Reply } from '../provider-server.ts'

const verify = 'https://api.line.me/oauth2/v2.1/verify'
const profile = 'https://api.line.me/v2/profile'
const token = 'https://api.line.me/oauth2/v2.1/token'
const certs = 'https://api.line.me/oauth2/v2.1/certs'

const keys = await createIssuerKeys('ES256')
const secret = '0123456789abcdef0123456789abcdef'
const uid = 'U4af4980629'
const person = {
  userId: uid,
  displayName: 'Brown',
  pictureUrl: 'https://profile.line-scdn.example/a',
  statusMessage: 'Hi'
}
const claims = { iss: 'https://access.line.me', aud: '1440057261', sub: uid, name: 'Brown', ...times }
const info = { scope: 'profile openid', client_id: '1440057261', expires_in: 2_591_659 }
const bySecret = { header: { alg: 'HS256' }, key: new TextEncoder().encode(secret) }
const granted = { access_token: 'bNl4YEFPI', expires_in: 2_592_000, refresh_token: 'Aa1FdeggRhTnPNNp' }
const answerOf = (changes: object, forgery: object) => async () => ({
  ...granted,
  id_token: await keys.sign({ ...claims, ...changes }, forgery)
})
const line: TestedProvider = {
  id: 'line',
  name: 'LINE',
  plugin: socialLine,
  options: { clientId: '1440057261', clientSecret: secret },
  answers: {
    [verify]: info,
    [profile]: person,
    [certs]: keys.jwks,
    [token]: answerOf({ email: 'brown@line.example' }, bySecret)
  }
}
const byAccessToken = { access_token: 'bNl4YEFPI.token' }
const byCode = { code: 'b5fd32eacc791df' }
const written = {
  users: [{ username: 'Brown', email: '' }],
  addresses: [],
  accounts: [{ provider: 'line', uid, extra_data: person }]
}

t.test('an access token of our channel logs in, proven by its channel ID', async t => {
  const { app, provider, logIn } = await createProviderApp(t, line)
  t.equal((await logIn(byAccessToken)).status, 200)
  t.match(rowsOf(app), { ...written, tokens: [{ token: byAccessToken.access_token, expires_at: /^20/ }] })
  t.same(
    provider.asked.map(({ method, address, query, headers }) => [method, address, query, headers.authorization]),
    [
      ['GET', verify, byAccessToken, undefined],
      ['GET', profile, {}, `Bearer ${byAccessToken.access_token}`]
    ]
  )
})

t.test('an id_token of an app is signed with ES256, and logs in', async t => {
  const { app, logIn } = await createProviderApp(t, line)
  t.equal((await logIn({ id_token: await keys.sign({ ...claims, nonce: 'n-1' }), nonce: 'n-1' })).status, 200)
  t.match(rowsOf(app), { ...written, accounts: [{ uid, extra_data: { sub: uid } }], tokens: [] })
})

t.test('an id_token that comes with a code is signed with the channel secret; its address is not taken', async t => {
  const { app, provider, logIn } = await createProviderApp(t, line)
  const { status, body } = await logIn({ ...byCode, code_verifier: 'the-verifier' })
  t.equal(status, 200)
  t.equal(body.user.email, '')
  t.match(rowsOf(app), { ...written, tokens: [{ token: 'bNl4YEFPI', token_secret: 'Aa1FdeggRhTnPNNp' }] })
  t.equal(provider.lastAt(certs), undefined, 'no public key is asked for')
  t.same(provider.lastAt(token)?.form, {
    grant_type: 'authorization_code',
    code: byCode.code,
    redirect_uri: 'https://example.com/accounts/line/login/callback/',
    code_verifier: 'the-verifier',
    client_id: '1440057261',
    client_secret: secret
  })
})

t.test('one that comes with a code may be signed with ES256, too', async t => {
  const { logIn } = await createProviderApp(t, line, { answers: { [token]: answerOf({}, {}) } })
  t.equal((await logIn(byCode)).status, 200)
})

t.test('a browser is led to LINE with PKCE', async t => {
  const { app } = await createProviderApp(t, line)
  const { address, parameters } = await beginByBrowser(app, 'line')
  t.equal(address, 'https://access.line.me/oauth2/v2.1/authorize')
  const { state, nonce, code_challenge, ...others } = parameters
  t.match([state, nonce, code_challenge], [/.{22}/, /.{22}/, /.{43}/])
  t.same(others, {
    response_type: 'code',
    client_id: '1440057261',
    redirect_uri: 'https://example.com/accounts/line/login/callback/',
    scope: 'profile openid',
    code_challenge_method: 'S256'
  })
})

refuses(line, "an access token of another channel's", byAccessToken, { [verify]: { ...info, client_id: '1' } })
refuses(line, 'an access token that is over', byAccessToken, { [verify]: { ...info, expires_in: -1 } })
refuses(line, 'an access token that LINE does not know', byAccessToken, {
  [verify]: new Reply(400, { error: 'invalid_request', error_description: 'access token expired' })
})
refuses(line, 'an access token without the scope of the profile', byAccessToken, {
  [profile]: new Reply(403, { message: 'The access token lacks the scope' })
})
refuses(line, 'a code that was used', byCode, { [token]: new Reply(400, { error: 'invalid_grant' }) })
refuses(line, 'a code whose id_token is signed with another secret', byCode, {
  [token]: answerOf({}, { ...bySecret, key: new TextEncoder().encode('another'.padEnd(32)) })
})
refuses(line, 'a code whose id_token is another person’s', byCode, { [token]: answerOf({ sub: 'U1' }, bySecret) })
refusesForgedIdTokens(line, { keys, claims, secret })
refusesUnboundAccessToken(line, { keys, claims })

isAway(line, 'the channel secret is wrong', byCode, { [token]: new Reply(400, { error: 'invalid_client' }) })
isAway(line, 'the token info says no time', byAccessToken, { [verify]: { ...info, expires_in: undefined } })
isAway(line, 'the profile names nobody', byAccessToken, { [profile]: { displayName: 'Brown' } })
isAway(
  line,
  'the claims name somebody whom no row can hold',
  async () => ({
    id_token: await keys.sign({ ...claims, sub: 'U 1' })
  }),
  {}
)
for (const address of [verify, profile]) isAwayInTrouble(line, address, byAccessToken)
isAwayInTrouble(line, token, byCode)
isAwayInTrouble(line, certs, async () => ({ id_token: await keys.sign(claims) }))
