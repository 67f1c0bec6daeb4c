import t from 'tap'
import { connect } from '../db/opened.ts'
import { answering } from '../kakao-login.ts'
import { allFine, createHealthy, examine, key } from './doctor-of.ts'
import { run } from './terminal.ts'

const tokenPath = '/oauth/token'
const discoveryPath = '/.well-known/openid-configuration'
const jwksPath = '/.well-known/jwks.json'

t.test('the redirect URI is printed as it is to be registered', async t => {
  const { environment, examine } = await createHealthy(t)
  const { findings } = await examine()
  t.equal(findings['Redirect URI']?.lines[2], 'https://shop.example.com/accounts/kakao/login/callback/')
  await run(['site', 'localhost:8000'], { environment })
  const local = await examine()
  t.equal(local.findings['Redirect URI']?.lines[2], 'http://localhost:8000/accounts/kakao/login/callback/')
  t.strictSame([local.code, local.verdicts], [0, allFine])
})

t.test('a redirect URI that Kakao would not take is wrong', async t => {
  const { environment, examine } = await createHealthy(t)
  const path = String(environment.DATABASE_URL).slice('file:'.length)
  const http = { ACCOUNT_DEFAULT_HTTP_PROTOCOL: 'http' }
  const wrong = [
    ['example.com', {}, /still called example\.com/],
    ['shop.example.com', http, /is not https/],
    ['localhost.example.com', http, /is not https/],
    ['SHOP.example.com', {}, /or capitals/],
    ['shop.example.com:443', {}, /or capitals/],
    ['shop example', {}, /or capitals/]
  ] as const
  for (const [domain, changes, sentence] of wrong) {
    connect(t, { path }).prepare('update django_site set domain = ?').run(domain) // as Django's admin would
    const { code, verdicts, findings } = await examine(changes)
    t.strictSame([code, verdicts], [1, { ...allFine, 'Redirect URI': 'wrong' }], domain)
    t.match(findings['Redirect URI']?.lines[1], sentence, domain)
  }
})

t.test('Kakao’s verdict on a made-up code says whether the keys are right', async t => {
  const { kakao, examine } = await createHealthy(t)
  const unknown = await examine({ KAKAO_REST_API_KEY: key('f') })
  t.strictSame([unknown.code, unknown.verdicts], [1, { ...allFine, 'Token endpoint': 'wrong' }])
  t.match(unknown.findings['Token endpoint']?.lines, [
    /^KOE101: .*\[카카오 디벨로퍼스 > 앱 > 플랫폼 키 > REST API 키\]$/,
    /^KOE101: .*\[Kakao Developers > App > Platform key > REST API key\]$/
  ])
  for (const wrong of ['another', '']) {
    const { findings, verdicts } = await examine({ KAKAO_CLIENT_SECRET: wrong })
    t.equal(verdicts['Token endpoint'], 'wrong')
    t.match(findings['Token endpoint']?.lines[1], /^KOE010: .*Client secret\]$/)
  }
  t.same(kakao.unlinked, [])
})

t.test('Kakao is shown its own question: the callback of the site, the keys, and a code that nobody has', async t => {
  const { kakao, examine } = await createHealthy(t)
  const bodies: URLSearchParams[] = []
  const types: (string | undefined)[] = []
  for (const KAKAO_CLIENT_SECRET of ['S3cret', '']) {
    kakao.fail(tokenPath, (request, response) => {
      types.push(request.headers['content-type'])
      request.setEncoding('utf8').on('data', text => bodies.push(new URLSearchParams(text)))
      request.on('end', () => answering(400, '{"error":"invalid_grant","error_code":"KOE320"}')(request, response))
    })
    t.equal((await examine({ KAKAO_CLIENT_SECRET })).code, 0)
  }
  const [{ code, ...form } = {}, { code: another, ...withoutSecret } = {}] = bodies.map(body =>
    Object.fromEntries(body)
  )
  t.strictSame(form, {
    grant_type: 'authorization_code',
    client_id: key('a'),
    redirect_uri: 'https://shop.example.com/accounts/kakao/login/callback/',
    client_secret: 'S3cret'
  })
  const { client_secret: secret, ...rest } = form
  t.strictSame([secret, withoutSecret], ['S3cret', rest])
  t.strictSame(new Set(types), new Set(['application/x-www-form-urlencoded']))
  t.match(code, /^made-up-[\w-]{36}$/)
  t.not(code, another)
})

t.test('of several client ids, Kakao is asked about that of the web', async t => {
  const { examine } = await createHealthy(t)
  t.strictSame((await examine({ KAKAO_REST_API_KEY: `${key('a')}, ${key('f')}` })).verdicts, allFine)
})

t.test('while Kakao is busy nothing is said about the keys', async t => {
  const { kakao, examine } = await createHealthy(t)
  for (const errorCode of ['KOE003', 'KOE237']) {
    kakao.fail(tokenPath, { errorCode })
    const { code, verdicts, findings } = await examine()
    t.strictSame([code, verdicts], [0, { ...allFine, 'Token endpoint': 'not checked' }])
    t.match(findings['Token endpoint']?.lines[1], new RegExp(`^${errorCode}: `))
  }
})

t.test('any other verdict is wrong, and explained if it is known', async t => {
  const { kakao, examine } = await createHealthy(t)
  const answers = [
    [{ errorCode: 'KOE009' }, /^KOE009: The platform/],
    [{ errorCode: 'KOE999' }, /\(400\) is not understood/],
    [answering(200, '{"access_token":"x"}'), /\(200\) is not understood/],
    [answering(502, '<html>'), /\(502\) is not understood/],
    [answering(200, '{"error_code":320}'), /\(200\) is not understood/]
  ] as const
  for (const [failure, sentence] of answers) {
    kakao.fail(tokenPath, failure)
    const { code, verdicts, findings } = await examine()
    t.strictSame([code, verdicts], [1, { ...allFine, 'Token endpoint': 'wrong' }])
    t.match(findings['Token endpoint']?.lines[1], sentence)
  }
})

t.test('another issuer than KAKAO_AUTH_URL is wrong', async t => {
  const { kakao, examine } = await createHealthy(t)
  const answers = [
    [answering(200, '{"issuer":"https://kauth.kakao.com"}'), 'https://kauth.kakao.com'],
    [answering(200, `{"issuer":"${kakao.url}/"}`), `${kakao.url}/`],
    [answering(200, '{"issuer":5}'), '?'],
    [answering(404, '<html>'), '?']
  ] as const
  for (const [failure, issuer] of answers) {
    kakao.fail(discoveryPath, failure)
    const { code, verdicts, findings } = await examine()
    t.strictSame([code, verdicts], [1, { ...allFine, Issuer: 'wrong' }])
    t.ok(findings.Issuer?.lines[1]?.startsWith(`The issuer of id_tokens is ${issuer}, and not`))
  }
})

t.test('without public keys nothing can be verified', async t => {
  const { kakao, examine } = await createHealthy(t)
  const answers = [
    [200, '{"keys":[]}'],
    [200, '{"keys":[{"kty":"EC"}]}'],
    [200, '{}'],
    [200, '[]'],
    [500, '']
  ] as const
  for (const [status, body] of answers) {
    kakao.fail(jwksPath, answering(status, body))
    const { code, verdicts, findings } = await examine()
    t.strictSame([code, verdicts], [1, { ...allFine, 'Public keys': 'wrong' }])
    t.match(findings['Public keys']?.lines[1], `(answer ${status})`)
  }
  await kakao.rotateKeys()
  t.match((await examine()).findings['Public keys']?.lines[1], /^There are 2 public keys/)
})

t.test('a clock that is more than a minute away from Kakao’s is wrong', async t => {
  const { kakao, environment } = await createHealthy(t)
  const now = Date.parse('2026-11-23T12:00:00Z')
  const verdicts = [
    [0, 'ok', 0],
    [60, 'ok', 60],
    [-60, 'ok', 60],
    [61, 'wrong', 61],
    [-3600, 'wrong', 3600]
  ] as const
  for (const [difference, verdict, seconds] of verdicts) {
    kakao.fail(discoveryPath, (request, response) => {
      response.setHeader('date', new Date(now - 1000 * difference).toUTCString())
      answering(200, `{"issuer":"${kakao.url}"}`)(request, response)
    })
    const { code, findings } = await examine(environment, () => now)
    t.match([code, findings.Clock?.verdict], [verdict === 'ok' ? 0 : 1, verdict], String(difference))
    t.match(findings.Clock?.lines[1], new RegExp(`^It is ${seconds} seconds from that of Kakao`))
  }
})

t.test('where Kakao does not say what time it is, the clock is not checked', async t => {
  const { kakao, examine } = await createHealthy(t)
  for (const date of [undefined, 'yesterday']) {
    kakao.fail(discoveryPath, (request, response) => {
      response.sendDate = false
      if (date !== undefined) response.setHeader('date', date)
      answering(200, `{"issuer":"${kakao.url}"}`)(request, response)
    })
    const { code, verdicts } = await examine()
    t.strictSame([code, verdicts], [0, { ...allFine, Clock: 'not checked' }])
  }
})

t.test('where Kakao cannot be reached, each question says so', async t => {
  const { kakao, examine } = await createHealthy(t)
  await kakao.close()
  const { code, verdicts, findings } = await examine()
  const { Clock, ...others } = allFine
  t.strictSame([code, verdicts], [1, { ...others, 'Token endpoint': 'wrong', Issuer: 'wrong', 'Public keys': 'wrong' }])
  t.equal(
    findings.Issuer?.lines[1],
    `${kakao.url}${discoveryPath} cannot be reached (ECONNREFUSED): check the network, the firewall, and KAKAO_AUTH_URL.`
  )
})

t.test('an answer that does not come in five seconds, or never ends, is none', async t => {
  const { kakao, examine } = await createHealthy(t)
  const limits: number[] = []
  const { timeout } = AbortSignal
  t.intercept(AbortSignal, 'timeout', {
    value(limit: number) {
      limits.push(limit)
      return timeout.call(AbortSignal, 300)
    }
  })
  kakao.fail(discoveryPath, () => {})
  kakao.fail(jwksPath, answering(200, `{"keys":[${' '.repeat(70_000)}]}`))
  const { verdicts, findings } = await examine()
  t.match(verdicts, { Issuer: 'wrong', 'Public keys': 'wrong' })
  t.match(findings.Issuer?.lines[1], '(TimeoutError)')
  t.match(findings['Public keys']?.lines[1], '(UND_ERR_RES_EXCEEDED_MAX_SIZE)')
  t.strictSame(limits, [5000, 5000, 5000])
})

t.test('no redirect is followed', async t => {
  const { kakao, examine } = await createHealthy(t)
  kakao.fail(discoveryPath, (_request, response) =>
    response.writeHead(302, { location: `${kakao.url}/elsewhere` }).end()
  )
  t.equal((await examine()).verdicts.Issuer, 'wrong')
  t.notOk(kakao.asked.some(line => line.includes('elsewhere')))
})
