// What holds for every identity provider, shown for each of them.

import t from 'tap'
import { incorrectValue } from './kakao-login.ts'
import { createProviderApp, nobody, rowsOf, type TestedProvider } from './provider-app.ts'
import { createIssuerKeys, type IssuerKeys } from './provider-keys.ts'
import { type Answers, Reply } from './provider-server.ts'

/** A body, or one that is made when it is needed. */
type Body = object | (() => Promise<object>)
const made = (body: Body) => (typeof body === 'function' ? body() : body)

/** What the provider says is taken for a refusal: 400, and nothing is written. */
export function refuses(tested: TestedProvider, why: string, body: Body, answers: Answers = {}): void {
  t.test(`${why}: 400, and nothing is written`, async t => {
    const { app, logIn } = await createProviderApp(t, tested, { answers })
    const answer = await logIn(await made(body))
    t.same({ status: answer.status, body: answer.body }, { status: 400, body: incorrectValue })
    t.same(rowsOf(app), nobody)
  })
}

/** What the provider says is taken for trouble: 503, and nothing is written. */
export function isAway(tested: TestedProvider, why: string, body: Body, answers: Answers): void {
  t.test(`${why}: 503, and nothing is written`, async t => {
    const { app, logIn } = await createProviderApp(t, tested, { answers })
    const { status, headers, body: said } = await logIn(await made(body))
    t.equal(status, 503)
    t.same(said, { detail: `${tested.name} cannot be reached, try again later.` })
    t.match(headers, { 'retry-after': /^\d+$/ })
    t.same(rowsOf(app), nobody)
  })
}

const troubles: [string, Reply][] = [
  ['cuts the connection off', new Reply(200)],
  ['answers 500', new Reply(500, { error: 'x' })],
  ['answers 502 with a page', new Reply(502, '<html>')],
  ['answers 429', new Reply(429, { error: 'x' })],
  ['answers with a page', new Reply(200, '<html>')],
  ['redirects', new Reply(302, {})],
  ['answers with an empty object', new Reply(200, {})],
  ['answers with a list', new Reply(200, [])],
  ['answers with nothing', new Reply(200, 'null')]
]

/** Each kind of trouble at an address is 503, and nothing is written. */
export function isAwayInTrouble(tested: TestedProvider, address: string, body: Body): void {
  for (const [what, reply] of troubles) isAway(tested, `${address} ${what}`, body, { [address]: reply })
}

/** An id_token as the provider makes them. */
export interface IdTokens {
  keys: IssuerKeys
  claims: { iss: string; aud: string; sub: string; iat: number; exp: number }
  /** The client secret, which signs none that an app shows. */
  secret: string
  /** Whether an app may ask for one that is for another client of the same project. */
  anyParty?: boolean
}

const nonce = 'n-0S6_WzA2Mj'

/** What is wrong with an id_token of an app is refused. */
export function refusesForgedIdTokens(
  tested: TestedProvider,
  { keys, claims, secret, anyParty = false }: IdTokens
): void {
  const { iat } = claims
  const forged: [string, object, object?][] = [
    ['for another client', { aud: 'another-client' }],
    ['for another client, too', { aud: [claims.aud, 'another-client'] }],
    ['of another issuer', { iss: 'https://issuer.example' }],
    ['that is over', { iat: iat - 3700, exp: iat - 61 }],
    ['of the future', { iat: iat + 61 }],
    ['that names nobody', { sub: undefined }],
    ['of another login', { nonce: 'another' }],
    ['that no algorithm signs', {}, { header: { alg: 'none' } }],
    ['that is an access token', {}, { header: { typ: 'at+jwt' } }],
    ['signed by the secret', {}, { header: { alg: 'HS256' }, key: new TextEncoder().encode(secret.padEnd(32)) }]
  ]
  const body = (changes: object, forgery?: object) => async () => ({
    id_token: await keys.sign({ ...claims, nonce, ...changes }, forgery),
    nonce
  })
  if (!anyParty) forged.push(['that another client asked for', { azp: 'another-client' }])
  for (const [what, changes, forgery] of forged) refuses(tested, `an id_token ${what}`, body(changes, forgery))
  refuses(tested, 'an id_token that no nonce was asked for with', body({ nonce: undefined }))
  refuses(tested, 'an id_token that another key signed', async () => {
    const others = await createIssuerKeys(keys.jwks.keys[0]?.alg === 'ES256' ? 'ES256' : 'RS256')
    return { id_token: await others.sign({ ...claims, nonce }), nonce }
  })
  t.test('an id_token with a nonce is good for one login', async t => {
    const { logIn } = await createProviderApp(t, tested)
    const id_token = await keys.sign({ ...claims, nonce })
    t.equal((await logIn({ id_token, nonce })).status, 200)
    t.equal((await logIn({ id_token, nonce })).status, 400)
  })
}

/** The hash of an access token in an id_token binds the two. */
export function refusesUnboundAccessToken(tested: TestedProvider, { keys, claims }: Omit<IdTokens, 'secret'>): void {
  refuses(tested, 'an id_token that came with another access_token', async () => ({
    id_token: await keys.sign({ ...claims, at_hash: 'LDktKdoQak3Pk0cnXxCltA' }),
    access_token: 'another-token'
  }))
}

/**
 * Where a provider has no PKCE, a code of the server's own callback is for the browser that waits there: whoever else has
 * it has found it.
 */
export function keepsOwnCodes(tested: TestedProvider, code: string): void {
  t.test("a code of the server's own callback is for the browser that waits there, and for nobody else", async t => {
    const { app, provider, logIn } = await createProviderApp(t, tested)
    const own = `https://example.com/accounts/${tested.id}/login/callback/`
    for (const more of [{}, { redirect_uri: own }, { redirect_uri: own, code_verifier: 'x'.repeat(43) }]) {
      const { status, body } = await logIn({ code, ...more })
      t.same([status, body], [400, { redirect_uri: ['This is not an address that codes may be sent to.'] }])
    }
    t.same([rowsOf(app), provider.asked], [nobody, []])
  })
}
