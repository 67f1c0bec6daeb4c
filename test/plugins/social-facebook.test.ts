import { createHmac } from 'node:crypto'
import t from 'tap'
import { socialFacebook } from '../../plugins/social-facebook.ts'
import {
  beginByBrowser,
  createProviderApp,
  frontEnd,
  nobody,
  rowsOf,
  type TestedProvider,
  times
} from '../provider-app.ts'
import {
  isAway,
  isAwayInTrouble,
  keepsOwnCodes,
  refuses,
  refusesForgedIdTokens,
  refusesUnboundAccessToken
} from '../provider-cases.ts'
import { createIssuerKeys } from '../provider-keys.ts'
import { Reply } from '../provider-server.ts'

const debugToken = 'https://graph.facebook.com/v25.0/debug_token'
const me = 'https://graph.facebook.com/v25.0/me'
const token = 'https://graph.facebook.com/v25.0/oauth/access_token'
const jwks = 'https://limited.facebook.com/.well-known/oauth/openid/jwks/'

const keys = await createIssuerKeys('RS256')
const uid = '10215241773831025'
const names = { name: '김 조', first_name: '조', last_name: '김' }
const picture = 'https://platform-lookaside.example/a'
const person = { id: uid, ...names, email: 'jo@facebook.example', picture: { data: { url: picture } } }
const info = {
  app_id: '1383817',
  type: 'USER',
  is_valid: true,
  user_id: uid,
  expires_at: 0,
  scopes: ['public_profile']
}
const claims = {
  ...{ iss: 'https://www.facebook.com', aud: '1383817', sub: uid, jti: 'j', ...times },
  ...{ name: '김 조', given_name: '조', family_name: '김', email: 'jo@facebook.example', picture }
}
const facebook: TestedProvider = {
  id: 'facebook',
  name: 'Facebook',
  plugin: socialFacebook,
  options: { clientId: '1383817', clientSecret: 'the-secret' },
  answers: {
    [debugToken]: { data: info },
    [me]: person,
    [token]: { access_token: 'EAACode', token_type: 'bearer', expires_in: 5_183_944 },
    [jwks]: keys.jwks
  }
}
const byAccessToken = { access_token: 'EAAToken' }
const byCode = { code: 'AQCode', redirect_uri: frontEnd }
const written = {
  users: [{ username: '김_조', email: '', first_name: '조', last_name: '김' }],
  addresses: [],
  accounts: [{ provider: 'facebook', uid, extra_data: person }]
}
const proofOf = (accessToken: string) => createHmac('sha256', 'the-secret').update(accessToken).digest('hex')
const fields = 'id,name,first_name,last_name,email,picture'

t.test('an access token of our app logs in, proven by its app id; its address is not taken', async t => {
  const { app, provider, logIn } = await createProviderApp(t, facebook)
  t.equal((await logIn(byAccessToken)).status, 200)
  t.match(rowsOf(app), { ...written, tokens: [{ token: 'EAAToken', expires_at: null }] })
  t.same(
    provider.asked.map(({ method, address, query }) => [method, address, query]),
    [
      ['GET', debugToken, { input_token: 'EAAToken', access_token: '1383817|the-secret' }],
      ['GET', me, { fields, appsecret_proof: proofOf('EAAToken') }]
    ]
  )
  t.equal(provider.lastAt(me)?.headers.authorization, 'Bearer EAAToken')
})

t.test('without the app secret no access token is taken', async t => {
  const options = { clientSecret: undefined }
  const { app, provider, logIn } = await createProviderApp(t, facebook, { options })
  const { status, body } = await logIn(byAccessToken)
  t.equal(status, 503)
  t.match(body, { detail: /SOCIALACCOUNT_PROVIDERS facebook.clientSecret is missing/ })
  t.same([rowsOf(app), provider.asked], [nobody, []])
})

t.test('an id_token of Limited Login logs in', async t => {
  const { app, logIn } = await createProviderApp(t, facebook)
  t.equal((await logIn({ id_token: await keys.sign({ ...claims, nonce: 'n-1' }), nonce: 'n-1' })).status, 200)
  t.match(rowsOf(app), { ...written, accounts: [{ uid, extra_data: { sub: uid } }], tokens: [] })
})

t.test('a code logs in, and its token is kept', async t => {
  const { app, provider, logIn } = await createProviderApp(t, facebook)
  t.equal((await logIn(byCode)).status, 200)
  t.match(rowsOf(app), { ...written, tokens: [{ token: 'EAACode', token_secret: '', expires_at: /^20/ }] })
  t.same(provider.lastAt(token)?.form, {
    grant_type: 'authorization_code',
    code: 'AQCode',
    redirect_uri: frontEnd,
    client_id: '1383817',
    client_secret: 'the-secret'
  })
  t.equal(provider.lastAt(me)?.query.appsecret_proof, proofOf('EAACode'))
})

t.test('a code without the app secret has nothing to prove it with', async t => {
  const { provider, logIn } = await createProviderApp(t, facebook, { options: { clientSecret: undefined } })
  t.equal((await logIn(byCode)).status, 200)
  t.same(provider.lastAt(me)?.query, { fields })
})

keepsOwnCodes(facebook, byCode.code)

t.test('a browser is led to Facebook, with commas between scopes and without PKCE', async t => {
  const options = { scopes: ['public_profile', 'email'] }
  const { app } = await createProviderApp(t, facebook, { options })
  const { address, parameters } = await beginByBrowser(app, 'facebook')
  t.equal(address, 'https://www.facebook.com/v25.0/dialog/oauth')
  const { state, nonce, ...others } = parameters
  t.match([state, nonce], [/.{22}/, /.{22}/])
  t.same(others, {
    response_type: 'code',
    client_id: '1383817',
    redirect_uri: 'https://example.com/accounts/facebook/login/callback/',
    scope: 'public_profile,email'
  })
})

const graphError = (code: number, more: object = {}) =>
  new Reply(400, { error: { message: 'x', type: 'OAuthException', code, fbtrace_id: 'x', ...more } })
const debugged = (changes: object) => ({ [debugToken]: { data: { ...info, ...changes } } })
refuses(facebook, "an access token that is said to be another app's", byAccessToken, debugged({ app_id: '1' }))
refuses(facebook, "an access token of another app's, of which Facebook says nothing", byAccessToken, {
  [debugToken]: graphError(100)
})
refuses(facebook, 'an access token that is over', byAccessToken, debugged({ is_valid: false }))
refuses(facebook, 'what is no access token', byAccessToken, {
  [debugToken]: { data: { error: { code: 190, message: 'x' }, is_valid: false, scopes: [] } }
})
refuses(facebook, 'an access token that Facebook says is another person’s', byAccessToken, debugged({ user_id: '1' }))
refuses(facebook, 'an access token without the permission', byAccessToken, { [me]: graphError(200) })
refuses(facebook, 'a code that was used', byCode, { [token]: graphError(100, { error_subcode: 36_009 }) })
refusesForgedIdTokens(facebook, { keys, claims, secret: 'the-secret' })
refusesUnboundAccessToken(facebook, { keys, claims })

isAway(facebook, 'the app secret of the token info is wrong', byAccessToken, { [debugToken]: graphError(190) })
isAway(facebook, 'the app secret of a code is wrong', byCode, { [token]: graphError(1) })
isAway(facebook, 'the app id is nobody’s', byCode, { [token]: graphError(101) })
isAway(facebook, 'the proof of the app secret is wrong', byCode, {
  [me]: graphError(100, { type: 'GraphMethodException' })
})
for (const code of [2, 4, 17, 32, 341, 613]) {
  isAway(facebook, `it answers ${code}`, byAccessToken, { [debugToken]: graphError(code) })
}
isAway(facebook, 'the user data name nobody', byAccessToken, { [me]: names })
for (const address of [debugToken, me]) isAwayInTrouble(facebook, address, byAccessToken)
isAwayInTrouble(facebook, token, byCode)
isAwayInTrouble(facebook, jwks, async () => ({ id_token: await keys.sign(claims) }))
