import { createHash, generateKeyPairSync } from 'node:crypto'
import { decodeProtectedHeader, importSPKI, jwtVerify } from 'jose'
import t from 'tap'
import { socialApple } from '../../plugins/social-apple.ts'
import { loginTime } from '../outside.ts'
import {
  beginByBrowser,
  createProviderApp,
  frontEnd,
  nobody,
  rowsOf,
  type TestedProvider,
  times
} from '../provider-app.ts'
import { isAway, isAwayInTrouble, keepsOwnCodes, refuses, refusesForgedIdTokens } from '../provider-cases.ts'
import { createIssuerKeys } from '../provider-keys.ts'
import { Reply } from '../provider-server.ts'

const token = 'https://appleid.apple.com/auth/token'
const jwks = 'https://appleid.apple.com/auth/keys'

/** A .p8 file, and what Apple has of it. */
const pem = { type: 'pkcs8', format: 'pem' } as const
const p8 = generateKeyPairSync('ec', { namedCurve: 'P-256' })
const privateKey = p8.privateKey.export(pem).toString()
const publicKey = await importSPKI(p8.publicKey.export({ type: 'spki', format: 'pem' }).toString(), 'ES256')

const keys = await createIssuerKeys('RS256')
const sub = '001393.6d621dadasdd04956bds129fa982ba.1517'
const email = { email: 'abcd@privaterelay.example', email_verified: 'true', is_private_email: 'true' }
const claims = { iss: 'https://appleid.apple.com', aud: 'com.example.web', sub, ...email, ...times }
const granted = { access_token: 'a-token', token_type: 'Bearer', expires_in: 3600, refresh_token: 'r-token' }
const apple: TestedProvider = {
  id: 'apple',
  name: 'Apple',
  plugin: socialApple,
  options: {
    clientId: 'com.example.web,com.example.app',
    clientSecret: 'KEYID12345',
    key: 'TEAMID1234',
    privateKey
  },
  answers: {
    [jwks]: keys.jwks,
    [token]: async () => ({ ...granted, id_token: await keys.sign(claims) })
  }
}
const byCode = { code: 'c1.0.code', redirect_uri: frontEnd }
const written = {
  users: [{ username: 'abcd', email: 'abcd@privaterelay.example' }],
  addresses: [{ email: 'abcd@privaterelay.example', verified: 1, primary: 1 }],
  accounts: [{ provider: 'apple', uid: sub, extra_data: { sub, ...email } }]
}

for (const aud of ['com.example.web', 'com.example.app']) {
  t.test(`an id_token for ${aud} logs in`, async t => {
    const { app, provider, logIn } = await createProviderApp(t, apple)
    const nonce = createHash('sha256').update('n-1').digest('hex')
    t.equal((await logIn({ id_token: await keys.sign({ ...claims, aud, nonce }), nonce: 'n-1' })).status, 200)
    t.match(rowsOf(app), { ...written, tokens: [] })
    t.same(
      provider.asked.map(({ address }) => address),
      [jwks]
    )
  })
}

t.test('a code logs in, with a client secret that the private key signs for five minutes', async t => {
  const { app, provider, logIn } = await createProviderApp(t, apple)
  t.equal((await logIn(byCode)).status, 200)
  t.match(rowsOf(app), { ...written, tokens: [{ token: 'a-token', token_secret: 'r-token' }] })
  const { client_secret = '', ...form } = provider.lastAt(token)?.form ?? {}
  t.same(form, {
    grant_type: 'authorization_code',
    code: 'c1.0.code',
    redirect_uri: frontEnd,
    client_id: 'com.example.web'
  })
  t.same(decodeProtectedHeader(client_secret), { alg: 'ES256', kid: 'KEYID12345' })
  const currentDate = new Date(1000 * loginTime)
  const { payload } = await jwtVerify(client_secret, publicKey, { currentDate, algorithms: ['ES256'] })
  t.same(payload, {
    iss: 'TEAMID1234',
    sub: 'com.example.web',
    aud: 'https://appleid.apple.com',
    iat: loginTime,
    exp: loginTime + 300
  })
})

keepsOwnCodes(apple, byCode.code)

t.test('a browser is led to Apple, whose answer comes as a form of its own site', async t => {
  const { app, provider, logIn } = await createProviderApp(t, apple)
  const { address, parameters, cookie } = await beginByBrowser(app, 'apple')
  t.equal(address, 'https://appleid.apple.com/auth/authorize')
  const { state, nonce, ...others } = parameters
  t.same(others, {
    response_type: 'code',
    client_id: 'com.example.web',
    redirect_uri: 'https://example.com/accounts/apple/login/callback/',
    scope: 'email',
    response_mode: 'form_post'
  })
  provider.answers[token] = { ...granted, id_token: await keys.sign({ ...claims, nonce }) }
  const form = await app.inject({
    method: 'POST',
    url: '/accounts/apple/login/callback/',
    headers: { 'content-type': 'application/x-www-form-urlencoded', origin: 'https://appleid.apple.com' },
    payload: new URLSearchParams({ state: String(state), code: byCode.code, user: '{"name":{}}' }).toString()
  })
  t.equal(form.statusCode, 303)
  const back = await app.inject({ url: String(form.headers.location), headers: { cookie } })
  t.equal(back.statusCode, 303)
  const login_code = new URL(String(back.headers.location), 'https://example.com').searchParams.get('login_code')
  t.equal((await logIn({ login_code })).status, 200)
  t.match(rowsOf(app), written)
})

t.test('without a private key, id_tokens of apps alone are taken', async t => {
  const { app, logIn } = await createProviderApp(t, apple, { options: { privateKey: undefined } })
  t.equal((await logIn({ id_token: await keys.sign(claims) })).status, 200)
  t.equal((await app.inject('/accounts/apple/login/')).statusCode, 404)
  t.same((await logIn(byCode)).status, 503)
})

const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export(pem).toString()
const p384 = generateKeyPairSync('ec', { namedCurve: 'P-384' }).privateKey.export(pem).toString()
for (const [what, given] of [
  ['no key', 'hunter2'],
  ['half a key', privateKey.slice(0, 100)],
  ['a key of RSA', rsa],
  ['a key of another curve', p384]
] as const) {
  t.test(`${what} stops the start, and is not shown`, async t => {
    await t.rejects(createProviderApp(t, apple, { options: { privateKey: given } }), {
      code: 'REST_AUTH_START',
      message: 'SOCIALACCOUNT_PROVIDERS: apple.privateKey takes the text of the .p8 file that Apple gave'
    })
  })
}

t.test('an access token alone is not taken: nothing at Apple can be asked with it', async t => {
  const { app, provider, logIn } = await createProviderApp(t, apple)
  const { status, body } = await logIn({ access_token: 'a-token' })
  t.same([status, body], [400, { non_field_errors: ['Incorrect input. access_token or code is required.'] }])
  t.same([rowsOf(app), provider.asked], [nobody, []])
})

t.test('an address that Apple does not call verified is not taken', async t => {
  const { app, logIn } = await createProviderApp(t, apple)
  t.equal((await logIn({ id_token: await keys.sign({ ...claims, email_verified: 'false' }) })).status, 200)
  t.match(rowsOf(app), { users: [{ email: '' }], addresses: [] })
})

const codeFor = (changes: object) => ({
  [token]: async () => ({ ...granted, id_token: await keys.sign({ ...claims, ...changes }) })
})
refuses(apple, 'a code that was used', byCode, { [token]: new Reply(400, { error: 'invalid_grant' }) })
refuses(apple, "a code whose id_token is another team's", byCode, codeFor({ aud: 'org.other' }))
refusesForgedIdTokens(apple, { keys, claims, secret: 'KEYID12345' })

isAway(apple, 'the client secret is no good', byCode, { [token]: new Reply(400, { error: 'invalid_client' }) })
isAway(apple, 'a code brings no id_token', byCode, { [token]: granted })
isAwayInTrouble(apple, token, byCode)
isAwayInTrouble(apple, jwks, async () => ({ id_token: await keys.sign(claims) }))
