import t, { type Test } from 'tap'
import { type Hasher, hashers } from '../../core/hashers.ts'
import { createPasswords, unusablePassword } from '../../core/passwords.ts'
import { watchWork } from '../hashing-work.ts'

const password = 'correct horse battery'
const argon2 = 'argon2$argon2id$v=19$m=102400,t=2,p=8$TElHMHlGZmJpWjBhV3FkT21uRllpQg$O9g4JaD5vqz5uUzMjVyQxw'
const bcrypt = 'bcrypt_sha256$$2b$12$wv5fRlqJftfIhQWvXmSboeGzSWfqqTn3LZhd9FROLuEqGPm77.ode'
const pbkdf2 = (rounds: number) =>
  `pbkdf2_sha256$${rounds}$eVaNVZV8EE0DA2u2m8YDdf$TiU3fAgsXaLmA9ZnZPV9aQJxKnr81tw0dtSw/6bTRAA=`
const sha1 = 'pbkdf2_sha1$260000$DJ6axwX603LWeOXMiDSM82$VnglQYrgKQtNA6zbaAdrEHLnlx4='
const scrypt = 'scrypt$1024$seasalt$8$1$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=='

function hasherOf(algorithm: string): Hasher {
  const found = hashers.find(hasher => hasher.algorithm === algorithm)
  if (found === undefined) throw new Error(`no hasher ${algorithm}`)
  return found
}

/** The work of checks; the password is the one of every hash but those of the own kind, which stand in for nobody's. */
const watch = (t: Test) => watchWork(t, (given, encoded) => given === password && !encoded.includes('19456'))

const own = 'argon2$argon2id$v=19$m=19456,t=2,p=1'
const known = [argon2, bcrypt, pbkdf2(260_000), sha1, scrypt]
const all = [
  [own, 1],
  ['argon2$argon2id$v=19$m=102400,t=2,p=8', 1],
  ['bcrypt_sha256$$2b$12', 1],
  ['pbkdf2_sha1', 260_000],
  ['pbkdf2_sha256', 260_000],
  ['scrypt$1024$8$1', 1]
].sort()

const failing: [what: string, encoded: string | undefined][] = [
  ['no hash at all', undefined],
  ['an unusable one', unusablePassword()],
  ['an empty one', ''],
  ['one of an unknown kind', 'md5$salt$hash'],
  ['one that is cut off', bcrypt.slice(0, -1)],
  ['PBKDF2 without a salt', pbkdf2(150_000).replace(/\$eVaN\w+/, '$')],
  ['PBKDF2 of absurdly many rounds', pbkdf2(10_000_001)],
  ['argon2', argon2],
  ['bcrypt', bcrypt],
  ['PBKDF2', pbkdf2(260_000)],
  ['PBKDF2 of fewer rounds', pbkdf2(150_000)],
  ['PBKDF2 with SHA-1', sha1],
  ['scrypt', scrypt]
]
for (const [what, encoded] of failing) {
  t.test(`a check that fails does the work of all kinds that are in use: ${what}`, async t => {
    const take = watch(t)
    const passwords = createPasswords()
    passwords.learn(known)
    t.equal(await passwords.verify('wrong', encoded), false)
    t.strictSame(take(), all)
    t.equal(await passwords.verify('wrong', encoded), false)
    t.strictSame(take(), all)
  })
}

t.test('a check that succeeds does its own work alone', async t => {
  const take = watch(t)
  const passwords = createPasswords()
  passwords.learn(known)
  t.equal(await passwords.verify(password, argon2), true)
  t.strictSame(take(), [['argon2$argon2id$v=19$m=102400,t=2,p=8', 1]])
})

t.test('where nothing else is known, a check of nothing is one of what new hashes are written with', async t => {
  const take = watch(t)
  const passwords = createPasswords()
  await passwords.verify('wrong', undefined)
  t.strictSame(take(), [[own, 1]])
  t.strictSame(await createPasswords({ algorithm: 'pbkdf2_sha256' }).verify('wrong', undefined), false)
  t.strictSame(take(), [['pbkdf2_sha256', 600_000]])
})

t.test('a kind that is met at a login is known from then on', async t => {
  const take = watch(t)
  const passwords = createPasswords()
  await passwords.verify('wrong', pbkdf2(180_000))
  take()
  await passwords.verify('wrong', undefined)
  t.strictSame(take(), [
    [own, 1],
    ['pbkdf2_sha256', 180_000]
  ])
  await passwords.verify('wrong', pbkdf2(320_000))
  take()
  await passwords.verify('wrong', pbkdf2(180_000))
  t.strictSame(take(), [
    [own, 1],
    ['pbkdf2_sha256', 320_000]
  ])
})

t.test('of several hashes each is checked, and the rest of the work is done once', async t => {
  const take = watch(t)
  const passwords = createPasswords()
  passwords.learn(known)
  t.equal(await passwords.verifyAny('wrong', [pbkdf2(260_000), bcrypt]), -1)
  t.strictSame(take(), all)
  t.equal(await passwords.verifyAny(password, [unusablePassword(), bcrypt, argon2]), 1)
})

const teachNothing = [
  '',
  'plain',
  'argon2$argon2id$v=19$m=19456,t=2,p=1$$',
  'argon2$argon2id$v=19$m=2097152,t=2,p=1$TElHMHlGZmJpWjBhV3FkT21uRllpQg$O9g4JaD5vqz5uUzMjVyQxw',
  'argon2$argon2id$v=19$m=1024,t=99,p=1$TElHMHlGZmJpWjBhV3FkT21uRllpQg$O9g4JaD5vqz5uUzMjVyQxw',
  'argon2$argon2id$v=19$m=1024,t=2,p=65$TElHMHlGZmJpWjBhV3FkT21uRllpQg$O9g4JaD5vqz5uUzMjVyQxw',
  pbkdf2(10_000_001),
  'pbkdf2_sha256$0$salt$TiU3fAgsXaLmA9ZnZPV9aQJxKnr81tw0dtSw/6bTRAA=',
  'pbkdf2_sha256$many$salt$AAAA',
  'scrypt$2147483648$seasalt$8$1$AAAAAAAAAAAAAAAAAAAAAAAA',
  'scrypt$16384$salt$8$1',
  bcrypt.replace('$12$', '$17$'),
  bcrypt.slice(0, -1)
]
t.test('a hash that is malformed, or asks for absurd work, teaches nothing', async t => {
  const take = watch(t)
  const passwords = createPasswords()
  passwords.learn(teachNothing)
  await passwords.verify('wrong', undefined)
  t.strictSame(take(), [[own, 1]])
})

t.test('eight kinds are known at most besides the one that new hashes are of, which always is', async t => {
  const take = watch(t)
  const passwords = createPasswords()
  passwords.learn(Array.from({ length: 20 }, (_, index) => argon2.replace('m=102400', `m=${1024 + index}`)))
  await passwords.verify('wrong', undefined)
  const kinds = take().map(([kind]) => kind)
  t.equal(kinds.length, 9)
  t.ok(kinds.includes(own))
  await passwords.verify('wrong', `${own}$TElHMHlGZmJpWjBhV3FkT21uRllpQg$O9g4JaD5vqz5uUzMjVyQxw`)
  t.strictSame(
    take().map(([kind]) => kind),
    kinds
  )
})

t.test('a kind that is met at a check that succeeds is known from then on', async t => {
  const take = watch(t)
  const passwords = createPasswords()
  t.equal(await passwords.verify(password, bcrypt), true)
  take()
  await passwords.verify('wrong', undefined)
  t.strictSame(take(), [
    [own, 1],
    ['bcrypt_sha256$$2b$12', 1]
  ])
})

t.test(
  'a hash that looks like its kind and cannot be checked stands in for it no longer than until that shows',
  async t => {
    const passwords = createPasswords()
    const broken = `${argon2}AAA` // Base64 is never of such a length.
    passwords.learn([broken])
    await passwords.verify('wrong', undefined)
    passwords.learn([argon2])
    const take = watch(t)
    await passwords.verify('wrong', undefined)
    t.strictSame(take(), [
      ['argon2$argon2id$v=19$m=102400,t=2,p=8', 1],
      [own, 1]
    ])
  }
)

t.test('when the own kind cannot be learned, the next check tries again', async t => {
  const take = watch(t)
  const passwords = createPasswords()
  const { hash } = hasherOf('argon2')
  let failures = 1
  t.intercept(hasherOf('argon2'), 'hash', {
    value(given: string) {
      if (failures-- > 0) throw new Error('out of memory')
      return hash(given)
    }
  })
  await t.rejects(passwords.verify('wrong', undefined), { message: 'out of memory' })
  t.equal(await passwords.verify('wrong', undefined), false)
  t.strictSame(take(), [[own, 1]])
})

t.test('a hash of an algorithm whose work adds up leaves no rest to a shorter one', async t => {
  const { restOf } = hasherOf('pbkdf2_sha256')
  t.equal(restOf?.(pbkdf2(260_000), pbkdf2(260_000)), undefined)
  t.equal(restOf?.(pbkdf2(260_000), pbkdf2(150_000)), undefined)
  t.match(restOf?.(pbkdf2(150_000), pbkdf2(260_000)), /^pbkdf2_sha256\$110000\$/)
})
