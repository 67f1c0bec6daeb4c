import { once } from 'node:events'
import { createServer, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { createRemoteJWKSet, decodeJwt, decodeProtectedHeader, jwtVerify } from 'jose'
import t, { type Test } from 'tap'
import { standingClock, startKakao } from './asking.ts'

interface Received {
  method: string | undefined
  url: string | undefined
  headers: IncomingHttpHeaders
  body: string
}

/** An app's server, which keeps what it is sent. */
async function startApp(t: Test, status = 202, answer = '') {
  const received: Received[] = []
  const server = createServer(async (request, response) => {
    const { method, url, headers } = request
    received.push({ method, url, headers, body: await text(request) })
    response.writeHead(status, { location: '/elsewhere' }).end(answer)
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.teardown(() => server.close())
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hooks/kakao/`, received }
}

t.test('the unlink webhook posts a form under the admin key', async t => {
  const kakao = await startKakao(t)
  const app = await startApp(t, 200, 'ok')
  t.same(await kakao.sendUnlink(app.url, { userId: '3700000000000000019' }), { status: 200, body: 'ok' })
  t.match(app.received, [
    {
      method: 'POST',
      url: '/hooks/kakao/',
      headers: {
        authorization: 'KakaoAK kakao-admin-key',
        'content-type': 'application/x-www-form-urlencoded;charset=UTF-8'
      },
      body: 'app_id=770001&user_id=3700000000000000019&referrer_type=UNLINK_FROM_APPS'
    }
  ])
})

t.test('the unlink webhook comes as GET with a query where the app wants it so', async t => {
  const kakao = await startKakao(t)
  const app = await startApp(t, 200)
  const url = `${app.url}?from=kakao`
  await kakao.sendUnlink(url, { userId: '1', referrerType: 'ACCOUNT_DELETE', method: 'GET', adminKey: 'another' })
  t.match(app.received, [
    {
      method: 'GET',
      url: '/hooks/kakao/?from=kakao&app_id=770001&user_id=1&referrer_type=ACCOUNT_DELETE',
      headers: { authorization: 'KakaoAK another' },
      body: ''
    }
  ])
})

t.test('an event is posted as a signed token of its own type, without an end', async t => {
  const clock = standingClock('2026-11-20T09:00:00Z')
  const kakao = await startKakao(t, clock)
  const app = await startApp(t)
  t.same(await kakao.sendEvent(app.url, { event: 'user-unlinked', userId: '3700000001' }), { status: 202, body: '' })
  const [{ method, headers, body } = { method: '', headers: {}, body: '' }] = app.received
  t.equal(method, 'POST')
  t.equal(headers['content-type'], 'application/secevent+jwt')
  t.match(decodeProtectedHeader(body), { alg: 'RS256', typ: 'secevent+jwt' })
  const jwks = createRemoteJWKSet(new URL(`${kakao.url}/.well-known/jwks.json`))
  const { payload } = await jwtVerify(body, jwks, { algorithms: ['RS256'] })
  const { jti, ...claims } = payload
  t.match(jti, /^[\w-]{36}$/)
  t.same(claims, {
    iss: kakao.url,
    aud: 'kakao-rest-api-key',
    sub: '3700000001',
    iat: Date.parse('2026-11-20T09:00:00Z') / 1000,
    events: {
      'https://schemas.openid.net/secevent/oauth/event-type/user-unlinked': {
        subject: { subject_type: 'iss-sub', iss: kakao.url, sub: '3700000001' }
      }
    }
  })
})

const uris = [
  ['user-linked', 'https://schemas.openid.net/secevent/oauth/event-type/user-linked'],
  ['tokens-revoked', 'https://schemas.openid.net/secevent/oauth/event-type/tokens-revoked'],
  ['account-purged', 'https://schemas.openid.net/secevent/risc/event-type/account-purged'],
  ['sessions-revoked', 'https://schemas.openid.net/secevent/risc/event-type/sessions-revoked'],
  ['https://example.com/event-type/other', 'https://example.com/event-type/other']
] as const

t.test('an event is named by its short name or its URI', async t => {
  const kakao = await startKakao(t)
  for (const [event, uri] of uris) {
    t.same(Object.keys(Object(decodeJwt(await kakao.eventToken({ event, userId: '1' })).events)), [uri])
  }
  await t.rejects(async () => kakao.eventToken({ event: 'user-gone', userId: '1' }), { name: 'TypeError' })
})

t.test('two events have different names of their own, unless a test repeats one', async t => {
  const kakao = await startKakao(t)
  const options = { event: 'user-linked', userId: '1' }
  const jtiOf = async (more = {}) => decodeJwt(await kakao.eventToken({ ...options, ...more })).jti
  t.not(await jtiOf(), await jtiOf())
  t.equal(await jtiOf({ jti: 'j-1' }), 'j-1')
})

t.test('a test sets the time, the audience, claims and the header of an event', async t => {
  const kakao = await startKakao(t)
  const token = await kakao.eventToken({
    ...{ event: 'account-disabled', userId: '1', iat: 5, aud: 'somebody-else' },
    claims: { iss: 'https://kauth.kakao.com', jti: undefined },
    header: { typ: 'JWT' }
  })
  t.match(decodeProtectedHeader(token), { typ: 'JWT', alg: 'RS256' })
  t.match(decodeJwt(token), { iat: 5, aud: 'somebody-else', iss: 'https://kauth.kakao.com', jti: undefined })
})

t.test('what the app answers is told, redirects as they are', async t => {
  const kakao = await startKakao(t)
  const refusing = await startApp(t, 400, '{"err":"invalid_key"}')
  const options = { event: 'user-linked', userId: '1' }
  t.same(await kakao.sendEvent(refusing.url, options), { status: 400, body: '{"err":"invalid_key"}' })
  const moved = await startApp(t, 302)
  t.match(await kakao.sendUnlink(moved.url, { userId: '1' }), { status: 302 })
  t.equal(moved.received.length, 1)
})

t.test('an app that does not answer within three seconds has not answered', async t => {
  const kakao = await startKakao(t)
  const server = createServer(() => {}).listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.teardown(() => {
    server.closeAllConnections()
    server.close()
  })
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
  const timeout = AbortSignal.timeout.bind(AbortSignal)
  const waits = t.capture(AbortSignal, 'timeout', (milliseconds: number) => timeout(milliseconds / 100))
  await t.rejects(kakao.sendUnlink(url, { userId: '1' }), { name: 'TimeoutError' })
  await t.rejects(kakao.sendEvent(url, { event: 'user-linked', userId: '1' }), { name: 'TimeoutError' })
  const asked = waits().map(({ args }) => args)
  t.same(asked, [[3000], [3000]], 'a hundredth of it, in this test')
})

t.test('telling an app changes nothing at Kakao; disconnecting does, and tells nobody', async t => {
  const kakao = await startKakao(t)
  const app = await startApp(t, 200)
  await kakao.sdkLogin('3700000001')
  await kakao.sendUnlink(app.url, { userId: '3700000001' })
  await kakao.sendEvent(app.url, { event: 'user-unlinked', userId: '3700000001' })
  t.ok(kakao.links.has('3700000001'))
  kakao.disconnect('3700000001')
  t.notOk(kakao.links.has('3700000001'))
  t.equal(app.received.length, 2)
  t.same(kakao.unlinked, [], 'the app has not unlinked anybody')
})
