// What is logged of errors on the pages: neither an error nor its causes may quote a link.
import t from 'tap'
import { createLoggingApp } from '../logging-app.ts'
import { writeRows } from '../outside.ts'
import { open, passphrase, send, twice } from '../page-visits.ts'

t.test("an error of a host's hook is logged without what it quotes of the link", async t => {
  const { app, reset, email, lines } = await createLoggingApp(t, {
    onPasswordChanged: (_user, { url, params }) => {
      throw new TypeError(`no webhook for ${url}`, { cause: new Error(JSON.stringify(params), { cause: params }) })
    },
    onEmailConfirmed: (_user, { url }) => {
      throw url // as careless programs do
    }
  })
  t.equal((await send(app, reset, twice(passphrase))).status, 200)
  t.equal((await send(app, email.replaceAll(':', '%3A'))).status, 200)
  const errors = lines().flatMap(({ msg, err }) => (err === undefined ? [] : [{ msg, err }]))
  t.match(errors, [
    {
      msg: 'onPasswordChanged failed',
      err: {
        type: 'TypeError',
        message: 'no webhook for …',
        stack: /^TypeError: no webhook for …\n.*at /,
        cause: { type: 'Error', message: /^\{"uid":"..","token":"…"\}$/, cause: {} }
      }
    },
    { msg: 'onEmailConfirmed failed', err: '…' }
  ])
})

t.test('the causes of an error are followed three deep, since they can go in circles', async t => {
  const { app, host, reset, lines } = await createLoggingApp(t)
  host.onRequest = ({ url }) => {
    const error = new Error(`at ${url}`)
    error.cause = error
    throw error
  }
  t.equal((await open(app, reset)).status, 500)
  const [{ err } = {}] = lines().filter(({ msg }) => msg === 'unexpected error')
  t.match(err, { cause: { cause: { cause: { message: 'at …' } } } })
  t.notMatch(err, { cause: { cause: { cause: { cause: {} } } } })
})

t.test('a query that fails is logged without the key that it looked for', async t => {
  const { app, key, lines } = await createLoggingApp(t)
  writeRows(app, 'alter table account_emailconfirmation rename to away')
  // A key of allauth's table, since those are looked up, in lower case.
  t.equal((await open(app, `/account-confirm-email/${key}X/`)).status, 500)
  t.match(lines(), [{}, { msg: 'unexpected error', err: { message: /away|account_emailconfirmation/ } }])
})

t.test('what makes a 503 is logged without the link', async t => {
  const { app, host, reset, lines } = await createLoggingApp(t)
  host.onRequest = ({ url }) => {
    throw Object.assign(new Error(`locked: ${url}`), { code: 'SQLITE_BUSY' })
  }
  t.equal((await open(app, reset)).status, 503)
  t.match(lines(), [{}, { msg: 'unavailable', cause: { code: 'SQLITE_BUSY', message: 'locked: …' } }])
})
