import { chmodSync, lstatSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { Worker } from 'node:worker_threads'
import t, { type Test } from 'tap'
import { keysOfPem, newPrivateKey } from '../../core/token-keys.ts'
import { rowsOf } from '../db/opened.ts'
import { newDatabase } from '../helper.ts'
import { pairs, privatePem, publicPem } from '../token-key-pairs.ts'
import { run } from './terminal.ts'

function prepared(t: Test, more: NodeJS.ProcessEnv = {}) {
  const url = newDatabase(t)
  const path = url.slice('file:'.length)
  const file = join(dirname(path), 'keys.pem')
  const environment = { DATABASE_URL: url, JWT_ALGORITHM: 'ES256', JWT_PRIVATE_KEY: `file:${file}`, ...more }
  return { path, file, environment }
}

t.test('rotatekey puts a new key before the one so far, of which only the public half stays', async t => {
  const { path, file, environment } = prepared(t)
  writeFileSync(file, privatePem(pairs.ES256))
  const { code, output } = await run(['rotatekey'], { environment })
  t.equal(code, 0)
  const pem = readFileSync(file, 'utf8')
  const [newer, older, ...others] = keysOfPem(pem, 'ES256')
  t.match(newer, { sign: Function })
  t.equal(older?.kid, keysOfPem(publicPem(pairs.ES256), 'ES256')[0]?.kid)
  t.equal(older?.sign, undefined)
  t.same(others, [])
  t.equal(
    output,
    `The key ${newer?.kid} is in ${file}. Servers take it within 5 seconds, and sign with it 30 seconds later.\n`
  )
  t.equal(statSync(file).mode & 0o777, 0o600)
  t.same(
    readdirSync(dirname(file)).filter(name => name.startsWith('keys.pem')),
    ['keys.pem']
  )
  t.match(rowsOf({ path }, 'SELECT event, user_id, details FROM rest_auth_event'), [
    { event: 'key_rotated_by_operator', user_id: null, details: JSON.stringify({ kid: newer?.kid }) }
  ])
})

t.test('rotatekey makes the file when there is none, and keeps three older keys', async t => {
  const { file, environment } = prepared(t)
  for (let count = 0; count < 6; count++) t.equal((await run(['rotatekey'], { environment })).code, 0)
  t.equal(keysOfPem(readFileSync(file, 'utf8'), 'ES256').length, 4)
})

t.test('rotatekey says what to do where a secret signs', async t => {
  const { environment } = prepared(t, { JWT_ALGORITHM: 'HS256' })
  const { code, errors } = await run(['rotatekey'], { environment })
  t.equal(code, 1)
  t.equal(
    errors,
    'rotatekey: with HS256 a new secret goes before the old one in JWT_SECRET_KEY, with a comma between them\n'
  )
})

t.test('rotatekey takes a key in a file alone', async t => {
  const { environment } = prepared(t, { JWT_PRIVATE_KEY: privatePem(pairs.ES256) })
  for (const more of [{}, { JWT_PRIVATE_KEY: '', NODE_ENV: 'production' }]) {
    const { code, errors } = await run(['rotatekey'], { environment: { ...environment, ...more } })
    t.equal(code, 1)
    t.equal(errors, 'rotatekey: only a file can be rotated: JWT_PRIVATE_KEY=file:PATH\n')
  }
})

/** What a file may hold that is no key of ES256. */
const others: Record<string, [text: string, words: string]> = {
  'a broken key': ['-----BEGIN PRIVATE KEY-----\nAA\n-----END PRIVATE KEY-----\n', 'has a key that cannot be read'],
  'half a key': [privatePem(pairs.ES256).slice(0, -20), 'has a key that cannot be read'],
  'no key': ['root:x:0:0\n', 'has no key in PEM form, -----BEGIN PRIVATE KEY----- and so on'],
  'a key of another algorithm': [
    privatePem(pairs.EdDSA),
    'does not fit JWT_ALGORITHM ES256, which takes a key on the curve P-256'
  ]
}
for (const [what, [text, words]] of Object.entries(others)) {
  t.test(`rotatekey leaves a file alone that holds ${what}`, async t => {
    const { file, environment } = prepared(t)
    writeFileSync(file, text)
    t.same(await run(['rotatekey'], { environment }), { code: 1, output: '', errors: `rotatekey: ${file} ${words}\n` })
    t.equal(readFileSync(file, 'utf8'), text)
  })
}

t.test('rotatekey says in a line that there is no such folder, or no file but a folder', async t => {
  const { file, environment } = prepared(t)
  for (const path of [join(dirname(file), 'nowhere/keys.pem'), dirname(file)]) {
    const { code, errors } = await run(['rotatekey'], {
      environment: { ...environment, JWT_PRIVATE_KEY: `file:${path}` }
    })
    t.equal(code, 1)
    t.match(errors, /^rotatekey: (ENOENT: .*no such file|EISDIR: .*this is a directory).*\n$/)
  }
})

t.test('rotatekey makes a file for its owner alone, whoever could read it before', async t => {
  const { file, environment } = prepared(t)
  writeFileSync(file, privatePem(pairs.ES256))
  chmodSync(file, 0o644)
  t.equal((await run(['rotatekey'], { environment })).code, 0)
  t.equal(statSync(file).mode & 0o777, 0o600)
})

t.test('rotatekey changes the file that a link leads to', async t => {
  const { file, environment } = prepared(t)
  const target = `${file}.real`
  writeFileSync(target, privatePem(pairs.ES256))
  symlinkSync(target, file)
  t.equal((await run(['rotatekey'], { environment })).code, 0)
  t.ok(lstatSync(file).isSymbolicLink())
  t.equal(keysOfPem(readFileSync(target, 'utf8'), 'ES256').length, 2)
})

t.test('who reads the file meanwhile never sees half of it', async t => {
  const { file, environment } = prepared(t)
  writeFileSync(file, newPrivateKey('ES256'))
  const reader = new Worker(
    `const { workerData, parentPort } = require('node:worker_threads')
    const { readFileSync } = require('node:fs')
    const seen = new Set()
    let ended = false
    parentPort.on('message', () => { ended = true })
    function read() {
      for (let turn = 0; turn < 100; turn++) seen.add(readFileSync(workerData, 'utf8'))
      if (ended) parentPort.postMessage([...seen])
      else setImmediate(read)
    }
    read()`,
    { eval: true, workerData: file }
  )
  t.teardown(() => reader.terminate())
  const written = [readFileSync(file, 'utf8')]
  for (let turn = 0; turn < 20; turn++) {
    await run(['rotatekey'], { environment })
    written.push(readFileSync(file, 'utf8'))
  }
  const seen = await new Promise<string[]>(resolve => {
    reader.on('message', resolve).postMessage('end')
  })
  t.same(
    seen.filter(text => !written.includes(text)),
    []
  )
  t.ok(seen.length > 1)
})
