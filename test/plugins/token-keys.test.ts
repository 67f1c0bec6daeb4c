import { writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import Fastify from 'fastify'
import t, { type Test } from 'tap'
import { newPrivateKey, type SignatureAlgorithm, signatureAlgorithms } from '../../core/token-keys.ts'
import { database } from '../../plugins/database.ts'
import { jwtAuth } from '../../plugins/jwt-auth.ts'
import { createApp, newDatabase, secretKey as secret } from '../helper.ts'
import { pairs, privatePem, publicPem } from '../token-key-pairs.ts'

const other = 'another secret of the tests, which is older'

/** Whom a server takes a token of a user's for: the statuses of a protected route, verify and refresh. */
async function statusesOf(app: Awaited<ReturnType<typeof createApp>>, token: string): Promise<number[]> {
  const authorization = `JWT ${token}`
  const shown = await app.inject({ url: '/rest-auth/user/', headers: { authorization } })
  const verify = await app.inject({ method: 'POST', url: '/api-jwt-auth/verify/', payload: { token } })
  const refresh = await app.inject({ method: 'POST', url: '/api-jwt-auth/refresh/', payload: { token } })
  return [shown.statusCode, verify.statusCode, refresh.statusCode]
}

async function registered(t: Test, options: object) {
  const app = await createApp(t, { jwtAllowRefresh: true, ...options })
  const payload = { username: 'minsu', password1: 'a lovely passphrase', password2: 'a lovely passphrase' }
  const answer = await app.inject({ method: 'POST', url: '/rest-auth/registration/', payload })
  return { app, token: answer.json<{ token: string }>().token }
}

for (const algorithm of signatureAlgorithms) {
  t.test(`a server signs with ${algorithm}, and shows by which key`, async t => {
    const { app, token } = await registered(t, { jwtAlgorithm: algorithm, jwtPrivateKey: privatePem(pairs[algorithm]) })
    t.same(await statusesOf(app, token), [200, 200, 200])
    const { statusCode, headers, body } = await app.inject('/.well-known/jwks.json')
    t.equal(statusCode, 200)
    t.equal(headers['cache-control'], 'public, max-age=20')
    t.match(JSON.parse(body), { keys: [{ alg: algorithm, use: 'sig' }] })
    const [head = ''] = token.split('.')
    t.equal(JSON.parse(Buffer.from(head, 'base64url').toString()).kid, JSON.parse(body).keys[0].kid)
    const members = { RS256: ['e', 'n'], ES256: ['crv', 'x', 'y'], EdDSA: ['crv', 'x'] }[algorithm]
    for (const key of JSON.parse(body).keys) {
      t.same(Object.keys(key).sort(), [...members, 'alg', 'kid', 'kty', 'use'].sort(), 'and nothing private')
    }
  })
}

t.test('a server that signs with a secret shows no key, and answers the other methods as everywhere', async t => {
  const app = await createApp(t)
  t.same((await app.inject('/.well-known/jwks.json')).json(), { keys: [] })
  const head = await app.inject({ method: 'HEAD', url: '/.well-known/jwks.json' })
  t.match(head, { statusCode: 200, body: '', headers: { 'cache-control': 'public, max-age=20' } })
  t.equal((await app.inject({ method: 'OPTIONS', url: '/.well-known/jwks.json' })).statusCode, 200)
  const refused = await app.inject({ method: 'POST', url: '/.well-known/jwks.json', payload: {} })
  t.equal(refused.statusCode, 405)
  t.equal(refused.headers.allow, 'GET, HEAD, OPTIONS')
})

t.test('a list of secrets changes the secret without a logout', async t => {
  const databaseUrl = newDatabase(t)
  const { app, token } = await registered(t, { databaseUrl, jwtSecretKey: other })
  await app.close()
  const next = await createApp(t, { databaseUrl, jwtAllowRefresh: true, jwtSecretKey: [secret, other] })
  t.same(await statusesOf(next, token), [200, 200, 200])
  await next.close()
  const last = await createApp(t, { databaseUrl, jwtAllowRefresh: true, jwtSecretKey: secret })
  t.same(await statusesOf(last, token), [401, 400, 400])
})

t.test('with a private key no secret opens anything', async t => {
  const databaseUrl = newDatabase(t)
  const { app, token } = await registered(t, { databaseUrl })
  await app.close()
  const jwtPrivateKey = privatePem(pairs.EdDSA)
  const next = await createApp(t, { databaseUrl, jwtAllowRefresh: true, jwtAlgorithm: 'EdDSA', jwtPrivateKey })
  t.same(await statusesOf(next, token), [401, 400, 400])
})

t.test('further public keys verify, and a key that is named twice counts once', async t => {
  const databaseUrl = newDatabase(t)
  const old = newPrivateKey('ES256')
  const { app, token } = await registered(t, { databaseUrl, jwtAlgorithm: 'ES256', jwtPrivateKey: old })
  await app.close()
  const jwtPrivateKey = privatePem(pairs.ES256)
  const file = join(dirname(databaseUrl.slice('file:'.length)), 'public.pem')
  writeFileSync(file, `${publicPem(pairs.ES256)}${old}`)
  const jwtPublicKey = `file:${file}`
  const next = await createApp(t, {
    databaseUrl,
    jwtAllowRefresh: true,
    jwtAlgorithm: 'ES256',
    jwtPrivateKey,
    jwtPublicKey
  })
  t.same(await statusesOf(next, token), [200, 200, 200])
  t.equal((await next.inject('/.well-known/jwks.json')).json().keys.length, 2)
})

const eleven = Array.from({ length: 11 }, () => newPrivateKey('EdDSA')).join('')
const refused: [what: string, options: object, message: string | RegExp][] = [
  [
    'no private key',
    { algorithm: 'RS256' as SignatureAlgorithm },
    'JWT_PRIVATE_KEY is missing: JWT_ALGORITHM is RS256'
  ],
  [
    'a public key in its place',
    { algorithm: 'ES256', privateKey: publicPem(pairs.ES256) },
    'JWT_PRIVATE_KEY begins with a public key: the first must sign'
  ],
  [
    'a file that is not there',
    { algorithm: 'ES256', privateKey: 'file:nowhere.pem' },
    'JWT_PRIVATE_KEY cannot be read: ENOENT'
  ],
  [
    'a key of another kind',
    { algorithm: 'ES256', privateKey: privatePem(pairs.ES256), publicKey: publicPem(pairs.EdDSA) },
    'JWT_PUBLIC_KEY does not fit JWT_ALGORITHM ES256, which takes a key on the curve P-256'
  ],
  ['too many', { algorithm: 'EdDSA', privateKey: eleven }, 'JWT_PRIVATE_KEY and JWT_PUBLIC_KEY have more than 10 keys'],
  ['a weak secret among others', { secret: [secret, 'short'] }, /^JWT_SECRET_KEY or SECRET_KEY is too short/],
  [
    'a weak secret beside a private key',
    { algorithm: 'EdDSA', privateKey: privatePem(pairs.EdDSA), secret: 'short' },
    /is too short/
  ]
]
for (const [what, options, message] of refused) {
  t.test(`${what} stops the start`, async t => {
    const app = Fastify()
    t.teardown(() => app.close())
    await app.register(database, { url: newDatabase(t) })
    await t.rejects(async () => app.register(jwtAuth, { secret, ...options }), { code: 'REST_AUTH_START', message })
  })
}
