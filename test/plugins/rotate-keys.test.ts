// Keys are changed under running servers: what `rotatekey` writes, they take, and nobody is logged out.
import { writeFileSync } from 'node:fs'
import { stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { mock } from 'node:test'
import { setImmediate } from 'node:timers/promises'
import type { FastifyInstance } from 'fastify'
import t, { type Test } from 'tap'
import { newPrivateKey } from '../../core/token-keys.ts'
import { lookInterval } from '../../plugins/key-file.ts'
import { run } from '../commands/terminal.ts'
import { createApp, newDatabase, post } from '../helper.ts'
import { createClock } from '../outside.ts'
import { pairs, privatePem, publicPem } from '../token-key-pairs.ts'

const person = { username: 'minsu', password1: 'a lovely passphrase', password2: 'a lovely passphrase' }

/** A database and a file with a key, and servers on them whose timers run when the test says so. */
function prepared(t: Test) {
  mock.timers.enable({ apis: ['setInterval'] })
  t.teardown(() => mock.timers.reset())
  const databaseUrl = newDatabase(t)
  const file = join(dirname(databaseUrl.slice('file:'.length)), 'keys.pem')
  const clock = createClock()
  const environment = { DATABASE_URL: databaseUrl, JWT_ALGORITHM: 'ES256', JWT_PRIVATE_KEY: `file:${file}` }
  const options = { databaseUrl, jwtAlgorithm: 'ES256', jwtPrivateKey: `file:${file}`, now: clock.now } as const
  return {
    file,
    clock,
    rotate: async () => (await run(['rotatekey'], { environment, now: clock.now })).code,
    start: (more: object = {}) => createApp(t, { ...options, ...more })
  }
}

async function kidsOf(app: FastifyInstance): Promise<string[]> {
  const { keys } = (await app.inject('/.well-known/jwks.json')).json<{ keys: { kid: string }[] }>()
  return keys.map(({ kid }) => kid)
}

/** Has the servers look at their files, and waits until these have seen what is there. */
async function look(apps: FastifyInstance[], isSeen: (kids: string[]) => boolean): Promise<void> {
  mock.timers.tick(lookInterval)
  for (const app of apps) {
    for (let turn = 0; turn < 1000 && !isSeen(await kidsOf(app)); turn++) await setImmediate()
  }
}

async function logIn(app: FastifyInstance): Promise<string> {
  const { body } = await post(app, '/rest-auth/login/', { username: 'minsu', password: person.password1 })
  return body.token
}

const kidIn = (token: string) => JSON.parse(Buffer.from(token.split('.')[0] ?? '', 'base64url').toString()).kid
const statusOf = async (app: FastifyInstance, token: string) =>
  (await app.inject({ url: '/whoami', headers: { authorization: `JWT ${token}` } })).statusCode

t.test('rotatekey changes the key of two running servers, and nobody is logged out meanwhile', async t => {
  const { clock, rotate, start } = prepared(t)
  t.equal(await rotate(), 0)
  const [one, two] = [await start(), await start()]
  const { body } = await post(one, '/rest-auth/registration/', person)
  const before: string = body.token
  const [oldKid = ''] = await kidsOf(one)
  t.equal(kidIn(before), oldKid)

  t.equal(await rotate(), 0)
  await look([one, two], kids => kids.length === 2)
  const [signing, newKid = ''] = await kidsOf(one)
  t.equal(signing, oldKid)
  t.equal(kidIn(await logIn(one)), oldKid, 'the others may not know the new one yet')
  const started = await start()
  const byNew = await logIn(started)
  t.equal(kidIn(byNew), newKid)
  t.equal(await statusOf(one, byNew), 200)

  clock.seconds += 30
  await look([one, two], kids => kids[0] === newKid)
  const after = await logIn(one)
  t.equal(kidIn(after), newKid)
  for (const token of [before, byNew, after]) {
    for (const app of [one, two, started]) t.equal(await statusOf(app, token), 200)
    t.equal((await post(one, '/api-jwt-auth/verify/', { token })).status, 200)
    t.equal((await post(two, '/api-jwt-auth/refresh/', { token })).status, 200)
  }
})

t.test('a file of public keys is followed as well', async t => {
  const { file, start } = prepared(t)
  writeFileSync(file, publicPem(pairs.ES256))
  const jwtPublicKey = `file:${file}`
  const app = await start({ jwtPrivateKey: newPrivateKey('ES256'), jwtPublicKey })
  const kids = await kidsOf(app)
  const more = await start({ jwtPrivateKey: privatePem(pairs.ES256) })
  t.same(await kidsOf(more), kids.slice(1))
  writeFileSync(file, publicPem(pairs.ES256) + newPrivateKey('ES256'))
  await look([app], kids => kids.length === 3)
  const after = await kidsOf(app)
  t.same(after.slice(0, 2), kids)
  t.equal(after.length, 3)
})

t.test('a server that is closed looks no more', async t => {
  const { file, rotate, start } = prepared(t)
  await rotate()
  const app = await start()
  const keys = t.capture(app.accounts.tokens, 'useKeys')
  await app.close()
  await rotate()
  mock.timers.tick(lookInterval)
  for (let turn = 0; turn < 20; turn++) await stat(file) // A look would have asked before, and be done by now.
  t.same(keys(), [])
})
