import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { parseArgs } from 'node:util'
import Sqlite from 'better-sqlite3'
import t, { type Test } from 'tap'
import { FixtureError } from '../../accounts/load-fixture.ts'
import { startErrorLine } from '../../commands/report.ts'
import { InvalidInput, StartError } from '../../core/errors.ts'
import { message } from '../../core/messages.ts'
import { DatabaseOpenError, DatabaseUnavailable } from '../../db/errors.ts'
import { runNode } from './terminal.ts'

const report = new URL('../../commands/report.ts', import.meta.url).href
const errors = new URL('../../core/errors.ts', import.meta.url).href

function errorOf(work: () => unknown): unknown {
  try {
    work()
  } catch (error) {
    return error
  }
}

/** The error of listening at an address. */
function listenError(t: Test, port: number, host = '127.0.0.1'): Promise<unknown> {
  const server = createServer()
  t.teardown(() => server.close())
  return new Promise(resolve => server.on('error', resolve).listen(port, host))
}

t.test('a port in use is told with what to do', async t => {
  const server = createServer()
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  t.teardown(() => server.close())
  const { port } = server.address() as AddressInfo
  t.equal(
    startErrorLine(await listenError(t, port)),
    `listen EADDRINUSE: address already in use 127.0.0.1:${port} (the port is in use: stop the other server, or set PORT)`
  )
})

t.test('an address that the machine does not have is told with what to do', async t => {
  t.match(
    startErrorLine(await listenError(t, 0, '192.0.2.1')), // TEST-NET-1 (RFC 5737), nobody's
    /^listen EADDRNOTAVAIL: .*192\.0\.2\.1.* \(this machine has no such address: set HOST\)$/
  )
})

t.test('a name that is no host’s is told with what to do', async t => {
  t.equal(
    startErrorLine(await listenError(t, 0, 'no..such')),
    'getaddrinfo ENOTFOUND no..such (no such host: set HOST)'
  )
})

t.test('a file that cannot be read is told in words', async t => {
  const folder = t.testdir()
  t.equal(
    startErrorLine(errorOf(() => readFileSync(`${folder}/missing`))),
    `ENOENT: no such file or directory, open '${folder}/missing' (no such file)`
  )
  t.equal(
    startErrorLine(errorOf(() => readFileSync(folder))),
    'EISDIR: illegal operation on a directory, read (this is a directory)'
  )
  t.equal(
    startErrorLine(Object.assign(new Error("EACCES: permission denied, open 'x'"), { code: 'EACCES' })),
    "EACCES: permission denied, open 'x' (permission denied)"
  )
})

t.test('errors of ours are told as they are', async t => {
  const ours = [
    new StartError('PORT takes a port number'),
    new DatabaseOpenError('DATABASE_URL takes file:PATH'),
    new DatabaseUnavailable('too many transactions are waiting'),
    new FixtureError('auth.user 1: username is missing')
  ]
  for (const error of ours) t.equal(startErrorLine(error), error.message)
})

t.test('wrong arguments are told as they are', async t => {
  const error = errorOf(() => parseArgs({ args: ['--bogus'] }))
  t.match(startErrorLine(error), /^Unknown option '--bogus'/)
})

t.test('wrong input is told by field, in English', async t => {
  const error = new InvalidInput({
    username: [message('usernameTaken')],
    password: [message('passwordTooShort', { min: 8 }), message('passwordEntirelyNumeric')]
  })
  t.equal(
    startErrorLine(error),
    'username: A user with that username already exists. ' +
      'password: This password is too short. It must contain at least 8 characters. This password is entirely numeric.'
  )
})

t.test('a fault of ours has no line', async t => {
  const faults = [
    new TypeError('cannot read'),
    Object.assign(new Error('numbered'), { code: 1 }),
    Object.assign(new Error('broken pipe'), { code: 'EPIPE' }),
    { code: 'REST_AUTH_START', message: 'no error' },
    'text',
    undefined
  ]
  for (const fault of faults) t.equal(startErrorLine(fault), undefined)
})

t.test('a database that another process holds has a line', async t => {
  const path = `${t.testdir()}/db.sqlite3`
  const [one, other] = [new Sqlite(path), new Sqlite(path, { timeout: 0 })]
  t.teardown(() => [one, other].map(connection => connection.close()))
  one.exec('BEGIN IMMEDIATE')
  t.match(startErrorLine(errorOf(() => other.exec('BEGIN IMMEDIATE'))), /locked/)
})

t.test('reportStartError ends the process with one line', async t => {
  const source = `
    const { reportStartError } = await import('${report}')
    const { StartError } = await import('${errors}')
    reportStartError(new StartError('PORT takes a port number'))
    console.log('still here')`
  t.strictSame(await runNode(['--input-type=module', '--eval', source], t.testdir()), {
    code: 1,
    output: '',
    errors: 'fastify-rest-auth: PORT takes a port number\n'
  })
})

t.test('reportStartError leaves a fault of ours to whoever is next', async t => {
  const source = `
    const { reportStartError } = await import('${report}')
    reportStartError(new TypeError('cannot read'))
    console.log('still here')`
  t.strictSame(await runNode(['--input-type=module', '--eval', source], t.testdir()), {
    code: 0,
    output: 'still here\n',
    errors: ''
  })
})

t.test('what the system refuses is told in its own words, where there are none better', async t => {
  const fault = Object.assign(new Error("ENOTDIR: not a directory, open 'x/y'"), { code: 'ENOTDIR', syscall: 'open' })
  t.equal(startErrorLine(fault), "ENOTDIR: not a directory, open 'x/y'")
})
