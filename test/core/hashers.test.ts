import { scryptSync } from 'node:crypto'
import { readFileSync } from 'node:fs'
import * as argon2 from '@node-rs/argon2'
import t from 'tap'
import { hashers } from '../../core/hashers.ts'

const password = 'correct horse battery'

interface Row {
  model: string
  fields: { username: string; password: string }
}
const rows: Row[] = JSON.parse(readFileSync(new URL('../django/dumpdata.json', import.meta.url), 'utf8'))
const djangoHashes = rows
  .filter(({ model, fields }) => model === 'auth.user' && !fields.password.startsWith('!'))
  .map(({ fields }) => fields)

function hasher(algorithm: string) {
  const found = hashers.find(hasher => hasher.algorithm === algorithm)
  if (found === undefined) throw new Error(`no hasher ${algorithm}`)
  return found
}

t.test('five algorithms are read, the one to prefer first', async t => {
  t.same(
    hashers.map(({ algorithm }) => algorithm),
    ['argon2', 'scrypt', 'bcrypt_sha256', 'pbkdf2_sha256', 'pbkdf2_sha1']
  )
})

const formats = {
  argon2: /^argon2\$argon2id\$v=19\$m=19456,t=2,p=1\$[\w+/]{22}\$[\w+/]{43}$/,
  scrypt: /^scrypt\$131072\$[0-9A-Za-z]{24}\$8\$1\$[\w+/]{86}==$/,
  bcrypt_sha256: /^bcrypt_sha256\$\$2[by]\$12\$[\w./]{53}$/,
  pbkdf2_sha256: /^pbkdf2_sha256\$600000\$[0-9A-Za-z]{24}\$[\w+/]{43}=$/,
  pbkdf2_sha1: /^pbkdf2_sha1\$1300000\$[0-9A-Za-z]{24}\$[\w+/]{27}=$/
}

for (const [algorithm, format] of Object.entries(formats)) {
  t.test(`a hash of ${algorithm} has Django's form, verifies its own password alone, and is not weak`, async t => {
    const { hash, verify, isWeak } = hasher(algorithm)
    const encoded = await hash(password)
    t.match(encoded, format)
    t.equal(await verify(password, encoded), true)
    t.equal(await verify(`${password} `, encoded), false)
    t.equal(isWeak(encoded), false)
  })
}

t.test('two hashes of one password have different salts', async t => {
  const { hash } = hasher('argon2')
  t.not(await hash(password), await hash(password))
})

t.test('Django wrote eight hashes, of four algorithms', async t => {
  t.equal(djangoHashes.length, 8)
  t.equal(new Set(djangoHashes.map(({ password: encoded }) => encoded.split('$', 1)[0])).size, 4)
})

for (const { username, password: encoded } of djangoHashes) {
  t.test(`the hash that Django wrote for ${username} verifies with that password alone`, async t => {
    const { verify } = hasher(encoded.slice(0, encoded.indexOf('$')))
    t.equal(await verify(username === 'bob' ? 'tr0ub4dor and three' : password, encoded), true)
    t.equal(await verify('another password', encoded), false)
  })
}

t.test("a scrypt hash with Django's parameters verifies with its password alone", async t => {
  const key = scryptSync(password, 'salt', 64, { N: 16384, r: 8, p: 1 }).toString('base64')
  const { verify } = hasher('scrypt')
  t.equal(await verify(password, `scrypt$16384$salt$8$1$${key}`), true)
  t.equal(await verify('another password', `scrypt$16384$salt$8$1$${key}`), false)
})

t.test('hashes of the published test vectors verify', async t => {
  const vectors = [
    // RFC 7914, section 12
    [
      'pleaseletmein',
      'scrypt$16384$SodiumChloride$8$1$cCO9yzr9c0hGHAbNgf046/2o+7qQT44+qbVD9lRdofLVQylVYT8Pz2LUlwUkKpr55h6F3A1lHkDfzwF7RVdYhw=='
    ],
    // RFC 6070
    ['password', 'pbkdf2_sha1$4096$salt$SwB5AbdlSJq+rUnZJvch0GWkKcE='],
    // RFC 7914, section 11, cut to the 32 bytes of SHA-256
    ['Password', 'pbkdf2_sha256$80000$NaCl$TdzY9guYviGDDO5e8icB+WQaRBjQTAQUrv8Ih2s0q1Y=']
  ] as const
  for (const [secret, encoded] of vectors) {
    const { verify } = hasher(encoded.slice(0, encoded.indexOf('$')))
    t.equal(await verify(secret, encoded), true, encoded)
  }
})

// Values of the library's enum, which is a type alone.
const argon2d = 0
const argon2i = 1

t.test('the two older forms of Argon2, which Django wrote once, verify as well', async t => {
  for (const algorithm of [argon2d, argon2i]) {
    const encoded = `argon2${await argon2.hash(password, { algorithm })}`
    t.equal(await hasher('argon2').verify(password, encoded), true, encoded)
    t.equal(await hasher('argon2').verify('another password', encoded), false, encoded)
  }
})

t.test('a password of more than 72 bytes is hashed to its last character', async t => {
  const long = 'p'.repeat(72)
  const { hash, verify } = hasher('bcrypt_sha256')
  const encoded = await hash(`${long}x`)
  t.equal(await verify(`${long}x`, encoded), true)
  t.equal(await verify(`${long}y`, encoded), false)
})

t.test('a password of any script verifies', async t => {
  const { hash, verify } = hasher('argon2')
  t.equal(await verify('비밀번호 😀', await hash('비밀번호 😀')), true)
  t.equal(await verify('비밀번호 😀'.normalize('NFD'), await hash('비밀번호 😀')), false)
})

const argon2Encoded = (parameters: string) =>
  `argon2$${parameters}$c2FsdHNhbHQ$c2FsdHNhbHRzYWx0c2FsdHNhbHRzYWx0c2FsdHNhbHQ`

t.test('a hash with weaker parameters is weak', async t => {
  const hashes = [
    argon2Encoded('argon2i$v=19$m=19456,t=2,p=1'),
    argon2Encoded('argon2d$v=19$m=19456,t=2,p=1'),
    argon2Encoded('argon2id$v=19$m=19455,t=2,p=1'),
    argon2Encoded('argon2id$v=19$m=102400,t=1,p=8'),
    'scrypt$16384$salt$8$1$key',
    'bcrypt_sha256$$2b$11$wv5fRlqJftfIhQWvXmSboeGzSWfqqTn3LZhd9FROLuEqGPm77.ode',
    'pbkdf2_sha256$599999$salt$key',
    'pbkdf2_sha1$1299999$salt$key'
  ]
  for (const encoded of hashes) t.equal(hasher(encoded.slice(0, encoded.indexOf('$'))).isWeak(encoded), true, encoded)
})

t.test('a hash with the same or stronger parameters is not weak', async t => {
  const hashes = [
    argon2Encoded('argon2id$v=19$m=19456,t=2,p=1'),
    argon2Encoded('argon2id$v=19$m=102400,t=2,p=8'),
    argon2Encoded('argon2id$v=19$m=19456,t=3,p=1'),
    'scrypt$262144$salt$8$1$key',
    'bcrypt_sha256$$2b$13$wv5fRlqJftfIhQWvXmSboeGzSWfqqTn3LZhd9FROLuEqGPm77.ode',
    'pbkdf2_sha256$600001$salt$key',
    'pbkdf2_sha1$1300001$salt$key'
  ]
  for (const encoded of hashes) t.equal(hasher(encoded.slice(0, encoded.indexOf('$'))).isWeak(encoded), false, encoded)
})

t.test('a hash that asks for more memory than there can be is an error and not a crash', async t => {
  await t.rejects(hasher('scrypt').verify(password, 'scrypt$2147483648$salt$8192$1$key'))
})

t.test('a hash that asks for absurd work is no one’s password, and is not worked on', async t => {
  const digest = 'A'.repeat(43)
  for (const encoded of [
    `argon2$argon2id$v=19$m=4294967295,t=1,p=1$c29tZXNhbHRzb21lc2FsdA$${digest}`,
    `argon2$argon2id$v=19$m=8,t=4294967295,p=1$c29tZXNhbHRzb21lc2FsdA$${digest}`,
    `argon2$argon2id$v=19$m=2048,t=1,p=255$c29tZXNhbHRzb21lc2FsdA$${digest}`,
    'pbkdf2_sha256$2147483647$salt$key',
    'scrypt$1073741824$salt$8$1$key',
    `bcrypt_sha256$$2b$31$${'a'.repeat(53)}`
  ]) {
    const hasher = hashers.find(({ algorithm }) => encoded.startsWith(`${algorithm}$`))
    await t.rejects(async () => {
      await hasher?.verify('password', encoded)
    }, RangeError)
  }
})

t.test('a malformed hash is no one’s password, and is not worked on', async t => {
  for (const encoded of [
    'pbkdf2_sha256$1$salt',
    'scrypt$1024$salt$8$1',
    'bcrypt_sha256$',
    'bcrypt_sha256$$2b$12$short'
  ]) {
    const hasher = hashers.find(({ algorithm }) => encoded.startsWith(`${algorithm}$`))
    await t.rejects(async () => {
      await hasher?.verify('password', encoded)
    }, new RangeError('a malformed password hash'))
  }
})
