// A server that is set up wrongly says so in one line and does not start; test/app.test.ts has other cases.
import { generateKeyPairSync } from 'node:crypto'
import { join } from 'node:path'
import t from 'tap'
import { kill, startStandalone } from '../standalone-server.ts'

/** Stands in everything that nobody may read in a log. */
const marked = 'open-sesame'
const privateKey = (key: ReturnType<typeof generateKeyPairSync>['privateKey']) =>
  key.export({ type: 'pkcs8', format: 'pem' }).toString()
const short = privateKey(generateKeyPairSync('rsa', { modulusLength: 1024 }).privateKey)
const edwards = privateKey(generateKeyPairSync('ed25519').privateKey)

t.test('does not start', async t => {
  const folder = t.testdir({ 'garbage.pem': marked, 'short.pem': short, 'edwards.pem': edwards })
  const at = (name: string) => `file:${join(folder, name)}`
  const cases: Record<string, [settings: Record<string, string>, line: string | RegExp]> = {
    'with a key file that is missing': [
      { JWT_ALGORITHM: 'RS256', JWT_PRIVATE_KEY: at('missing.pem') },
      'JWT_PRIVATE_KEY cannot be read: ENOENT'
    ],
    'with a key file that cannot be read': [
      { JWT_ALGORITHM: 'RS256', JWT_PRIVATE_KEY: `file:${folder}` },
      'JWT_PRIVATE_KEY cannot be read: EISDIR'
    ],
    'with a key file that holds no key': [
      { JWT_ALGORITHM: 'RS256', JWT_PRIVATE_KEY: at('garbage.pem') },
      /^JWT_PRIVATE_KEY /
    ],
    'with a key that is too short': [
      { JWT_ALGORITHM: 'RS256', JWT_PRIVATE_KEY: at('short.pem') },
      /^JWT_PRIVATE_KEY .*2048/
    ],
    'with a key of another algorithm': [
      { JWT_ALGORITHM: 'ES256', JWT_PRIVATE_KEY: at('edwards.pem') },
      /^JWT_PRIVATE_KEY /
    ],
    'with a secret that is too short': [{ SECRET_KEY: marked }, /^JWT_SECRET_KEY or SECRET_KEY .*32/],
    'with tokens that nobody signs': [{ JWT_ALGORITHM: 'none' }, /^JWT_ALGORITHM takes .*, not "none"$/],
    'with a mail server of no kind': [{ EMAIL_URL: `imap://me:${marked}@localhost` }, /^EMAIL_URL takes [^@]*$/],
    'with a Redis of no kind': [{ REDIS_URL: `http://me:${marked}@localhost` }, /^REDIS_URL takes /],
    'with a database of another kind': [
      { DATABASE_URL: `mysql://me:${marked}@localhost/shop` },
      'DATABASE_URL takes file:PATH, not "mysql:…"'
    ],
    'with a database in a folder that is not there': [
      { DATABASE_URL: at('misspelt/data/db.sqlite3') },
      /^DATABASE_URL file:\S+ cannot be opened: ENOENT/
    ],
    'with a cookie for refresh tokens that there are not': [
      { JWT_REFRESH_COOKIE: 'refresh' },
      /^JWT_REFRESH_COOKIE takes JWT_REFRESH_MODE=rotating/
    ]
  }
  for (const [what, [settings, line]] of Object.entries(cases)) {
    t.test(what, async t => {
      const server = startStandalone({
        settings: { DATABASE_URL: at('db.sqlite3'), EMAIL_URL: 'console:', ...settings }
      })
      t.teardown(() => kill(server))
      t.match(await server.ended(), { code: 1 })
      const [, said = ''] = /^fastify-rest-auth: (.*)\n$/.exec(server.output.stderr) ?? []
      t.match(said, line)
      t.notMatch(server.output.stderr + server.output.stdout, marked)
      t.notMatch(server.output.stderr, 'PRIVATE KEY-----')
    })
  }
})
