import { exportJWK, generateKeyPair, importJWK } from 'jose'
import t, { type Test } from 'tap'
import { EventRefused, eventLifetime, verifyEventToken } from '../../accounts/verify-event-token.ts'
import { answering } from '../kakao-login.ts'
import type { EventOptions } from '../kakao-server.ts'
import { clientOf } from '../social-client.ts'
import { createWebhookApp, jiyunId } from '../webhook-app.ts'
import { thrown } from './refusal.ts'

const unlinked = 'https://schemas.openid.net/secevent/oauth/event-type/user-unlinked'
const jwks = '/.well-known/jwks.json'

/** A server, and why it does not take a token; undefined when it does. */
async function createVerifying(t: Test, options = {}) {
  const parts = await createWebhookApp(t, options)
  const { app, kakao } = parts
  const verify = (token: string) => verifyEventToken(app.accounts, clientOf(app), token)
  const sign = (changes: Partial<EventOptions> = {}) =>
    kakao.eventToken({ event: 'user-unlinked', userId: jiyunId, ...changes })
  async function reason(changes: Partial<EventOptions>): Promise<unknown> {
    const error = await thrown(verify(await sign(changes)))
    return error instanceof EventRefused ? error.reason : error
  }
  return { ...parts, verify, sign, reason }
}

t.test('a token tells its id, whom it is about, when it was issued, and its events', async t => {
  const { verify, sign, clock } = await createVerifying(t)
  const token = await verify(await sign({ jti: 'j1' }))
  t.same(token, { jti: 'j1', uid: jiyunId, issued: 1000 * clock.seconds, events: [unlinked] })
})

t.test('a refusal is an error with a code of its own', async t => {
  t.match(new EventRefused('invalid_key'), { code: 'REST_AUTH_EVENT_REFUSED', message: 'invalid_key' })
})

t.test('the person is named by the token, by its events, or by both alike', async t => {
  const { verify, sign, reason } = await createVerifying(t)
  const events = (subject: unknown) => ({ [unlinked]: { subject } })
  const fine = [
    { events: events(undefined) },
    { sub: undefined },
    { sub: undefined, events: events({ sub: jiyunId }) },
    { events: { [unlinked]: {}, 'urn:x': { subject: { sub: jiyunId } } } }
  ]
  for (const claims of fine) t.equal((await verify(await sign({ claims }))).uid, jiyunId, JSON.stringify(claims))
  const wrong = [
    { sub: undefined, events: events(undefined) },
    { sub: undefined, events: events({ sub: 3700000001 }) },
    { sub: undefined, events: events([jiyunId]) },
    { sub: 3700000001, events: events(undefined) },
    { sub: 3700000001 },
    { events: events({ sub: '3700000002' }) },
    { sub: undefined, events: { [unlinked]: { subject: { sub: '1' } }, 'urn:x': { subject: { sub: '2' } } } }
  ]
  for (const claims of wrong) t.equal(await reason({ claims }), 'invalid_request', JSON.stringify(claims))
})

t.test('a token without events, without an id or without a time is none', async t => {
  const { reason, clock } = await createVerifying(t)
  const wrong = [
    { events: undefined },
    { events: {} },
    { events: null },
    { events: [unlinked] },
    { events: unlinked },
    { jti: undefined },
    { jti: 5 },
    { iat: undefined },
    { iat: String(clock.seconds) },
    { iat: null },
    { exp: clock.seconds - 61 },
    { exp: 'never' },
    { nbf: clock.seconds + 120 }
  ]
  for (const claims of wrong) t.equal(await reason({ claims }), 'invalid_request', JSON.stringify(claims))
})

t.test('a token of another type is none', async t => {
  const { verify, sign, reason } = await createVerifying(t)
  for (const typ of ['JWT', 'at+jwt', 'logout+jwt', 'secevent', '', undefined, 5]) {
    t.equal(await reason({ header: { typ } }), 'invalid_request', String(typ))
  }
  t.ok(await verify(await sign({ header: { typ: 'application/SecEvent+JWT' } })), 'RFC 7515, section 4.1.9')
})

t.test('a token counts for ninety days, and not from the future', async t => {
  const { reason, clock } = await createVerifying(t)
  const days = eventLifetime / 86_400_000
  t.equal(days, 90)
  const { seconds } = clock
  t.equal(await reason({ iat: seconds - 90 * 86_400 + 1 }), undefined)
  t.equal(await reason({ iat: seconds - 90 * 86_400 }), 'invalid_request')
  t.equal(await reason({ iat: seconds + 60 }), undefined)
  t.equal(await reason({ iat: seconds + 61 }), 'invalid_request')
  t.equal(await reason({ iat: 0 }), 'invalid_request')
  t.equal(await reason({ iat: 1000 * seconds }), 'invalid_request', 'milliseconds are no seconds')
})

t.test('a token of more than 16 KiB is not looked at', async t => {
  const { verify, sign, kakao } = await createVerifying(t)
  const token = await sign({ claims: { more: 'x'.repeat(12_000) } })
  t.match(await thrown(verify(token)), { reason: 'invalid_request' })
  t.match(await thrown(verify('x'.repeat(16_385))), { reason: 'invalid_request' })
  t.same(kakao.asked, [])
  t.ok(await verify(await sign({ claims: { more: 'x'.repeat(11_000) } })))
})

t.test('what is signed by nobody, by another key or by another algorithm is not signed by the issuer', async t => {
  const { verify, sign, reason } = await createVerifying(t)
  const { privateKey } = await generateKeyPair('RS256')
  const elliptic = (await generateKeyPair('ES256')).privateKey
  t.equal(await reason({ header: { alg: 'none' } }), 'invalid_key')
  t.equal(await reason({ key: privateKey }), 'invalid_key')
  t.equal(await reason({ header: { kid: 'another' } }), 'invalid_key')
  t.equal(await reason({ header: { alg: 'HS256' }, key: Buffer.from('kakao-client-secret'.repeat(2)) }), 'invalid_key')
  t.equal(await reason({ header: { alg: 'ES256' }, key: elliptic }), 'invalid_key')
  const [head, body, signature = ''] = (await sign()).split('.')
  const flipped = (signature.startsWith('A') ? 'B' : 'A') + signature.slice(1)
  t.match(await thrown(verify(`${head}.${body}.${flipped}`)), { reason: 'invalid_key' })
  t.match(await thrown(verify(`${head}.${body}.`)), { reason: 'invalid_key' })
})

t.test('of a key that names no algorithm, RS256 alone is taken', async t => {
  const { kakao, reason } = await createVerifying(t)
  const own = await generateKeyPair('PS256', { extractable: true })
  const jwk = { ...(await exportJWK(own.publicKey)), kid: 'own' }
  kakao.fail(jwks, answering(200, JSON.stringify({ keys: [jwk] })), 9)
  t.equal(await reason({ header: { kid: 'own', alg: 'PS256' }, key: own.privateKey }), 'invalid_key')
  const key = await importJWK(await exportJWK(own.privateKey), 'RS256')
  t.equal(await reason({ header: { kid: 'own' }, key }), undefined)
})

t.test('another issuer is told from another audience', async t => {
  const { reason, kakao } = await createVerifying(t)
  for (const iss of ['https://kauth.kakao.com', `${kakao.url}/`, [kakao.url], undefined]) {
    t.equal(await reason({ claims: { iss } }), 'invalid_issuer', String(iss))
  }
  for (const aud of ['another-app', '', undefined, [], 770001]) {
    t.equal(await reason({ claims: { aud } }), 'invalid_audience', String(aud))
  }
})

t.test('each key of the app that is set up is an audience, and no other', async t => {
  const { reason } = await createVerifying(t)
  t.equal(await reason({ aud: 'kakao-rest-api-key' }), undefined)
  t.equal(await reason({ aud: 'kakao-native-app-key' }), undefined)
  t.equal(await reason({ claims: { aud: ['another-app', 'kakao-native-app-key'] } }), undefined)
  t.equal(await reason({ aud: 'kakao-javascript-key' }), 'invalid_audience')
  const { reason: withScript } = await createVerifying(t, { kakaoJavascriptKey: 'kakao-javascript-key' })
  t.equal(await withScript({ aud: 'kakao-javascript-key' }), undefined)
})

t.test('where no key is set up, or the provider signs nothing, no token is for us', async t => {
  const { app, sign } = await createVerifying(t)
  const token = await sign()
  const { provider, keys } = clientOf(app)
  t.notOk('discover' in provider)
  const { idToken, ...silent } = provider as Exclude<typeof provider, { issuer: string }>
  t.ok(idToken)
  const withoutKeys = clientOf(app, 'kakao', { siteId: 2, keys: { ...keys, clientId: '', key: '' } })
  for (const client of [withoutKeys, clientOf(app, 'kakao', { provider: silent })]) {
    t.match(await thrown(verifyEventToken(app.accounts, client, token)), { reason: 'invalid_audience' })
  }
})

t.test('a key that has just come into use is asked for', async t => {
  const { verify, sign, kakao, clock } = await createVerifying(t)
  await verify(await sign())
  await kakao.rotateKeys()
  clock.seconds += 31
  t.ok(await verify(await sign()))
  t.same(kakao.asked, [`GET ${jwks}`, `GET ${jwks}`])
})

t.test('while the keys cannot be had, nobody says that the token is wrong', async t => {
  const failures = [
    answering(500, '{}'),
    answering(404, '{}'),
    answering(400, '{"error":"invalid_request"}'),
    answering(200, '{"keys":"none"}'),
    answering(200, '<html>')
  ]
  for (const failure of failures) {
    const { kakao, reason } = await createVerifying(t)
    kakao.fail(jwks, failure)
    t.match(await reason({}), { code: 'REST_AUTH_REFUSED', statusCode: 503, detail: { name: 'providerUnavailable' } })
  }
})

t.test('a key that is too weak is none that signs', async t => {
  const { kakao, verify, sign } = await createVerifying(t)
  const token = await sign()
  const header = JSON.parse(Buffer.from(token.split('.')[0] ?? '', 'base64url').toString())
  const weak = { kty: 'RSA', n: 'AQAB', e: 'AQAB', kid: header.kid, alg: 'RS256', use: 'sig' }
  kakao.fail(jwks, answering(200, JSON.stringify({ keys: [weak] })))
  t.match(await thrown(verify(token)), { reason: 'invalid_key' })
})

t.test('a fault of ours is no refusal', async t => {
  const { app, sign } = await createVerifying(t)
  const fault = new RangeError('ours')
  const publicKeys = {
    find: async () => {
      throw fault
    }
  }
  const client = clientOf(app, 'kakao', { publicKeys })
  t.equal(await thrown(verifyEventToken(app.accounts, client, await sign())), fault)
})
