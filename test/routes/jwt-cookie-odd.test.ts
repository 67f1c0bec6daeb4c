import type { FastifyInstance } from 'fastify'
import t from 'tap'
import { obtain, password, post } from '../helper.ts'
import { createMailingApp } from '../mailing-app.ts'

/** Asks who somebody is by a Cookie header. */
async function whoami(app: FastifyInstance, cookie: string) {
  const response = await app.inject({ url: '/whoami', headers: { cookie } })
  return { status: response.statusCode, body: response.json() }
}

t.test('what else a Cookie header may hold is in nobody’s way', async t => {
  const { app } = await createMailingApp(t, { jwtAuthCookie: 'jwt' })
  const token = await obtain(app)
  const cases: [what: string, cookie: (value: string) => string, status: number][] = [
    ['__proto__', value => `__proto__=x; constructor=y; jwt=${value}`, 200],
    ['__proto__ alone', value => `__proto__=${value}`, 401],
    ['a percent sign that begins no escape', value => `a=%; jwt=${value}`, 200],
    ['the token in quotes', value => `jwt="${value}"`, 401],
    ['a broken escape in the token', () => 'jwt=%E0%A4%A', 401],
    ['an escaped token', value => `jwt=${value.replaceAll('.', '%2E')}`, 200],
    ['two of one name, the second of them broken', value => `jwt=${value}; jwt=garbage`, 401],
    ['two of one name, the first of them broken', value => `jwt=garbage; jwt=${value}`, 401],
    ['the same one twice', value => `jwt=${value}; jwt=${value}`, 401],
    ['two with another between them, and no space', value => `jwt=${value};a=b;jwt=${value}`, 401],
    ['an empty one before it', value => `jwt=; jwt=${value}`, 401],
    ['an empty one after it', value => `jwt=${value}; jwt =`, 401],
    ['its name alone after it', value => `jwt=${value}; jwt`, 401],
    ['its name as the value of another', value => `a=jwt; b=jwt=x; jwt=${value}`, 200],
    ['names that are like it', value => `jwt2=x; xjwt=y; JWT=z; jwt=${value}`, 200],
    ['signs alone', () => ';;==;;= =; ;', 401],
    ['100 kB before it', value => `a=${'x'.repeat(100_000)}; jwt=${value}`, 200],
    ['100 kB of it', () => `jwt=${'x'.repeat(100_000)}`, 401],
    ['100 kB of signs', value => `${';'.repeat(50_000)}${'='.repeat(50_000)}; jwt=${value}`, 200],
    ['letters that are no ASCII', value => `이름=값; jwt=${value}`, 200],
    ['a token that is none', () => 'jwt=토큰', 401],
    ['control characters', () => 'jwt=\u0000\u0007', 401]
  ]
  for (const [what, cookie, status] of cases) {
    t.equal((await whoami(app, cookie(token))).status, status, what)
    t.equal(
      (await post(app, '/rest-auth/logout/', {}, { cookie: cookie('garbage') })).status,
      200,
      `${what}, at logout`
    )
  }
})

t.test('even a cookie called __proto__ is a cookie', async t => {
  const { app } = await createMailingApp(t, { jwtAuthCookie: '__proto__' })
  const token = await obtain(app)
  t.match(await whoami(app, `__proto__=${token}`), { status: 200, body: { id: 1 } })
  t.equal((await whoami(app, 'a=b')).status, 401)
})

t.test('a name that is none stops the start', async t => {
  for (const name of ['', 'two words', 'jwt=', 'jwt;', 'jwt,x', '이름', 'a\r\nb', '"jwt"']) {
    await t.rejects(
      createMailingApp(t, { jwtAuthCookie: name }),
      { code: 'REST_AUTH_START', message: `JWT_AUTH_COOKIE takes the name of a cookie, not ${JSON.stringify(name)}` },
      JSON.stringify(name)
    )
  }
  const { app } = await createMailingApp(t, { jwtAuthCookie: '__Host-jwt' })
  t.match((await post(app, '/rest-auth/login/', { username: 'alice', password })).headers['set-cookie'], /^__Host-jwt=/)
})
