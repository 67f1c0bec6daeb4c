import type { FastifyInstance } from 'fastify'
import t, { type Test } from 'tap'
import { obtain, password, readRows } from '../helper.ts'
import { createMailingApp, korean } from '../mailing-app.ts'

const host = 'shop.example'
const ownOrigin = `https://${host}`

/** A server that reads the cookie, and one of alice's for it. */
async function createBrowsed(t: Test) {
  const { app } = await createMailingApp(t, { jwtAuthCookie: 'jwt' })
  return { app, token: await obtain(app) }
}

/** Changes alice's first name as a browser does that has her cookie. */
async function rename(app: FastifyInstance, token: string, headers: Record<string, string>) {
  const response = await app.inject({
    method: 'PATCH',
    url: '/rest-auth/user/',
    headers: { host, cookie: `jwt=${token}`, ...headers },
    payload: { first_name: 'Eve' }
  })
  const [row] = readRows(app, 'select first_name from auth_user where id = 1')
  return { status: response.statusCode, body: response.json(), headers: response.headers, name: row?.first_name }
}

t.test('a change by cookie from another site is refused, and nothing changes', async t => {
  const { app, token } = await createBrowsed(t)
  const cases: [what: string, headers: Record<string, string>][] = [
    ['another site', { 'sec-fetch-site': 'cross-site' }],
    ['another host of the same site', { 'sec-fetch-site': 'same-site' }],
    ['another site that names our origin', { 'sec-fetch-site': 'cross-site', origin: ownOrigin }],
    ['a site that is no word', { 'sec-fetch-site': '' }],
    ['a site in other letters', { 'sec-fetch-site': 'SAME-ORIGIN' }],
    ['two sites', { 'sec-fetch-site': 'same-origin, cross-site' }],
    ['the origin of another host', { origin: 'https://evil.example' }],
    ['a host that ends as ours', { origin: `https://evil-${host}` }],
    ['a host that begins as ours', { origin: `${ownOrigin}.evil.example` }],
    ['our host before an @', { origin: `${ownOrigin}@evil.example` }],
    ['a host below ours', { origin: `https://www.${host}` }],
    ['another port', { origin: `${ownOrigin}:8443` }],
    ['the origin null', { origin: 'null' }],
    ['an empty origin', { origin: '' }],
    ['an origin that is a host', { origin: host }],
    ['an origin that is no address', { origin: 'https://' }],
    ['two origins', { origin: `${ownOrigin}, https://evil.example` }]
  ]
  for (const [what, headers] of cases) {
    t.test(what, async t => {
      const { status, body, name, headers: answered } = await rename(app, token, headers)
      t.equal(status, 403)
      t.same(body, { detail: 'CSRF Failed: the request comes from another site.' })
      t.equal(name, '')
      t.notOk(answered['www-authenticate'])
    })
  }
})

t.test('a change by cookie from our own pages goes through', async t => {
  const cases: [what: string, headers: Record<string, string>][] = [
    ['the same origin', { 'sec-fetch-site': 'same-origin' }],
    ['the address bar', { 'sec-fetch-site': 'none' }],
    ['the same origin, whatever Origin says', { 'sec-fetch-site': 'same-origin', origin: 'null' }],
    ['an older browser, which sends Origin alone', { origin: ownOrigin }],
    ['an Origin in other letters', { origin: 'https://SHOP.example' }],
    ['a Host in other letters', { origin: ownOrigin, host: 'Shop.EXAMPLE' }],
    ['a port of our own', { origin: `${ownOrigin}:8443`, host: `${host}:8443` }],
    ['what is no browser, and sends neither', {}]
  ]
  for (const [what, headers] of cases) {
    t.test(what, async t => {
      const { app, token } = await createBrowsed(t)
      const { status, name } = await rename(app, token, headers)
      t.equal(status, 200)
      t.equal(name, 'Eve')
    })
  }
})

const foreign = { 'sec-fetch-site': 'cross-site', origin: 'https://evil.example' }

t.test('what changes nothing may come from anywhere', async t => {
  const { app, token } = await createBrowsed(t)
  for (const method of ['GET', 'HEAD', 'OPTIONS'] as const) {
    const headers = { host, cookie: `jwt=${token}`, ...foreign }
    const response = await app.inject({ method, url: '/rest-auth/user/', headers })
    t.equal(response.statusCode, 200, method)
  }
})

t.test('every other method is looked at', async t => {
  const { app, token } = await createBrowsed(t)
  for (const method of ['POST', 'PUT', 'PATCH', 'DELETE'] as const) {
    const headers = { host, cookie: `jwt=${token}`, ...foreign }
    const response = await app.inject({ method, url: '/rest-auth/user/', headers })
    t.equal(response.statusCode, 403, method)
  }
})

t.test("a host's own routes behind authenticate are looked at as well, and answer so by themselves", async t => {
  const { app } = await createMailingApp(t, { jwtAuthCookie: 'jwt' })
  app.post('/posts/', { onRequest: app.authenticate }, async () => ({ posted: true }))
  const token = await obtain(app)
  const ask = (headers: Record<string, string>) =>
    app.inject({ method: 'POST', url: '/posts/', headers: { host, cookie: `jwt=${token}`, ...headers } })
  const refused = await ask(foreign)
  t.equal(refused.statusCode, 403)
  t.same(refused.json(), { detail: 'CSRF Failed: the request comes from another site.' })
  t.equal((await ask({ 'sec-fetch-site': 'same-origin' })).statusCode, 200)
})

t.test('an Authorization header does not come by itself, and may come from anywhere', async t => {
  const { app, token } = await createBrowsed(t)
  const { status, name } = await rename(app, token, { ...foreign, authorization: `JWT ${token}` })
  t.equal(status, 200)
  t.equal(name, 'Eve')
})

t.test('another site logs nobody out', async t => {
  const { app, token } = await createBrowsed(t)
  const headers = { host, cookie: `jwt=${token}`, ...foreign }
  const response = await app.inject({ method: 'POST', url: '/rest-auth/logout/', headers })
  t.equal(response.statusCode, 403)
  t.notOk(response.headers['set-cookie'])
  t.same(readRows(app, 'select ended from rest_auth_session'), [{ ended: null }])
})

t.test("another site's form gives a browser no cookie of its choice, and takes none away", async t => {
  const { app, token } = await createBrowsed(t)
  const forms = [
    ['/rest-auth/login/', { username: 'alice', password }],
    ['/api-jwt-auth/', { username: 'alice', password }],
    ['/api-jwt-auth/refresh/', { token }],
    ['/rest-auth/logout/', {}]
  ] as const
  for (const [url, payload] of forms) {
    const own = await app.inject({ method: 'POST', url, headers: { host }, payload })
    t.ok(own.headers['set-cookie'], url)
    for (const headers of [foreign, { origin: foreign.origin }]) {
      const response = await app.inject({ method: 'POST', url, headers: { host, ...headers }, payload })
      t.equal(response.statusCode, 200, url)
      t.notOk(response.headers['set-cookie'], url)
    }
  }
})

t.test('who prefers Korean is told in Korean', async t => {
  const { app, token } = await createBrowsed(t)
  const { body } = await rename(app, token, { ...foreign, ...korean })
  t.same(body, { detail: '다른 사이트에서 보낸 요청은 처리할 수 없습니다.' })
})
