import { createHash } from 'node:crypto'
import t from 'tap'
import { socialGoogle } from '../../plugins/social-google.ts'
import { djangoDatabase, obtain, post, readRows } from '../helper.ts'
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
import { clientOf } from '../social-client.ts'

const tokeninfo = 'https://oauth2.googleapis.com/tokeninfo'
const userinfo = 'https://openidconnect.googleapis.com/v1/userinfo'
const token = 'https://oauth2.googleapis.com/token'
const jwks = 'https://www.googleapis.com/oauth2/v3/certs'

const keys = await createIssuerKeys('RS256')
const sub = '110169484474386276334'
const person = {
  sub,
  email: 'jo@gmail.example',
  email_verified: true,
  given_name: 'Jo',
  family_name: 'Kim',
  picture: 'https://lh3.example/a'
}
const claims = { iss: 'https://accounts.google.com', aud: 'web-client', azp: 'web-client', ...person, ...times }
const info = { azp: 'ios-client', aud: 'ios-client', sub, scope: 'openid', expires_in: '3599', email_verified: 'true' }
const google: TestedProvider = {
  id: 'google',
  name: 'Google',
  plugin: socialGoogle,
  options: { clientId: 'web-client, ios-client', clientSecret: 'the-secret' },
  answers: {
    [tokeninfo]: info,
    [userinfo]: person,
    [jwks]: keys.jwks,
    [token]: async () => ({
      access_token: 'ya29.code',
      expires_in: 3599,
      refresh_token: '1//refresh',
      id_token: await keys.sign({ ...claims, at_hash: hashOf('ya29.code') })
    })
  }
}
const hashOf = (text: string) => createHash('sha256').update(text).digest().subarray(0, 16).toString('base64url')
const byAccessToken = { access_token: 'ya29.token' }
const byCode = { code: '4/code' }
const written = {
  users: [{ username: 'jo', email: 'jo@gmail.example', first_name: 'Jo', last_name: 'Kim' }],
  addresses: [{ email: 'jo@gmail.example', verified: 1, primary: 1 }],
  accounts: [{ provider: 'google', uid: sub, extra_data: person }]
}

t.test('an access token of one of our clients logs in, proven by tokeninfo', async t => {
  const { app, provider, logIn } = await createProviderApp(t, google)
  const { status, body } = await logIn(byAccessToken)
  t.equal(status, 200)
  t.match(body, { token: /^ey/, user: { username: 'jo' } })
  t.match(rowsOf(app), { ...written, tokens: [{ token: 'ya29.token', token_secret: '', expires_at: /^20/ }] })
  t.same(
    provider.asked.map(({ method, address, query, headers }) => [method, address, query, headers.authorization]),
    [
      ['GET', tokeninfo, byAccessToken, undefined],
      ['GET', userinfo, {}, 'Bearer ya29.token']
    ]
  )
})

t.test('tokeninfo need not say whose the token is', async t => {
  const { logIn } = await createProviderApp(t, google, { answers: { [tokeninfo]: { ...info, sub: undefined } } })
  t.equal((await logIn(byAccessToken)).status, 200)
})

for (const iss of ['https://accounts.google.com', 'accounts.google.com']) {
  t.test(`an id_token of ${iss} logs in`, async t => {
    const { app, provider, logIn } = await createProviderApp(t, google)
    const id_token = await keys.sign({ ...claims, iss, aud: 'ios-client', azp: 'ios-client', nonce: 'n-1' })
    t.equal((await logIn({ id_token, nonce: 'n-1' })).status, 200)
    t.match(rowsOf(app), { ...written, tokens: [] })
    t.same(
      provider.asked.map(({ address }) => address),
      [jwks]
    )
  })
}

t.test('an Android app gets an id_token for its server, and logs in', async t => {
  const { app, logIn } = await createProviderApp(t, google)
  t.equal((await logIn({ id_token: await keys.sign({ ...claims, azp: 'android-client' }) })).status, 200)
  t.match(rowsOf(app), written)
})

t.test("the nonce of an id_token may be its hash, as Google's SDK for iOS has it", async t => {
  const { logIn } = await createProviderApp(t, google)
  const nonce = createHash('sha256').update('n-1').digest('hex')
  t.equal((await logIn({ id_token: await keys.sign({ ...claims, nonce }), nonce: 'n-1' })).status, 200)
})

t.test('a code logs in, and its tokens are kept', async t => {
  const { app, provider, logIn } = await createProviderApp(t, google)
  t.equal((await logIn({ ...byCode, code_verifier: 'the-verifier' })).status, 200)
  t.match(rowsOf(app), { ...written, tokens: [{ token: 'ya29.code', token_secret: '1//refresh' }] })
  t.same(provider.lastAt(token)?.form, {
    grant_type: 'authorization_code',
    code: '4/code',
    redirect_uri: 'https://example.com/accounts/google/login/callback/',
    code_verifier: 'the-verifier',
    client_id: 'web-client',
    client_secret: 'the-secret'
  })
})

t.test('a browser is led to Google, and comes back logged in', async t => {
  const { app, provider, logIn } = await createProviderApp(t, google)
  const { status, address, parameters, cookie } = await beginByBrowser(app, 'google')
  t.equal(status, 302)
  t.equal(address, 'https://accounts.google.com/o/oauth2/v2/auth')
  const { state, nonce, code_challenge, ...others } = parameters
  t.same(others, {
    response_type: 'code',
    client_id: 'web-client',
    redirect_uri: 'https://example.com/accounts/google/login/callback/',
    scope: 'openid email profile',
    code_challenge_method: 'S256'
  })
  provider.answers[token] = { access_token: 'ya29.code', id_token: await keys.sign({ ...claims, nonce }) }
  const query = { state: String(state), code: '4/code' }
  const back = await app.inject({ url: '/accounts/google/login/callback/', query, headers: { cookie } })
  t.equal(back.statusCode, 303)
  const end = new URL(String(back.headers.location), 'https://example.com')
  t.equal(end.pathname, '/welcome')
  const { code_verifier = '' } = provider.lastAt(token)?.form ?? {}
  t.equal(createHash('sha256').update(code_verifier).digest('base64url'), code_challenge)
  t.equal((await logIn({ login_code: end.searchParams.get('login_code') })).status, 200)
  t.match(rowsOf(app), written)
})

t.test('an address that Google does not call verified is not taken', async t => {
  const unverified = { ...person, email_verified: false }
  const { app, logIn } = await createProviderApp(t, google, { answers: { [userinfo]: unverified } })
  t.equal((await logIn(byAccessToken)).status, 200)
  t.match(rowsOf(app), { users: [{ username: `google_${sub}`, email: '' }], addresses: [] })
})

t.test('Google is told of who disconnects, when that is asked for', async t => {
  const revoke = 'https://oauth2.googleapis.com/revoke'
  const changes = { databaseUrl: djangoDatabase(t), options: { unlinkAtProvider: true }, answers: { [revoke]: {} } }
  const { app, provider } = await createProviderApp(t, google, changes)
  const headers = { authorization: `JWT ${await obtain(app)}` }
  t.equal((await post(app, '/accounts/rest-auth/google/connect/', byAccessToken, headers)).status, 200)
  const [account] = readRows(app, "select id from socialaccount_socialaccount where provider = 'google'")
  t.equal((await post(app, `/socialaccounts/${account?.id}/disconnect/`, {}, headers)).status, 200)
  await app.social.flush()
  t.same(provider.lastAt(revoke)?.form, { token: 'ya29.token' })
})

t.test('without a token there is nothing to tell Google with', async t => {
  const { app } = await createProviderApp(t, google)
  const { provider } = clientOf(app, 'google')
  t.equal('unlink' in provider && provider.unlink?.(sub, undefined), undefined)
})

refuses(google, "an access token of another app's", byAccessToken, { [tokeninfo]: { ...info, aud: 'another' } })
refuses(google, 'an access token that is over', byAccessToken, { [tokeninfo]: { ...info, expires_in: '0' } })
refuses(google, 'an access token that tokeninfo says is another person’s', byAccessToken, {
  [tokeninfo]: { ...info, sub: '1' }
})
refuses(google, 'an access token that tokeninfo does not know', byAccessToken, {
  [tokeninfo]: new Reply(400, { error: 'invalid_token', error_description: 'Invalid Value' })
})
refuses(google, 'an access token without the scope of userinfo', byAccessToken, {
  [userinfo]: new Reply(401, { error: 'invalid_request', error_description: 'Invalid Credentials' })
})
refuses(google, 'a code that was used', byCode, { [token]: new Reply(400, { error: 'invalid_grant' }) })
refuses(google, 'a code whose id_token is another person’s', byCode, { [userinfo]: { ...person, sub: '1' } })
refusesForgedIdTokens(google, { keys, claims, secret: 'the-secret', anyParty: true })
refusesUnboundAccessToken(google, { keys, claims })

isAway(google, 'the client secret is wrong', byCode, { [token]: new Reply(401, { error: 'invalid_client' }) })
isAway(google, 'tokeninfo says no time', byAccessToken, { [tokeninfo]: { ...info, expires_in: 'soon' } })
for (const address of [tokeninfo, userinfo]) isAwayInTrouble(google, address, byAccessToken)
isAwayInTrouble(google, token, byCode)
isAwayInTrouble(google, jwks, async () => ({ id_token: await keys.sign(claims) }))
