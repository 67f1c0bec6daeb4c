import t from 'tap'
import { socialNaver } from '../../plugins/social-naver.ts'
import { incorrectValue } from '../kakao-login.ts'
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

const me = 'https://openapi.naver.com/v1/nid/me'
const token = 'https://nid.naver.com/oauth2.0/token'
const jwks = 'https://nid.naver.com/oauth2/jwks'

const keys = await createIssuerKeys('RS256')
const uid = 'WdVT6qHJaUBhj7w-uSgGAQ3NYRKJfcDwSIJoHLiNXxk'
const person = {
  resultcode: '00',
  message: 'success',
  response: { id: uid, nickname: '지윤', email: 'jiyun@naver.example', profile_image: 'https://ssl.pstatic.example/a' }
}
const claims = { iss: 'https://nid.naver.com', aud: 'the-client', azp: 'the-client', sub: uid, jti: 'j', ...times }
const naver: TestedProvider = {
  id: 'naver',
  name: 'Naver',
  plugin: socialNaver,
  options: { clientId: 'the-client', clientSecret: 'the-secret' },
  answers: {
    [me]: person,
    [jwks]: keys.jwks,
    [token]: { access_token: 'AAAA+code/token=', refresh_token: 'refresh', token_type: 'bearer', expires_in: '3600' }
  }
}
const byCode = { code: 'EIc5bFrl4RibFls1', redirect_uri: frontEnd }
const byAccessToken = { access_token: 'AAAA+token/of=' }
const unproven = {
  access_token: ['Naver does not say which app an access token was made for: send a code or an id_token.']
}

t.test('a code logs in, without an address, which Naver does not call verified', async t => {
  const { app, provider, logIn } = await createProviderApp(t, naver)
  const { status, body } = await logIn(byCode)
  t.equal(status, 200)
  t.match(body, { token: /^ey/, user: { username: '지윤', email: '' } })
  const [account, ...others] = rowsOf(app).accounts
  t.same([account, others], [{ provider: 'naver', uid, extra_data: person.response }, []], 'as allauth keeps it')
  t.match(rowsOf(app), { addresses: [], tokens: [{ token: 'AAAA+code/token=', token_secret: 'refresh' }] })
  t.match(rowsOf(app).tokens, [{ expires_at: /^20/ }], 'the term is a text')
  t.same(provider.lastAt(token)?.form, {
    grant_type: 'authorization_code',
    code: byCode.code,
    redirect_uri: frontEnd,
    client_id: 'the-client',
    client_secret: 'the-secret'
  })
  t.equal(provider.lastAt(me)?.headers.authorization, 'Bearer AAAA+code/token=')
})

t.test('an id_token logs in, which says the id alone', async t => {
  const { app, provider, logIn } = await createProviderApp(t, naver)
  t.equal((await logIn({ id_token: await keys.sign({ ...claims, nonce: 'ab12' }), nonce: 'ab12' })).status, 200)
  t.match(rowsOf(app), {
    users: [{ username: `naver_${uid.toLowerCase()}`, email: '' }],
    accounts: [{ provider: 'naver', uid, extra_data: { sub: uid } }],
    tokens: []
  })
  t.same(
    provider.asked.map(({ address }) => address),
    [jwks]
  )
})

t.test('who came by a code is the same by an id_token', async t => {
  const { app, logIn } = await createProviderApp(t, naver)
  await logIn(byCode)
  t.equal((await logIn({ id_token: await keys.sign(claims) })).body.user.username, '지윤')
  t.equal(rowsOf(app).users.length, 1)
})

t.test('an access token is not taken, as nothing says whom it was made for', async t => {
  const { app, provider, logIn } = await createProviderApp(t, naver)
  const alone = await logIn(byAccessToken)
  t.same([alone.status, alone.body], [400, unproven])
  t.same(rowsOf(app), nobody)
  t.equal(provider.lastAt(me), undefined, 'Naver is not asked')
})

t.test('beside an id_token it need not be proven: who logs in is whom the id_token names', async t => {
  const { app, provider, logIn } = await createProviderApp(t, naver)
  const bySdk = async () => logIn({ ...byAccessToken, id_token: await keys.sign(claims) })
  t.equal((await bySdk()).status, 200)
  t.match(rowsOf(app), { users: [{ username: '지윤' }], accounts: [{ uid }] })
  provider.answers[me] = { ...person, response: { ...person.response, id: 'somebody-else' } }
  const { status, body } = await bySdk()
  t.same({ status, body }, { status: 400, body: incorrectValue })
})

t.test('it is taken with acceptUnprovenTokens', async t => {
  const { app, logIn } = await createProviderApp(t, naver, { options: { acceptUnprovenTokens: true } })
  t.equal((await logIn(byAccessToken)).status, 200)
  t.match(rowsOf(app), { accounts: [{ uid }], tokens: [{ token: byAccessToken.access_token }] })
})

keepsOwnCodes(naver, byCode.code)

t.test('a browser is led to Naver, without scopes and PKCE', async t => {
  const { app } = await createProviderApp(t, naver)
  const { address, parameters } = await beginByBrowser(app, 'naver')
  t.equal(address, 'https://nid.naver.com/oauth2.0/authorize')
  const { state, nonce, ...others } = parameters
  t.match([state, nonce], [/.{22}/, /.{22}/])
  t.same(others, {
    response_type: 'code',
    client_id: 'the-client',
    redirect_uri: 'https://example.com/accounts/naver/login/callback/'
  })
})

const error = (error_description: string) => ({ error: 'invalid_request', error_description })
refuses(naver, 'a code that was used', byCode, { [token]: error('no valid data in session') })
refuses(naver, 'a token that Naver does not know', byCode, {
  [me]: new Reply(401, { resultcode: '024', message: 'Authentication failed' })
})
refuses(naver, 'a token that may not ask', byCode, { [me]: new Reply(403, { resultcode: '403' }) })
refusesForgedIdTokens(naver, { keys, claims, secret: 'the-secret' })
refusesUnboundAccessToken(naver, { keys, claims })

isAway(naver, 'the keys are wrong', byCode, { [token]: error('wrong client id / client secret pair.') })
isAway(naver, 'the client is nobody’s', byCode, { [token]: new Reply(401, { error: 'unauthorized_client' }) })
isAway(naver, 'the user data are somewhere else', byCode, { [me]: new Reply(404, { resultcode: '404' }) })
isAway(naver, 'the user data name nobody', byCode, { [me]: { ...person, response: { nickname: '지윤' } } })
isAwayInTrouble(naver, token, byCode)
isAwayInTrouble(naver, me, byCode)
isAwayInTrouble(naver, jwks, async () => ({ id_token: await keys.sign(claims) }))
