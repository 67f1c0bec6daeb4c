// A server that is set up wrongly says so in one line and does not start; test/app.test.ts has other cases.
import { generateKeyPairSync } from 'node:crypto'
import { join } from 'node:path'
import Fastify from 'fastify'
import t, { type Test } from 'tap'
import app from '../../app.ts'
import { startErrorLine } from '../../commands/report.ts'
import { secretKey } from '../helper.ts'
import { kill, startStandalone } from '../standalone-server.ts'

/** Stands in everything that nobody may read in a log. */
const marked = 'open-sesame'
const privateKey = (key: ReturnType<typeof generateKeyPairSync>['privateKey']) =>
  key.export({ type: 'pkcs8', format: 'pem' }).toString()
const short = privateKey(generateKeyPairSync('rsa', { modulusLength: 1024 }).privateKey)
const edwards = privateKey(generateKeyPairSync('ed25519').privateKey)

type Settings = Record<string, string>
type Cases = Record<string, [settings: Settings, line: string | RegExp]>

const folder = t.testdir({ 'garbage.pem': marked, 'short.pem': short, 'edwards.pem': edwards })
const at = (name: string) => `file:${join(folder, name)}`
const common = { SECRET_KEY: secretKey, DATABASE_URL: at('db.sqlite3'), EMAIL_URL: 'console:' }

/** What is shown of a wrong setting: what is wrong, in one line, and nothing that was secret. */
function isToldWell(t: Test, said: string, line: string | RegExp): void {
  t.match(said, line)
  t.notMatch(said, '\n')
  for (const secret of [marked, ...short.split('\n').slice(1, -2), ...edwards.split('\n').slice(1, -2)]) {
    t.notOk(said.includes(secret))
  }
}

t.test('npm start ends with one line', async t => {
  const cases: Cases = {
    'with a key file that is missing': [
      { JWT_ALGORITHM: 'RS256', JWT_PRIVATE_KEY: at('missing.pem') },
      'JWT_PRIVATE_KEY cannot be read: ENOENT'
    ],
    'with a secret that is too short': [{ SECRET_KEY: marked }, /^JWT_SECRET_KEY or SECRET_KEY .*32/],
    'with a mail server of no kind': [{ EMAIL_URL: `imap://me:${marked}@localhost` }, /^EMAIL_URL takes [^@]*$/],
    'with a database in a folder that is not there': [
      { DATABASE_URL: at('misspelt/data/db.sqlite3') },
      /^DATABASE_URL file:\S+ cannot be opened: ENOENT/
    ]
  }
  const all = Object.entries(cases).map(([what, [settings, line]]) => {
    const server = startStandalone({ settings: { ...common, ...settings } })
    t.teardown(() => kill(server))
    return { what, line, server, ended: server.ended() }
  })
  for (const { what, line, server, ended } of all) {
    t.test(what, async t => {
      t.match(await ended, { code: 1 })
      const { stdout, stderr } = server.output
      t.match(stderr, /^fastify-rest-auth: .*\n$/)
      isToldWell(t, stderr.slice('fastify-rest-auth: '.length, -1), line)
      t.notMatch(stdout, marked)
    })
  }
})

/** The line that `npm start` would end with; undefined when it would start. */
async function startLine(settings: Settings): Promise<string | undefined> {
  const environment = process.env
  const server = Fastify()
  process.env = { ...common, ...settings }
  try {
    await app(server, {})
    await server.ready()
  } catch (error) {
    return startErrorLine(error)
  } finally {
    process.env = environment
    await server.close()
  }
}

t.test('the app does not start, and says why', async t => {
  const cases: Cases = {
    'with a key file that cannot be read': [
      { JWT_ALGORITHM: 'RS256', JWT_PRIVATE_KEY: `file:${folder}` },
      'JWT_PRIVATE_KEY cannot be read: EISDIR'
    ],
    'with a key file that holds no key': [
      { JWT_ALGORITHM: 'RS256', JWT_PRIVATE_KEY: at('garbage.pem') },
      /^JWT_PRIVATE_KEY has no key in PEM form/
    ],
    'with a key that is too short': [
      { JWT_ALGORITHM: 'RS256', JWT_PRIVATE_KEY: at('short.pem') },
      /^JWT_PRIVATE_KEY .*2048/
    ],
    'with a key of another algorithm': [
      { JWT_ALGORITHM: 'ES256', JWT_PRIVATE_KEY: at('edwards.pem') },
      /^JWT_PRIVATE_KEY /
    ],
    'with tokens that nobody signs': [{ JWT_ALGORITHM: 'none' }, /^JWT_ALGORITHM takes .*, not "none"$/],
    'with a Redis of no kind': [{ REDIS_URL: `http://me:${marked}@localhost` }, /^REDIS_URL takes /],
    'with a database of another kind': [
      { DATABASE_URL: `mysql://me:${marked}@localhost/shop` },
      'DATABASE_URL takes file:PATH, not "mysql:…"'
    ],
    'with a cookie for refresh tokens that there are not': [
      { JWT_REFRESH_COOKIE: 'refresh' },
      /^JWT_REFRESH_COOKIE takes JWT_REFRESH_MODE=rotating/
    ]
  }
  t.equal(await startLine({}), undefined, 'but with good settings it does')
  for (const [what, [settings, line]] of Object.entries(cases)) {
    t.test(what, async t => isToldWell(t, (await startLine(settings)) ?? 'it starts', line))
  }
})
