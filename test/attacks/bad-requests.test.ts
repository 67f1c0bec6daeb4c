// What a request is beside its body: methods, paths, hosts, and bytes that are no HTTP.
import Fastify, { type FastifyInstance } from 'fastify'
import t, { type Test } from 'tap'
import { suite } from '../../app.ts'
import { answerNotFound, answers } from '../../plugins/answers.ts'
import { createApp, djangoDatabase, obtain, secretKey } from '../helper.ts'
import { kakaoAppId } from '../kakao-server.ts'
import { listen, sendRaw } from './raw-http.ts'

/** A server like that of `npm start`, which answers in our words whatever is asked. */
async function createServer(t: Test): Promise<FastifyInstance> {
  const app = Fastify()
  t.teardown(() => app.close())
  await app.register(answers)
  app.setNotFoundHandler(answerNotFound)
  await app.register(suite, {
    secretKey,
    databaseUrl: djangoDatabase(t),
    emailUrl: `file:${t.testdirName}/mails`,
    rateLimit: false,
    kakaoAppId,
    kakaoApiUrl: 'http://127.0.0.1:9'
  })
  return app
}

const paths = [
  '/api-jwt-auth/',
  '/api-jwt-auth/verify/',
  '/api-jwt-auth/refresh/',
  '/rest-auth/login/',
  '/rest-auth/logout/',
  '/rest-auth/logout/all/',
  '/rest-auth/registration/',
  '/rest-auth/registration/verify-email/',
  '/rest-auth/registration/resend-email/',
  '/rest-auth/user/',
  '/rest-auth/emails/',
  '/rest-auth/emails/1/',
  '/rest-auth/emails/1/primary/',
  '/rest-auth/sessions/',
  '/rest-auth/sessions/x/',
  '/rest-auth/password/change/',
  '/rest-auth/password/reset/',
  '/rest-auth/password/reset/confirm/',
  '/accounts/rest-auth/kakao/',
  '/accounts/rest-auth/kakao/connect/',
  '/socialaccounts/',
  '/socialaccounts/1/disconnect/',
  '/.well-known/jwks.json'
]

t.test('any method at any path is answered as JSON, and one that is not served is refused', async t => {
  const app = await createServer(t)
  const authorization = `JWT ${await obtain(app)}`
  const port = await listen(app)
  const methods = ['TRACE', 'PROPFIND', 'MKCOL', 'COPY', 'LOCK', 'SEARCH', 'QUERY', 'M-SEARCH', 'PURGE', 'LINK']
  const elsewhere = ['/nowhere/', '/rest-auth/nowhere/', '/rest-auth/user', '/rest-auth//user/', '/REST-AUTH/USER/']
  const wrong: string[] = []
  for (const path of [...paths, ...elsewhere]) {
    for (const method of methods) {
      const head = [`${method} ${path} HTTP/1.1`, 'Host: localhost', `Authorization: ${authorization}`]
      const { status, body } = await sendRaw(port, [...head, 'Content-Length: 0'])
      const isRefused = [400, 404, 405].includes(status) && typeof JSON.parse(body).detail === 'string'
      if (!isRefused) wrong.push(`${method} ${path}: ${status} ${body}`)
    }
  }
  t.same(wrong, [])
  for (const path of paths) {
    const options = await app.inject({ method: 'OPTIONS', url: path, headers: { authorization } })
    t.ok(options.statusCode === 200 || options.statusCode === 404, path)
    t.match(options.headers['content-type'], 'application/json', path)
    const head = await app.inject({ method: 'HEAD', url: path, headers: { authorization } })
    t.equal(head.body, '', path)
    t.ok([200, 404, 405].includes(head.statusCode), `${path}: ${head.statusCode}`)
  }
})

t.test('what is no HTTP is 400, and the server goes on', async t => {
  const app = await createApp(t)
  const port = await listen(app)
  const heads = [
    ['NONSENSE /rest-auth/user/ HTTP/1.1', 'Host: localhost'],
    ['GET /rest-auth/user/ HTTP/9.9', 'Host: localhost'],
    ['GET /rest-auth/user/ HTTP/1.1'],
    ['GET /rest-auth/\0/ HTTP/1.1', 'Host: localhost'],
    ['GET /rest-auth/user/ HTTP/1.1', 'Host: localhost', 'X: a\rb'],
    ['POST /api-jwt-auth/ HTTP/1.1', 'Host: localhost', 'Content-Length: -1'],
    ['POST /api-jwt-auth/ HTTP/1.1', 'Host: localhost', 'Content-Length: 5', 'Content-Length: 6'],
    ['POST /api-jwt-auth/ HTTP/1.1', 'Host: localhost', 'Content-Length: 5', 'Transfer-Encoding: chunked'],
    ['POST /api-jwt-auth/ HTTP/1.1', 'Host: localhost', 'Transfer-Encoding: chunked, identity'],
    ['POST /api-jwt-auth/ HTTP/1.1', 'Host: localhost', 'Transfer-Encoding: xchunked'],
    ['GET /rest-auth/user/ HTTP/1.1', 'Host: localhost', ' folded: x']
  ]
  for (const head of heads) t.equal((await sendRaw(port, head, 'x')).status, 400, JSON.stringify(head))
  t.equal((await sendRaw(port, ['GET /whoami HTTP/1.1', 'Host: localhost'])).status, 401)
})

t.test('a path that is malformed is 4xx as JSON', async t => {
  const app = await createServer(t)
  for (const path of [
    '/rest-auth/%',
    '/rest-auth/%zz/',
    '/rest-auth/emails/%ff/',
    '/rest-auth/sessions/%00/',
    '/socialaccounts/%2e%2e/disconnect/',
    '/../../etc/passwd',
    '//evil.example/',
    '/rest-auth/emails/999999999999999999999/',
    '/rest-auth/emails/1e3/',
    '/rest-auth/emails/-1/',
    `/${'a'.repeat(5000)}/`,
    '/rest-auth/user/?%',
    '/rest-auth/user/?__proto__[x]=1'
  ]) {
    const { statusCode, headers } = await app.inject(path)
    t.ok(statusCode >= 400 && statusCode < 500, `${path.slice(0, 60)}: ${statusCode}`)
    t.match(headers['content-type'], 'application/json', path.slice(0, 60))
  }
})

t.test('no header of a host or a proxy changes where an answer leads, or stands in it', async t => {
  const app = await createServer(t)
  const evil = {
    host: 'mallory.example',
    'x-forwarded-host': 'mallory.example',
    'x-forwarded-server': 'mallory.example',
    'x-forwarded-proto': 'ftp',
    'x-forwarded-prefix': '/mallory',
    'x-original-url': '/mallory',
    'x-rewrite-url': '/mallory',
    'x-http-method-override': 'DELETE',
    forwarded: 'host=mallory.example;proto=ftp'
  }
  for (const url of [...paths, '/password-reset/confirm/MQ/x/', '/account-confirm-email/x/', '/nowhere/']) {
    const [plain, asked] = [await app.inject(url), await app.inject({ url, headers: evil })]
    t.equal(asked.statusCode, plain.statusCode, url)
    t.notMatch(asked.body + JSON.stringify(asked.headers), /mallory|ftp:/, url)
    t.notOk(asked.headers.location, url)
  }
})
