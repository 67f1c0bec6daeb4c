import t, { type Test } from 'tap'
import { type Hasher, hashers } from '../../core/hashers.ts'
import { createPasswords, unusablePassword } from '../../core/passwords.ts'

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

/** The work of checks, without the waiting: rounds of PBKDF2 add up, others count by their parameters. */
function watchWork(t: Test) {
  let work: [kind: string, amount: number][] = []
  for (const hasher of hashers) {
    t.intercept(hasher, 'verify', {
      async value(given: string, encoded: string) {
        const rounds = hasher.restOf === undefined ? 1 : Number(encoded.split('$')[1])
        work.push([hasher.kindOf(encoded) ?? 'none', rounds])
        return given === password && !encoded.includes('19456')
      }
    })
  }
  return function take(): [kind: string, amount: number][] {
    const kinds = [...new Set(work.map(([kind]) => kind))].sort()
    const total = (kind: string) =>
      work.filter(([other]) => other === kind).reduce((sum, [, amount]) => sum + amount, 0)
    const taken = kinds.map(kind => [kind, total(kind)] as [string, number])
    work = []
    return taken
  }
}

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
  ['argon2', argon2],
  ['bcrypt', bcrypt],
  ['PBKDF2', pbkdf2(260_000)],
  ['PBKDF2 of fewer rounds', pbkdf2(150_000)],
  ['PBKDF2 with SHA-1', sha1],
  ['scrypt', scrypt]
]
for (const [what, encoded] of failing) {
  t.test(`a check that fails does the work of all kinds that are in use: ${what}`, async t => {
    const take = watchWork(t)
    const passwords = createPasswords()
    passwords.learn(known)
    t.equal(await passwords.verify('wrong', encoded), false)
    t.strictSame(take(), all)
    t.equal(await passwords.verify('wrong', encoded), false)
    t.strictSame(take(), all)
  })
}

t.test('a check that succeeds does its own work alone', async t => {
  const take = watchWork(t)
  const passwords = createPasswords()
  passwords.learn(known)
  t.equal(await passwords.verify(password, argon2), true)
  t.strictSame(take(), [['argon2$argon2id$v=19$m=102400,t=2,p=8', 1]])
})

t.test('where nothing else is known, a check of nothing is one of what new hashes are written with', async t => {
  const take = watchWork(t)
  const passwords = createPasswords()
  await passwords.verify('wrong', undefined)
  t.strictSame(take(), [[own, 1]])
  t.strictSame(await createPasswords({ algorithm: 'pbkdf2_sha256' }).verify('wrong', undefined), false)
  t.strictSame(take(), [['pbkdf2_sha256', 600_000]])
})

t.test('a kind that is met at a login is known from then on', async t => {
  const take = watchWork(t)
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
  const take = watchWork(t)
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
  const take = watchWork(t)
  const passwords = createPasswords()
  passwords.learn(teachNothing)
  await passwords.verify('wrong', undefined)
  t.strictSame(take(), [[own, 1]])
})

t.test('eight kinds are known at most', async t => {
  const take = watchWork(t)
  const passwords = createPasswords()
  passwords.learn(Array.from({ length: 20 }, (_, index) => argon2.replace('m=102400', `m=${1024 + index}`)))
  await passwords.verify('wrong', undefined)
  t.equal(take().length, 8)
})

t.test('a hash of an algorithm whose work adds up leaves no rest to a shorter one', async t => {
  const { restOf } = hasherOf('pbkdf2_sha256')
  t.equal(restOf?.(pbkdf2(260_000), pbkdf2(260_000)), undefined)
  t.equal(restOf?.(pbkdf2(260_000), pbkdf2(150_000)), undefined)
  t.match(restOf?.(pbkdf2(150_000), pbkdf2(260_000)), /^pbkdf2_sha256\$110000\$/)
})
