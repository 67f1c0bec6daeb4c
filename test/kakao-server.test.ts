import { spawn } from 'node:child_process'
import { once } from 'node:events'
import type { ServerResponse } from 'node:http'
import { fileURLToPath } from 'node:url'
import t, { type Test } from 'tap'
import { kakaoAppId, startKakaoServer } from './kakao-server.ts'

async function startKakao(t: Test) {
  const kakao = await startKakaoServer()
  t.teardown(() => kakao.close())
  return kakao
}

async function ask(url: string, token?: string, method = 'GET') {
  const headers: Record<string, string> = token === undefined ? {} : { authorization: `Bearer ${token}` }
  const response = await fetch(url, { method, headers })
  const text = await response.text()
  return { status: response.status, type: response.headers.get('content-type'), text, json: JSON.parse(text) }
}

t.test('the token info tells whose a token is, of which app, and for how long', async t => {
  const kakao = await startKakao(t)
  const { status, type, json } = await ask(`${kakao.url}/v1/user/access_token_info`, 'tok-jiyun')
  t.equal(status, 200)
  t.equal(type, 'application/json;charset=UTF-8')
  t.same(json, { id: 3700000001, expires_in: 21_599, app_id: kakaoAppId, appId: kakaoAppId })
})

t.test('the token info tells what a test gave the token', async t => {
  const kakao = await startKakao(t)
  kakao.tokens.set('tok-other', { person: { id: '8', nickname: 'other' }, appId: 990009, expiresIn: 60 })
  const { json } = await ask(`${kakao.url}/v1/user/access_token_info`, 'tok-other')
  t.same(json, { id: 8, expires_in: 60, app_id: 990009, appId: 990009 })
})

t.test('the user data tell what a person shared', async t => {
  const kakao = await startKakao(t)
  const { status, json } = await ask(`${kakao.url}/v2/user/me`, 'tok-jiyun')
  t.equal(status, 200)
  t.same(json, {
    id: 3700000001,
    connected_at: '2026-01-02T03:04:05Z',
    properties: { nickname: '지윤' },
    kakao_account: {
      profile_nickname_needs_agreement: false,
      profile: { nickname: '지윤', is_default_image: true },
      has_email: true,
      email_needs_agreement: false,
      is_email_valid: true,
      is_email_verified: true,
      email: 'jiyun@kakao.example'
    }
  })
})

t.test('the user data leave out an e-mail address that was not shared, and say so', async t => {
  const kakao = await startKakao(t)
  const { json } = await ask(`${kakao.url}/v2/user/me`, 'tok-noemail')
  t.equal(json.kakao_account.email_needs_agreement, true)
  for (const name of ['email', 'is_email_valid', 'is_email_verified']) t.notOk(Object.hasOwn(json.kakao_account, name))
})

t.test('an id of 19 digits stands in both answers as it is', async t => {
  const kakao = await startKakao(t)
  kakao.tokens.set('tok-long', { person: { id: '3700000000000000001', nickname: 'long' } })
  for (const path of ['/v1/user/access_token_info', '/v2/user/me']) {
    const { text } = await ask(kakao.url + path, 'tok-long')
    t.match(text, /^\{"id":3700000000000000001,/)
  }
})

t.test('all tokens of the recorded contract are known, each to its person', async t => {
  const kakao = await startKakao(t)
  const people = [
    ['tok-jiyun', 3700000001, '지윤', 'jiyun@kakao.example'],
    ['tok-jiyun-2', 3700000001, '지윤', 'jiyun@kakao.example'],
    ['tok-noemail', 3700000002, '무메일', undefined],
    ['tok-taken', 3700000005, '중복', 'taken@example.com'],
    ['tok-samename', 3700000006, '지윤', 'jiyun2@kakao.example'],
    ['tok-n0', 3710000000, '사람0', 'n0@kakao.example'],
    ['tok-n199', 3710000199, '사람199', 'n199@kakao.example']
  ] as const
  for (const [token, ...person] of people) {
    const { json } = await ask(`${kakao.url}/v2/user/me`, token)
    t.same([json.id, json.kakao_account.profile.nickname, json.kakao_account.email], person, token)
  }
})

t.test('a token that is not known is 401 with code -401, and so is none', async t => {
  const kakao = await startKakao(t)
  for (const token of ['tok-n200', '', undefined]) {
    const { status, json } = await ask(`${kakao.url}/v2/user/me`, token)
    t.equal(status, 401)
    t.equal(json.code, -401)
  }
})

t.test('what is no API of it is 404 with code -3', async t => {
  const kakao = await startKakao(t)
  const asked = [
    ['GET', '/v2/user/you'],
    ['POST', '/v2/user/me']
  ] as const
  for (const [method, path] of asked) {
    const { status, json } = await ask(kakao.url + path, 'tok-jiyun', method)
    t.equal(status, 404)
    t.equal(json.code, -3)
  }
})

t.test('a token that a test answers by hand is answered so, whatever is asked', async t => {
  const kakao = await startKakao(t)
  const person = { id: '1', nickname: 'by hand' }
  kakao.tokens.set('tok-hand', {
    person,
    respond: (request, response) => response.writeHead(418).end(`"${request.url}"`)
  })
  for (const path of ['/v1/user/access_token_info', '/v2/user/me']) {
    const { status, json } = await ask(kakao.url + path, 'tok-hand')
    t.equal(status, 418)
    t.equal(json, path)
  }
})

t.test('a token that a test answers by hand is answered so at APIs alone', async t => {
  const kakao = await startKakao(t)
  const respond = (_request: unknown, response: ServerResponse) => response.writeHead(418).end('{}')
  kakao.tokens.set('tok-hand', { person: { id: '1', nickname: 'by hand' }, respond })
  t.match(await ask(`${kakao.url}/v2/user/you`, 'tok-hand'), { status: 404, json: { code: -3 } })
})

t.test('what was asked is noted in order', async t => {
  const kakao = await startKakao(t)
  await ask(`${kakao.url}/v1/user/access_token_info`, 'tok-jiyun')
  await ask(`${kakao.url}/v2/user/me?secure_resource=true`, 'tok-nobody')
  t.same(kakao.asked, ['GET /v1/user/access_token_info', 'GET /v2/user/me?secure_resource=true'])
})

t.test('a port in use is an error', async t => {
  const kakao = await startKakao(t)
  await t.rejects(startKakaoServer(Number(new URL(kakao.url).port)), { code: 'EADDRINUSE' })
})

t.test('closing cuts what hangs, and then nobody answers', async t => {
  const kakao = await startKakao(t)
  const hangs = new Promise<void>(resolve => {
    kakao.tokens.set('tok-hangs', { person: { id: '1', nickname: 'slow' }, respond: () => resolve() })
  })
  const answer = t.rejects(ask(`${kakao.url}/v2/user/me`, 'tok-hangs'), TypeError)
  await hangs
  await kakao.close()
  await answer
  await t.rejects(ask(`${kakao.url}/v2/user/me`, 'tok-jiyun'), { cause: { code: 'ECONNREFUSED' } })
})

t.test('run by hand, it says where it answers and how to start the server against it', async t => {
  const script = fileURLToPath(new URL('kakao-server.ts', import.meta.url))
  const child = spawn(process.execPath, [script], {
    env: { ...process.env, KAKAO_PORT: '0' },
    stdio: ['ignore', 'pipe', 'inherit']
  })
  t.teardown(() => child.kill())
  const [words = ''] = (await once(child.stdout, 'data')).map(String)
  const settings = Object.fromEntries([...words.matchAll(/(KAKAO_\w+)=(\S+)/g)].map(([, name, value]) => [name, value]))
  const url = settings.KAKAO_API_URL ?? ''
  t.match(url, /^http:\/\/127\.0\.0\.1:\d+$/)
  t.same(settings, {
    KAKAO_APP_ID: '770001',
    KAKAO_API_URL: url,
    KAKAO_AUTH_URL: url,
    KAKAO_REST_API_KEY: 'kakao-rest-api-key',
    KAKAO_CLIENT_SECRET: 'kakao-client-secret',
    KAKAO_NATIVE_APP_KEY: 'kakao-native-app-key',
    KAKAO_JAVASCRIPT_KEY: 'kakao-javascript-key',
    KAKAO_ADMIN_KEY: 'kakao-admin-key'
  })
  t.match(words, /npm start\n/)
  t.match(words, /tok-jiyun/)
  const { status, json } = await ask(`${url}/v1/user/access_token_info`, 'tok-jiyun')
  t.equal(status, 200)
  t.equal(json.app_id, 770001)
})
