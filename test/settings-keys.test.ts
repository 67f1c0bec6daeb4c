// The settings of the keys of tokens, and the file that is made where none is given.
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { keysOfPem, signatureAlgorithms } from '../core/token-keys.ts'
import { keyFileOf, maxKeys, readOptions, withSecretKey } from '../settings.ts'
import { read, refusal } from './setting-values.ts'

const [first, second] = ['the first secret, of 32 bytes or more', 'the second secret of 32 bytes or more']

t.test('a secret is one text, with a comma in it too', async t => {
  t.equal(read('JWT_SECRET_KEY', first.replace(',', '')), first.replace(',', ''))
  t.equal(read('JWT_SECRET_KEY', first), first)
  t.equal(read('JWT_SECRET_KEY', `${second},short`), `${second},short`)
  t.equal(read('JWT_SECRET_KEY', `${second},`), `${second},`)
  t.equal(read('JWT_SECRET_KEY', `,${second}`), `,${second}`)
  t.equal(read('JWT_SECRET_KEY', `${second},,${second}`), `${second},,${second}`)
})

t.test('secrets are a list where each of them is long enough', async t => {
  const other = second.toUpperCase()
  t.strictSame(read('JWT_SECRET_KEY', `${second},${other}`), [second, other])
  t.strictSame(read('JWT_SECRET_KEY', ` ${second} , ${other} `), [second, other])
  const korean = '열한 글자의 비밀은 서른두 바이트'
  t.strictSame(read('JWT_SECRET_KEY', `${second},${korean}`), [second, korean], 'bytes count, not characters')
})

t.test('no more secrets are taken than may be, and none is shown', async t => {
  const list = (count: number) => Array.from({ length: count }, (_, index) => `${second} ${index}`).join(',')
  t.match(read('JWT_SECRET_KEY', list(maxKeys)), { length: maxKeys })
  const words = 'JWT_SECRET_KEY takes a text of 32 bytes or more, or several with commas between them'
  t.equal(
    refusal(() => read('JWT_SECRET_KEY', list(maxKeys + 1))),
    words
  )
  for (const secret of [[], [second, ''], [second, 7], { 0: second }]) {
    t.equal(
      refusal(() => readOptions('jwtAuth', { secret })),
      words
    )
  }
  t.match(readOptions('jwtAuth', { secret: [second] }), { secret: [second] })
})

t.test('every algorithm is taken to the letter', async t => {
  for (const name of ['RS256', 'ES256', 'EdDSA']) t.equal(read('JWT_ALGORITHM', name), name)
  for (const name of ['rs256', 'RS384', 'PS256', 'ES384', 'EDDSA', 'Ed25519']) {
    t.throws(() => read('JWT_ALGORITHM', name), { message: /^JWT_ALGORITHM takes one of / })
  }
})

for (const jwtAlgorithm of signatureAlgorithms) {
  t.test(`a private key of ${jwtAlgorithm} that is not given is made once, for its owner alone`, async t => {
    const folder = join(t.testdir(), 'data')
    const [secretFile, file] = [join(folder, 'secret-key'), join(folder, 'jwt-keys.pem')]
    const settings = withSecretKey({ jwtAlgorithm }, secretFile, file)
    t.equal(settings.jwtPrivateKey, `file:${file}`)
    t.match(settings.secretKey, /^[\w-]{64}$/, 'the links of mails take a secret all the same')
    t.equal(statSync(file).mode & 0o777, 0o600)
    t.match(keysOfPem(readFileSync(file, 'utf8'), jwtAlgorithm), { length: 1, 0: { sign: Function } })
    const before = readFileSync(file, 'utf8')
    t.strictSame(withSecretKey({ jwtAlgorithm }, secretFile, file), settings)
    t.equal(readFileSync(file, 'utf8'), before)
    t.strictSame(readdirSync(folder).sort(), ['jwt-keys.pem', 'secret-key'])
  })
}

t.test('a private key that is given is used, and where a secret signs none is made', async t => {
  const folder = t.testdir()
  const file = join(folder, 'jwt-keys.pem')
  for (const settings of [
    { secretKey: first, jwtAlgorithm: 'ES256', jwtPrivateKey: 'given' } as const,
    { secretKey: first, jwtAlgorithm: 'ES256', jwtPrivateKey: 'given', nodeEnv: 'production' } as const,
    { secretKey: first, jwtAlgorithm: 'HS512' } as const,
    { secretKey: first }
  ]) {
    t.strictSame(withSecretKey(settings, join(folder, 'secret-key'), file), settings)
  }
  t.strictSame(readdirSync(folder), [])
})

t.test('in production a private key must be given', async t => {
  const folder = t.testdir()
  const settings = { secretKey: first, jwtAlgorithm: 'EdDSA', nodeEnv: 'production' } as const
  t.equal(
    refusal(() => withSecretKey(settings, join(folder, 'secret-key'), join(folder, 'jwt-keys.pem'))),
    'JWT_PRIVATE_KEY is missing: in production it must be given'
  )
  t.strictSame(readdirSync(folder), [])
})

t.test('a private key that cannot be kept stops the start, and the words name the setting', async t => {
  const folder = t.testdir({ file: '' })
  t.throws(() => withSecretKey({ secretKey: first, jwtAlgorithm: 'EdDSA' }, '', join(folder, 'file/jwt-keys.pem')), {
    code: 'REST_AUTH_START',
    message: /^JWT_PRIVATE_KEY is missing, and .*file\/jwt-keys.pem cannot be used: ENOTDIR/
  })
  writeFileSync(join(folder, 'empty.pem'), '')
  t.throws(() => withSecretKey({ secretKey: first, jwtAlgorithm: 'EdDSA' }, '', join(folder, 'empty.pem')), {
    message: /^JWT_PRIVATE_KEY is missing, and .*empty.pem cannot be used: it is empty$/
  })
})

t.test('the file of the private key is the one that is given, or the one that is made', async t => {
  t.equal(keyFileOf({ jwtPrivateKey: 'file:/etc/shop/keys.pem' }), '/etc/shop/keys.pem')
  t.equal(keyFileOf({}), 'data/jwt-keys.pem')
  t.equal(keyFileOf({ nodeEnv: 'production' }), undefined)
  t.equal(keyFileOf({ jwtPrivateKey: '-----BEGIN PRIVATE KEY-----' }), undefined)
})
