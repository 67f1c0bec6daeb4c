import t from 'tap'
import { codeOf, exchange, get, loginUrl, me, post, startKakao, tokenInfo } from './asking.ts'

const codes = [
  [-1, 400],
  [-2, 400],
  [-7, 503],
  [-10, 400],
  [-101, 400],
  [-103, 400],
  [-401, 401],
  [-402, 403],
  [-406, 401],
  [-9798, 503],
  [-500, 400]
] as const

for (const [code, status] of codes) {
  t.test(`the next request to a path answers code ${code} in a ${status}, and the one after it as always`, async t => {
    const kakao = await startKakao(t)
    kakao.fail('/v2/user/me', { code })
    t.match(await tokenInfo(kakao, 'tok-jiyun'), { status: 200 }, 'other paths are not touched')
    const failed = await me(kakao, 'tok-jiyun', '?secure_resource=true')
    t.match(failed, { status, json: { code, msg: String } })
    t.match(await me(kakao, 'tok-jiyun'), { status: 200 })
  })
}

t.test('an error comes in the status that a test gives it', async t => {
  const kakao = await startKakao(t)
  kakao.fail('/v2/user/me', { status: 429, code: -10 })
  t.match(await me(kakao, 'tok-jiyun'), { status: 429, json: { code: -10 } })
})

t.test('missing consent names what is missing', async t => {
  const kakao = await startKakao(t)
  kakao.fail('/v2/user/me', { code: -402 })
  t.match((await me(kakao, 'tok-jiyun')).json, { code: -402, required_scopes: ['account_email'] })
  kakao.fail('/v2/user/me', { code: -402, more: { required_scopes: ['talk_message'] } })
  t.same((await me(kakao, 'tok-jiyun')).json.required_scopes, ['talk_message'])
})

const oauthCodes = [
  ['KOE003', 400, 'server_error'],
  ['KOE010', 401, 'invalid_client'],
  ['KOE101', 401, 'invalid_client'],
  ['KOE237', 400, 'invalid_request'],
  ['KOE303', 400, 'invalid_grant'],
  ['KOE320', 400, 'invalid_grant'],
  ['KOE999', 400, 'invalid_request']
] as const

for (const [errorCode, status, error] of oauthCodes) {
  t.test(`the token endpoint answers ${errorCode} in a ${status} when told to, and keeps the code`, async t => {
    const kakao = await startKakao(t)
    const code = codeOf(kakao)
    kakao.fail('/oauth/token', { errorCode })
    t.match(await exchange(kakao, code), { status, json: { error, error_code: errorCode, error_description: String } })
    t.match(await exchange(kakao, code), { status: 200 })
  })
}

t.test('kauth takes another status and further members as well', async t => {
  const kakao = await startKakao(t)
  kakao.fail('/oauth/token', { errorCode: 'KOE237', status: 429, more: { retry: 1 } })
  t.match(await post(kakao, '/oauth/token'), { status: 429, json: { error_code: 'KOE237', retry: 1 } })
})

t.test('so many requests fail as were ordered, in the order they were', async t => {
  const kakao = await startKakao(t)
  kakao.fail('/v2/user/me', { code: -1 }, 2)
  kakao.fail('/v2/user/me', { code: -7 })
  const statuses: number[] = []
  for (let i = 0; i < 4; i++) statuses.push((await me(kakao, 'tok-jiyun')).status)
  t.same(statuses, [400, 400, 503, 200])
})

t.test('a test answers by hand, whatever was asked, even at paths that are none', async t => {
  const kakao = await startKakao(t)
  kakao.fail('/v9/nothing', (request, response) => response.writeHead(418).end(`"${request.method} ${request.url}"`))
  t.match(await get(kakao, '/v9/nothing?x=1'), { status: 418, text: '"GET /v9/nothing?x=1"' })
  t.match(await get(kakao, '/v9/nothing'), { status: 404, json: { code: -3 } })
})

t.test('a test hangs up', async t => {
  const kakao = await startKakao(t)
  kakao.fail('/oauth/token', ({ socket }) => socket.resetAndDestroy())
  await t.rejects(post(kakao, '/oauth/token', { grant_type: 'x' }), TypeError)
  t.same(kakao.asked, ['POST /oauth/token'], 'which is noted too')
})

t.test('where people look, an error is a page', async t => {
  const kakao = await startKakao(t)
  for (const url of [loginUrl(kakao), `${kakao.url}/oauth/logout`]) {
    kakao.fail(new URL(url).pathname, { errorCode: 'KOE003' })
    const response = await fetch(url)
    t.equal(response.status, 400)
    t.equal(response.headers.get('content-type'), 'text/html;charset=UTF-8')
    t.match(await response.text(), 'KOE003')
  }
})

t.test('an answer of a test that breaks ends that request, and no other', async t => {
  const kakao = await startKakao(t)
  kakao.fail('/v2/user/me', () => {
    throw new Error('a fault in the test')
  })
  await t.rejects(me(kakao, 'tok-jiyun'), TypeError)
  t.match(await me(kakao, 'tok-jiyun'), { status: 200 })
})
