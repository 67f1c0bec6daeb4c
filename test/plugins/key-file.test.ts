import { rmSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { keysOfPem, newPrivateKey, rotatedKeys } from '../../core/token-keys.ts'
import { createTokens } from '../../core/tokens.ts'
import { createKeyFile } from '../../plugins/key-file.ts'
import { readTokenKeys } from '../../plugins/token-keys.ts'
import { secretKey as secret } from '../helper.ts'

const claims = { user_id: 1, username: 'alice', exp: 1_800_000_300 }

/** A file with one key, tokens that are signed with it, and a clock. */
function createFollowed(t: Test) {
  const path = join(t.testdir(), 'keys.pem')
  let time = 1_800_000_000_000
  let version = 1
  const log: string[] = []
  function write(pem: string): void {
    writeFileSync(path, pem)
    utimesSync(path, ++version, version)
  }
  const first = newPrivateKey('EdDSA')
  write(first)
  const settings = { algorithm: 'EdDSA', secret, privateKey: `file:${path}`, publicKey: undefined } as const
  const read = () => readTokenKeys(settings)
  const now = () => time
  const keys = read()
  const tokens = createTokens({ keys, now })
  const keyFile = createKeyFile({
    paths: [path],
    keys,
    read,
    tokens,
    now,
    log: { info: text => log.push(text), error: (facts, text) => log.push(`${text} ${JSON.stringify(facts)}`) }
  })
  const wait = (seconds: number) => {
    time += 1000 * seconds
  }
  return { path, write, first, tokens, look: keyFile.look, wait, log }
}

const kidOf = (pem: string) => keysOfPem(pem, 'EdDSA')[0]?.kid
const signedBy = (token: string) => JSON.parse(Buffer.from(token.split('.')[0] ?? '', 'base64url').toString()).kid

t.test('a new key verifies at once and signs half a minute later, and the old one goes on verifying', async t => {
  const { write, first, tokens, look, wait, log } = createFollowed(t)
  await look()
  const before = tokens.sign(claims)
  const second = newPrivateKey('EdDSA')
  write(rotatedKeys(first, second, 3))
  await look()
  const ofOther = createTokens({ keys: keysOfPem(second, 'EdDSA'), now: () => 1_800_000_000_000 }).sign(claims)
  t.same(tokens.verify(ofOther), claims)
  t.equal(signedBy(tokens.sign(claims)), kidOf(first))
  wait(29)
  await look()
  t.equal(signedBy(tokens.sign(claims)), kidOf(first))
  t.same(log, [])
  wait(1)
  await look()
  t.equal(signedBy(tokens.sign(claims)), kidOf(second))
  t.same(tokens.verify(before), claims)
  t.same(log, [`tokens are signed with the key ${kidOf(second)}`])
  await look()
  t.equal(log.length, 1)
})

t.test('a second rotation within the half minute takes the place of the first', async t => {
  const { write, first, tokens, look, wait } = createFollowed(t)
  const [second, third] = [newPrivateKey('EdDSA'), newPrivateKey('EdDSA')]
  const once = rotatedKeys(first, second, 3)
  write(once)
  await look()
  wait(20)
  write(rotatedKeys(once, third, 3))
  await look()
  wait(20)
  await look()
  t.equal(signedBy(tokens.sign(claims)), kidOf(first))
  wait(10)
  await look()
  t.equal(signedBy(tokens.sign(claims)), kidOf(third))
})

t.test('a file that is written anew with the same keys changes nothing', async t => {
  const { write, first, tokens, look, wait, log } = createFollowed(t)
  await look()
  write(`${first}\n`)
  await look()
  wait(60)
  await look()
  t.equal(signedBy(tokens.sign(claims)), kidOf(first))
  t.same(log, [])
})

t.test('a key that was taken out is refused half a minute later', async t => {
  const { write, first, tokens, look, wait } = createFollowed(t)
  const before = tokens.sign(claims)
  write(newPrivateKey('EdDSA'))
  await look()
  t.same(tokens.verify(before), claims)
  wait(30)
  await look()
  t.throws(() => tokens.verify(before), { code: 'REST_AUTH_TOKEN' })
  t.not(signedBy(tokens.sign(claims)), kidOf(first))
})

t.test('a rotation that is taken back within the half minute leaves the key that signed', async t => {
  const { write, first, tokens, look, wait } = createFollowed(t)
  const second = newPrivateKey('EdDSA')
  write(rotatedKeys(first, second, 3))
  await look()
  wait(20)
  write(first)
  await look()
  wait(30)
  await look()
  t.equal(signedBy(tokens.sign(claims)), kidOf(first))
  t.same(
    tokens.jwks().keys.map(({ kid }) => kid),
    [kidOf(first)]
  )
})

t.test('a look that has not ended is waited for, not begun again', async t => {
  const { look } = createFollowed(t)
  const first = look()
  t.equal(look(), first)
  await first
  t.not(look(), first)
})

t.test('a file that is gone or broken is told once, and the keys stay', async t => {
  const { path, write, first, tokens, look, wait, log } = createFollowed(t)
  write('half a key')
  await look()
  await look()
  rmSync(path)
  await look()
  t.same(log, [
    'the keys of tokens cannot be read: those so far are kept {"reason":"JWT_PRIVATE_KEY has no key in PEM form, -----BEGIN PRIVATE KEY----- and so on"}'
  ])
  t.equal(signedBy(tokens.sign(claims)), kidOf(first))
  const second = newPrivateKey('EdDSA')
  write(rotatedKeys(first, second, 3))
  await look()
  wait(30)
  await look()
  t.equal(signedBy(tokens.sign(claims)), kidOf(second))
})
