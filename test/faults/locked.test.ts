// Another process holds the database. What is answered meanwhile is held by test/plugins/database.test.ts; here, that
// nothing is used up by it that works once.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import t, { type Test } from 'tap'
import { post } from '../helper.ts'
import { as, emailKeyIn, resetLinkIn } from '../mailing-app.ts'
import { createRotatingApp, logInPair } from '../rotating-app.ts'

/** A process that holds a database until it is told to let go. */
async function hold(t: Test, path: string): Promise<() => Promise<void>> {
  const program = `
    const connection = new (require('better-sqlite3'))(process.argv[1])
    connection.exec('BEGIN EXCLUSIVE')
    console.log('held')
    process.stdin.on('end', () => process.exit()).resume()`
  const child = spawn(process.execPath, ['-e', program, path], { stdio: ['pipe', 'pipe', 'inherit'] })
  t.teardown(() => child.kill('SIGKILL'))
  await once(child.stdout, 'data')
  return async () => {
    child.stdin.end()
    await once(child, 'close')
  }
}

t.test('what works once is not used up by a try while the database is locked', async t => {
  const { app, mails } = await createRotatingApp(t)
  const { token, refresh_token } = await logInPair(app, 'bob', 'tr0ub4dor and three')
  await as(app, token)('POST', '/rest-auth/emails/', { email: 'bob2@example.com' })
  await post(app, '/rest-auth/password/reset/', { email: 'alice@example.com' })
  await app.mailer.flush()
  const sent = await mails()
  const key = emailKeyIn(mustFind(sent, 'bob2@example.com'))
  const passwords = { new_password1: 'a lovely passphrase', new_password2: 'a lovely passphrase' }
  const link = { ...resetLinkIn(mustFind(sent, 'alice@example.com')), ...passwords }
  const tries: [what: string, url: string, payload: object][] = [
    ['a refresh token', '/api-jwt-auth/refresh/', { refresh_token }],
    ['a reset link', '/rest-auth/password/reset/confirm/', link],
    ['the key of an address', '/rest-auth/registration/verify-email/', { key }]
  ]
  const release = await hold(t, app.database.path)
  const began = performance.now()
  const answers = await Promise.all(tries.map(([, url, payload]) => post(app, url, payload)))
  t.ok(performance.now() - began < 5000)
  for (const { status, headers } of answers)
    t.match({ status, headers }, { status: 503, headers: { 'retry-after': '5' } })
  await release()
  for (const [what, url, payload] of tries) t.match(await post(app, url, payload), { status: 200 }, what)
})

function mustFind<Mail extends { to: string }>(mails: Mail[], address: string): Mail {
  const mail = mails.find(({ to }) => to === address)
  if (mail === undefined) throw new Error(`no mail to ${address}`)
  return mail
}
