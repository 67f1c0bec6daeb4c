import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import t, { type Test } from 'tap'
import { keysOfPem } from '../../core/token-keys.ts'
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

t.test('rotatekey leaves a file alone that it cannot read', async t => {
  const { file, environment } = prepared(t)
  const broken = '-----BEGIN PRIVATE KEY-----\nAA\n-----END PRIVATE KEY-----\n'
  writeFileSync(file, broken)
  const { code, errors } = await run(['rotatekey'], { environment })
  t.equal(code, 1)
  t.match(errors, /has a key that cannot be read/)
  t.equal(readFileSync(file, 'utf8'), broken)
})
