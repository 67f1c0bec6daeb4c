import Fastify from 'fastify'
import t, { type Test } from 'tap'
import { suite } from '../../../app.ts'
import { djangoDatabase, readRows, secretKey } from '../../helper.ts'
import { startKakaoServer } from '../../kakao-server.ts'
import { writeRows } from '../../outside.ts'
import {
  answerKakao,
  begin,
  beginUrl,
  callbackUrl,
  challenge,
  comeBack,
  kakaoSettings,
  loginCodeIn,
  pickUp,
  verifier
} from '../../web-login.ts'

/** A server whose log is read, and the emulator. */
async function createLoggedWebApp(t: Test) {
  const lines: string[] = []
  const kakao = await startKakaoServer()
  t.teardown(() => kakao.close())
  const app = Fastify({ logger: { level: 'trace', stream: { write: (line: string) => lines.push(line) } } })
  t.teardown(() => app.close())
  const settings = { ...kakaoSettings(kakao), kakaoScopes: ['openid'], socialaccountStoreTokens: true }
  await app.register(suite, { secretKey, databaseUrl: djangoDatabase(t), ...settings })
  await app.ready()
  lines.length = 0
  return { app, kakao, lines }
}

/** Whether nothing of what a login is made of stands in the log. */
function holdsNone(t: Test, lines: string[], secrets: (string | null)[]): void {
  const log = lines.join('')
  for (const secret of secrets) {
    t.ok(secret !== null && secret.length > 16, 'a secret')
    t.notMatch(log, secret ?? '')
  }
}

t.test('a login that goes through leaves its paths in the log, and nothing else of it', async t => {
  const { app, kakao, lines } = await createLoggedWebApp(t)
  const begun = await begin(app, { next: '/welcome?private=of-somebody', code_challenge: challenge })
  const query = answerKakao(kakao, begun)
  const loginCode = loginCodeIn(await comeBack(app, query, begun.cookie))
  const { body } = await pickUp(app, loginCode, verifier)
  const back = new URLSearchParams(query)
  const [kept] = readRows(app, 'select token, token_secret from socialaccount_socialtoken')
  const carried = begun.cookie.split('=')[1] ?? ''
  const names = ['state', 'nonce', 'code_challenge']
  holdsNone(t, lines, [
    ...names.map(name => begun.asked.get(name)),
    ...[back.get('code'), loginCode, body.token, challenge, verifier, carried, 'kakao-client-secret'],
    ...Object.values(kept ?? {}).map(String),
    'welcome?private=of-somebody'
  ])
  const urls = lines.flatMap(line => JSON.parse(line).req?.url ?? [])
  t.same(urls, [beginUrl, callbackUrl, '/accounts/rest-auth/kakao/'])
})

t.test('neither does one that goes wrong, however it does', async t => {
  const { app, kakao, lines } = await createLoggedWebApp(t)
  const begun = await begin(app)
  const query = answerKakao(kakao, begun)
  const code = new URLSearchParams(query).get('code')
  const secrets = [code, begun.asked.get('state'), begun.asked.get('nonce')]
  const visits = [
    () => app.inject(callbackUrl + query),
    () => comeBack(app, query, 'rest_auth_kakao_login=sealed1:xxxx'),
    () => comeBack(app, `${query}&iss=https://evil.example`, begun.cookie),
    () => app.inject({ method: 'POST', url: callbackUrl + query }),
    () => app.inject({ method: 'PUT', url: callbackUrl + query }),
    () => app.inject(callbackUrl.slice(0, -1) + query),
    () => app.inject(`${callbackUrl}/${query}`),
    () => app.inject(beginUrl + query),
    () => app.inject(`${beginUrl}x/${query}`),
    () => {
      kakao.fail('/oauth/token', { errorCode: 'KOE237' })
      return comeBack(app, query, begun.cookie)
    },
    () => {
      writeRows(app, 'alter table rest_auth_login_code rename to away')
      return comeBack(app, query, begun.cookie)
    }
  ]
  const statuses: number[] = []
  for (const visit of visits) statuses.push((await visit()).statusCode)
  t.same(statuses, [400, 400, 400, 303, 405, 404, 404, 302, 404, 503, 500])
  t.match(
    lines.map(line => JSON.parse(line)).filter(({ level }) => level >= 40),
    [{ msg: 'unavailable', cause: { message: 'answered 400 KOE237' } }, { level: 50 }]
  )
  holdsNone(t, lines, secrets)
})
