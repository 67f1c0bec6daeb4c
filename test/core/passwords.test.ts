import { availableParallelism } from 'node:os'
import t, { type Test } from 'tap'
import { Unavailable } from '../../core/errors.ts'
import { type Hasher, hashers } from '../../core/hashers.ts'
import { createPasswords, isUsablePassword, unusablePassword } from '../../core/passwords.ts'

const password = 'correct horse battery'
const django = {
  argon2: 'argon2$argon2id$v=19$m=102400,t=2,p=8$TElHMHlGZmJpWjBhV3FkT21uRllpQg$O9g4JaD5vqz5uUzMjVyQxw',
  bcrypt_sha256: 'bcrypt_sha256$$2b$12$wv5fRlqJftfIhQWvXmSboeGzSWfqqTn3LZhd9FROLuEqGPm77.ode',
  pbkdf2_sha256: 'pbkdf2_sha256$260000$eVaNVZV8EE0DA2u2m8YDdf$TiU3fAgsXaLmA9ZnZPV9aQJxKnr81tw0dtSw/6bTRAA=',
  pbkdf2_sha1: 'pbkdf2_sha1$260000$DJ6axwX603LWeOXMiDSM82$VnglQYrgKQtNA6zbaAdrEHLnlx4='
}

function hasher(algorithm: string): Hasher {
  const found = hashers.find(hasher => hasher.algorithm === algorithm)
  if (found === undefined) throw new Error(`no hasher ${algorithm}`)
  return found
}

/** Watches how many hashes are under way, until the test ends; they may be made in another way. */
function watchHashing(t: Test, hash: Hasher['hash'] = hasher('argon2').hash) {
  const argon2 = hasher('argon2')
  const seen = { running: 0, most: 0 }
  t.intercept(argon2, 'hash', {
    async value(password: string) {
      seen.most = Math.max(seen.most, ++seen.running)
      try {
        return await hash(password)
      } finally {
        seen.running--
      }
    }
  })
  return seen
}

t.test('a hash verifies with its own password alone', async t => {
  const { hash, verify } = createPasswords()
  const encoded = await hash(password)
  t.equal(await verify(password, encoded), true)
  t.equal(await verify('another password', encoded), false)
})

t.test('new hashes are written with argon2 unless another algorithm is asked for', async t => {
  t.match(await createPasswords().hash(password), /^argon2\$/)
  t.match(await createPasswords({ algorithm: 'pbkdf2_sha256' }).hash(password), /^pbkdf2_sha256\$/)
})

t.test('an unknown algorithm is an error at once', async t => {
  t.throws(() => createPasswords({ algorithm: 'md5' }), new RangeError('unknown password hasher md5'))
})

t.test("Django's hashes verify whatever new ones are written with", async t => {
  const { verify } = createPasswords({ algorithm: 'scrypt' })
  for (const encoded of Object.values(django)) {
    t.equal(await verify(password, encoded), true, encoded)
    t.equal(await verify('another password', encoded), false, encoded)
  }
})

t.test('a hash that cannot be read is the hash of no password', async t => {
  const { verify } = createPasswords()
  const hashes = [
    '',
    '$',
    'argon2',
    'argon2$',
    'argon2$argon2id$v=19$m=19456,t=2,p=1$$',
    'argon2$argon2id$v=19$m=19456,t=2,p=1$c2FsdHNhbHQ$%%%',
    django.argon2.slice(0, -4),
    django.argon2.replace('argon2$', 'argon2$x$'),
    'scrypt',
    'scrypt$16384$salt$8$1',
    'scrypt$16384$salt$8$1$',
    'scrypt$16383$salt$8$1$AAAA',
    'scrypt$-1$salt$8$1$AAAA',
    'scrypt$2147483648$salt$8192$1$AAAA',
    'bcrypt_sha256$',
    'bcrypt_sha256$$2b$99$wv5fRlqJftfIhQWvXmSboeGzSWfqqTn3LZhd9FROLuEqGPm77.ode',
    django.bcrypt_sha256.slice(0, -1),
    'pbkdf2_sha256',
    'pbkdf2_sha256$',
    'pbkdf2_sha256$1$salt',
    'pbkdf2_sha256$1$salt$',
    'pbkdf2_sha256$0$salt$AAAA',
    'pbkdf2_sha256$many$salt$AAAA',
    'pbkdf2_sha256$1.5$salt$AAAA',
    django.pbkdf2_sha256.slice(0, -3),
    django.pbkdf2_sha256.replace('260000', '260001'),
    'pbkdf2_sha1$-1$salt$AAAA'
  ]
  for (const encoded of hashes) {
    for (const secret of [password, '']) t.equal(await verify(secret, encoded), false, `${encoded} with '${secret}'`)
  }
})

t.test('a hash of an unknown kind is the hash of no password', async t => {
  const { verify } = createPasswords()
  for (const encoded of ['md5$salt$hash', 'plain', password, ` ${django.argon2}`, django.argon2.toUpperCase()]) {
    t.equal(await verify(password, encoded), false, encoded)
  }
})

t.test('an unusable hash is matched by no password, not even by itself', async t => {
  const { verify } = createPasswords()
  const unusable = unusablePassword()
  for (const secret of ['', '!', unusable, unusable.slice(1), password]) {
    t.equal(await verify(secret, unusable), false, secret)
  }
  t.equal(await verify(password, `!${django.argon2}`), false)
})

t.test('nobody has a password', async t => {
  const { verify } = createPasswords()
  t.equal(await verify(password, undefined), false)
  t.equal(await verify('', undefined), false)
})

t.test('to find no hash, an unusable or an unreadable one takes the work of a real check', async t => {
  const { verify } = createPasswords()
  for (const encoded of [undefined, unusablePassword(), 'md5$salt$hash', 'pbkdf2_sha256$0$salt$AAAA']) {
    const argon2 = hasher('argon2')
    const checks = t.capture(argon2, 'verify', argon2.verify)
    await verify(password, encoded)
    t.match(checks.args(), [[password, /^argon2\$argon2id\$v=19\$m=19456,t=2,p=1\$/]], encoded ?? 'none')
    checks.restore()
  }
})

t.test('the answer for a missing hash comes when that work is done', async t => {
  const argon2 = hasher('argon2')
  const { verify: real } = argon2
  let done = 0
  t.intercept(argon2, 'verify', {
    value: async (password: string, encoded: string) => {
      const verified = await real(password, encoded)
      done++
      return verified
    }
  })
  await createPasswords().verify(password, undefined)
  t.equal(done, 1)
})

t.test('the hash that stands in for a missing one is made once', async t => {
  const argon2 = hasher('argon2')
  const made = t.capture(argon2, 'hash', argon2.hash)
  const { verify } = createPasswords()
  await Promise.all([verify('a', undefined), verify('b', undefined)])
  await verify('c', undefined)
  t.equal(made().length, 1)
})

t.test('the hash that stands in for a missing one is of no password that was asked for', async t => {
  const argon2 = hasher('argon2')
  const made = t.capture(argon2, 'hash', argon2.hash)
  const { verify } = createPasswords()
  await verify(password, undefined)
  const [[standIn = ''] = []] = made.args()
  t.match(standIn, /^[\w-]{22}$/)
  t.equal(await verify(standIn, undefined), false)
})

t.test('a hash of another algorithm is to be written anew', async t => {
  const { needsRehash } = createPasswords()
  const hashes = [django.bcrypt_sha256, django.pbkdf2_sha256, django.pbkdf2_sha1, 'scrypt$131072$salt$8$1$key', '!', '']
  for (const encoded of hashes) t.equal(needsRehash(encoded), true, encoded)
})

t.test('a hash with weaker parameters is to be written anew', async t => {
  t.equal(createPasswords().needsRehash(django.argon2.replace('m=102400', 'm=512')), true)
  t.equal(createPasswords({ algorithm: 'pbkdf2_sha256' }).needsRehash(django.pbkdf2_sha256), true)
})

t.test('a hash with the same or stronger parameters stays', async t => {
  const { hash, needsRehash } = createPasswords()
  t.equal(needsRehash(await hash(password)), false)
  t.equal(needsRehash(django.argon2), false)
  t.equal(createPasswords({ algorithm: 'bcrypt_sha256' }).needsRehash(django.bcrypt_sha256), false)
})

t.test('no more hashes run at once than may, and all are made', async t => {
  const seen = watchHashing(t)
  const { hash } = createPasswords({ concurrency: 2 })
  const encoded = await Promise.all(['a', 'b', 'c', 'd', 'e'].map(hash))
  t.equal(new Set(encoded).size, 5)
  t.equal(seen.most, 2)
})

t.test('a hash that finds the queue full is refused, while the others finish', async t => {
  const { hash, verify } = createPasswords({ concurrency: 1, queueLimit: 1 })
  const first = hash('first')
  const second = hash('second')
  await t.rejects(hash('third'), new Unavailable())
  t.equal(await verify('first', await first), true)
  t.equal(await verify('second', await second), true)
})

t.test('checks wait in the same queue as hashes, also those of a missing hash', async t => {
  const { hash, verify } = createPasswords({ concurrency: 1, queueLimit: 1 })
  const first = verify(password, undefined)
  const second = hash(password)
  await t.rejects(verify(password, django.argon2), new Unavailable())
  await t.rejects(verify(password, undefined), new Unavailable())
  t.equal(await first, false)
  t.match(await second, /^argon2\$/)
})

t.test('as many hashes run at once as there are cores, and a hundred wait, when nobody says how many', async t => {
  const seen = watchHashing(t, async () => 'hash')
  const { hash } = createPasswords()
  const accepted = Array.from({ length: availableParallelism() + 100 }, () => hash(password))
  await t.rejects(hash(password), new Unavailable())
  t.same(new Set(await Promise.all(accepted)), new Set(['hash']))
  t.equal(seen.most, availableParallelism())
})

t.test('a queue of no length refuses whatever cannot run at once', async t => {
  const { hash } = createPasswords({ concurrency: 1, queueLimit: 0 })
  const first = hash('first')
  await t.rejects(hash('second'), new Unavailable())
  t.match(await first, /^argon2\$/)
})

t.test('places are free again when the work is done', async t => {
  const { hash } = createPasswords({ concurrency: 1, queueLimit: 1 })
  for (const round of [1, 2, 3]) {
    const encoded = await Promise.all([hash('a'), hash('b')])
    t.equal(encoded.length, 2, `round ${round}`)
  }
})

t.test('a place is handed to the one that waits, and nobody slips in between', async t => {
  const seen = watchHashing(t)
  const { hash } = createPasswords({ concurrency: 1, queueLimit: 1 })
  const first = hash('first')
  const second = hash('second')
  await first
  const third = hash('third')
  await t.rejects(hash('fourth'), new Unavailable())
  await Promise.all([second, third])
  t.equal(seen.most, 1)
})

t.test('those who wait are served in the order in which they came', async t => {
  const { hash } = createPasswords({ concurrency: 1 })
  const served: string[] = []
  const names = ['first', 'second', 'third']
  await Promise.all(names.map(name => hash(name).then(() => served.push(name))))
  t.same(served, names)
})

t.test('a place is handed on after a failure', async t => {
  const argon2 = hasher('argon2')
  const { hash: real } = argon2
  t.intercept(argon2, 'hash', {
    value: async (password: string) => {
      if (password === 'fails') throw new Error('out of memory')
      return real(password)
    }
  })
  const { hash } = createPasswords({ concurrency: 1, queueLimit: 1 })
  for (const round of [1, 2]) {
    const failing = hash('fails')
    const waiting = hash('waits')
    await t.rejects(failing, { message: 'out of memory' }, `round ${round}`)
    t.match(await waiting, /^argon2\$/, `round ${round}`)
  }
})

t.test('an unusable password is marked as Django marks it, and never the same twice', async t => {
  t.match(unusablePassword(), /^![\w-]{40}$/)
  t.not(unusablePassword(), unusablePassword())
})

t.test('a hash can be somebody’s password unless it is marked as unusable, or empty', async t => {
  for (const encoded of [...Object.values(django), 'plain', '$', 'a!'])
    t.equal(isUsablePassword(encoded), true, encoded)
  for (const encoded of ['', '!', '!abc', unusablePassword(), `!${django.argon2}`]) {
    t.equal(isUsablePassword(encoded), false, encoded)
  }
})
