import { createHash } from 'node:crypto'
import t from 'tap'
import type { SocialOidcOptions } from '../../plugins/social-oidc.ts'
import {
  authorize,
  byAccessToken,
  byCode,
  byIdToken,
  certs,
  claims,
  issuer,
  keycloak,
  keys,
  person,
  token,
  userinfo,
  withDocument,
  withOptions,
  written
} from '../oidc-issuer.ts'
import { beginByBrowser, createProviderApp, nobody, rowsOf } from '../provider-app.ts'
import {
  isAway,
  isAwayInTrouble,
  refuses,
  refusesForgedIdTokens,
  refusesUnboundAccessToken
} from '../provider-cases.ts'
import { Reply } from '../provider-server.ts'

t.test('an id_token logs in', async t => {
  const { app, logIn } = await createProviderApp(t, keycloak)
  t.equal((await logIn({ id_token: await keys.sign({ ...claims, nonce: 'n-1' }), nonce: 'n-1' })).status, 200)
  t.match(rowsOf(app), { ...written, tokens: [] })
})

t.test('an access token that the id_token is bound to by its hash is taken', async t => {
  const { app, logIn } = await createProviderApp(t, keycloak)
  const at_hash = createHash('sha256').update('a-token').digest().subarray(0, 16).toString('base64url')
  t.equal((await logIn({ ...byAccessToken, id_token: await keys.sign({ ...claims, at_hash }) })).status, 200)
  t.match(rowsOf(app), { ...written, tokens: [{ token: 'a-token' }] })
})

t.test('a code logs in', async t => {
  const { app, provider, logIn } = await createProviderApp(t, keycloak)
  t.equal((await logIn({ ...byCode, code_verifier: 'the-verifier' })).status, 200)
  t.match(rowsOf(app), { ...written, tokens: [{ token: 'a-token', expires_at: /^20/ }] })
  t.same(provider.lastAt(token)?.form, {
    grant_type: 'authorization_code',
    code: 'a-code',
    redirect_uri: 'https://example.com/accounts/keycloak/login/callback/',
    code_verifier: 'the-verifier',
    client_id: 'the-client'
  })
  const basic = Buffer.from('the-client:the-secret').toString('base64')
  t.equal(provider.lastAt(token)?.headers.authorization, `Basic ${basic}`, 'unless the document says otherwise')
  t.equal(provider.lastAt(userinfo)?.headers.authorization, 'Bearer a-token')
})

t.test('the client secret is in the body where the issuer takes it there, and nowhere where there is none', async t => {
  const methods = { token_endpoint_auth_methods_supported: ['client_secret_basic', 'client_secret_post'] }
  const { provider, logIn } = await createProviderApp(t, keycloak, { answers: withDocument(methods) })
  t.equal((await logIn(byCode)).status, 200)
  t.match(provider.lastAt(token)?.form, { client_id: 'the-client', client_secret: 'the-secret' })
  t.equal(provider.lastAt(token)?.headers.authorization, undefined)
  const open = await createProviderApp(t, withOptions({ clientSecret: undefined }))
  t.equal((await open.logIn(byCode)).status, 200)
  t.same(open.provider.lastAt(token)?.form.client_id, 'the-client')
  t.equal(open.provider.lastAt(token)?.headers.authorization, undefined)
})

t.test('a code logs in where there is no userinfo', async t => {
  const { app, logIn } = await createProviderApp(t, keycloak, {
    answers: withDocument({ userinfo_endpoint: undefined })
  })
  t.equal((await logIn(byCode)).status, 200)
  t.match(rowsOf(app), written)
})

t.test('an access token is not taken, as nothing says whom it was made for', async t => {
  const { app, logIn } = await createProviderApp(t, keycloak)
  const { status, body } = await logIn(byAccessToken)
  const access_token = ['Our company does not say which app an access token was made for: send a code or an id_token.']
  t.same([status, body], [400, { access_token }])
  t.same(rowsOf(app), nobody)
})

t.test('it is taken with acceptUnprovenTokens', async t => {
  const { app, logIn } = await createProviderApp(t, withOptions({ acceptUnprovenTokens: true }))
  t.equal((await logIn(byAccessToken)).status, 200)
  t.match(rowsOf(app), written)
})

t.test('a browser is led to the issuer with PKCE', async t => {
  const { app } = await createProviderApp(t, withOptions({ clientId: 'the-client,the-app' }))
  const { address, parameters } = await beginByBrowser(app, 'keycloak')
  t.equal(address, authorize)
  const { state, nonce, code_challenge, ...others } = parameters
  t.match([state, nonce, code_challenge], [/.{22}/, /.{22}/, /.{43}/])
  t.same(others, {
    response_type: 'code',
    client_id: 'the-client',
    redirect_uri: 'https://example.com/accounts/keycloak/login/callback/',
    scope: 'openid email profile',
    code_challenge_method: 'S256'
  })
})

t.test('two client ids stand with a comma between them', async t => {
  const { logIn } = await createProviderApp(t, withOptions({ clientId: 'the-client, the-app' }))
  for (const [aud, status] of [
    ['the-client', 200],
    ['the-app', 200],
    ['the-client, the-app', 400]
  ]) {
    t.equal((await logIn({ id_token: await keys.sign({ ...claims, aud }) })).status, status)
  }
})

for (const [what, options, message] of [
  ['no issuer', { issuer: undefined }, 'SOCIALACCOUNT_PROVIDERS: keycloak.issuer is missing'],
  ['no address', { issuer: 'id.example' }, 'SOCIALACCOUNT_PROVIDERS: keycloak.issuer takes the address of an issuer'],
  ['half an address', { issuer: 'https://[::1' }, /keycloak.issuer takes the address of an issuer$/],
  ['an address with a query', { issuer: `${issuer}?a=b` }, /keycloak.issuer takes the address of an issuer$/],
  ['a name with capitals', { name: 'Keycloak' }, 'a provider cannot be called "Keycloak"'],
  ['a name that no column holds', { name: 'k'.repeat(31) }, `a provider cannot be called "${'k'.repeat(31)}"`],
  ['an option of Apple', { privateKey: 'x' }, 'SOCIALACCOUNT_PROVIDERS: keycloak has no option privateKey']
] as const) {
  t.test(`${what} stops the start`, async t => {
    await t.rejects(createProviderApp(t, withOptions(options as Partial<SocialOidcOptions>)), {
      code: 'REST_AUTH_START',
      message
    })
  })
}

isAwayInTrouble(keycloak, certs, byIdToken)
isAwayInTrouble(keycloak, token, byCode)
isAwayInTrouble(keycloak, userinfo, byCode)
isAway(keycloak, 'the client secret is wrong', byCode, { [token]: new Reply(401, { error: 'invalid_client' }) })

refuses(keycloak, 'a code that was used', byCode, { [token]: new Reply(400, { error: 'invalid_grant' }) })
refuses(keycloak, 'a code whose userinfo is another person’s', byCode, { [userinfo]: { ...person, sub: '1' } })
refusesForgedIdTokens(keycloak, { keys, claims, secret: 'the-secret' })
refusesUnboundAccessToken(keycloak, { keys, claims })
