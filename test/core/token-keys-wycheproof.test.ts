// Wycheproof's keys that a server must not take. Its json_web_crypto_test.json is not read: the JWS in it are those of
// json_web_signature_test.json, its sets of keys are those of this file, and the rest is encryption (JWE).
import { createPublicKey, type JsonWebKey } from 'node:crypto'
import { readFileSync } from 'node:fs'
import t from 'tap'
import { type HmacAlgorithm, keysOfPem, secretKey, secretWeakness } from '../../core/token-keys.ts'

/** The part of Wycheproof's file that is read here; its licence stands beside it. */
interface Group {
  comment: string
  private: { keys: JsonWebKey[] }
  public?: { keys: JsonWebKey[] }
  tests: { tcId: number; comment: string; jws: string; result: 'valid' | 'invalid' }[]
}

const file = new URL('../vectors/json_web_key_test.json', import.meta.url)
const { testGroups }: { testGroups: Group[] } = JSON.parse(readFileSync(file, 'utf8'))
const vectors = testGroups.flatMap(group => group.tests.map(vector => ({ ...vector, group })))

/** Why a vector says nothing about keys that come from PEM or are a secret. */
const skipped: Record<number, string> = {
  1: 'a set of secrets and public keys: JWT_ALGORITHM takes one kind alone',
  4: 'two secrets of one name: secrets have no name',
  6: 'a key for encryption: PEM does not say what a key is for',
  7: 'a key of a chip that makes weak ones (ROCA): whoever has the private key chose it, and ours are made by OpenSSL',
  11: 'HS384 with 47 bytes: secrets of 32 bytes are taken, since those of Django have 50 and sign with any HMAC there',
  12: 'HS512 with 63 bytes: the same',
  19: 'a JWK whose algorithm and curve differ: PEM names no algorithm',
  20: 'the same',
  21: 'a key for encryption: PEM does not say what a key is for',
  24: 'a JWK of a curve that says RSA: PEM says the kind once',
  25: 'a secret for AES: a setting is for tokens alone',
  26: 'the same'
}

const of = (...comments: string[]) =>
  vectors.filter(({ tcId, group }) => comments.includes(group.comment) && !(tcId in skipped))
const lists = of('jws_keyset')
const signed = of('rs256')
const weakRsa = of('keysize_too_small', 'exponentOne')
const secrets = of('HS256', 'HS384', 'HS512')
const points = of('invalid_point', 'wrong_curve')

t.test('every vector is spoken of', async t => {
  t.equal(vectors.length, 26)
  const read = [...lists, ...signed, ...weakRsa, ...secrets, ...points].map(({ tcId }) => tcId)
  t.same(
    [...read, ...Object.keys(skipped).map(Number)].sort((a, b) => a - b),
    vectors.map(({ tcId }) => tcId)
  )
})

const secretOf = ({ k = '' }: JsonWebKey) => Buffer.from(k, 'base64url')

function partsOf(jws: string): [text: string, signature: Buffer] {
  const at = jws.lastIndexOf('.')
  return [jws.slice(0, at), Buffer.from(jws.slice(at + 1), 'base64url')]
}

for (const { tcId, comment, jws, result, group } of lists) {
  t.test(`vector ${tcId}, a list of secrets, ${comment}: ${result}`, async t => {
    // An HMAC takes bytes as well, but a setting is always text, and so is its type.
    const keys = group.private.keys.map(jwk => secretKey(secretOf(jwk) as unknown as string))
    t.equal(
      keys.some(key => key.verify(...partsOf(jws))),
      result === 'valid'
    )
  })
}

for (const { tcId, comment, jws, result, group } of signed) {
  t.test(`vector ${tcId}, RSA, ${comment}: ${result}`, async t => {
    const [key] = keysOfPem(pemOf(group), 'RS256')
    t.equal(key?.verify(...partsOf(jws)), true)
  })
}

for (const { tcId, comment, group } of weakRsa) {
  t.test(`vector ${tcId}, ${comment}: the key is not taken`, async t => {
    t.throws(() => keysOfPem(pemOf(group), 'RS256'), { code: 'REST_AUTH_TOKEN_KEY', message: /2048 .* 65537/ })
  })
}

for (const { tcId, comment, jws, result, group } of secrets) {
  t.test(`vector ${tcId}, ${group.comment}, ${comment}: ${result}`, async t => {
    const [jwk] = group.private.keys
    const secret = jwk === undefined ? '' : secretOf(jwk).toString('latin1')
    t.equal(secretWeakness(secret) === undefined, result === 'valid')
    t.equal(secretKey(secret, group.comment as HmacAlgorithm).verify(...partsOf(jws)), true, 'though it signed')
  })
}

/** SubjectPublicKeyInfo of a point, which OpenSSL would not write (RFC 5480). */
const curves: Record<string, string> = {
  'P-256': '3059301306072a8648ce3d020106082a8648ce3d030107034200',
  'P-384': '3056301006072a8648ce3d020106052b81040022034200'
}
for (const { tcId, comment, group } of points) {
  t.test(`vector ${tcId}, ${group.comment}, ${comment}: the key is not taken`, async t => {
    const { crv = '', x = '', y = '' } = group.public?.keys[0] ?? {}
    const point = `04${Buffer.from(x, 'base64url').toString('hex')}${Buffer.from(y, 'base64url').toString('hex')}`
    const der = Buffer.from(`${curves[crv]}${point}`, 'hex')
    const pem = `-----BEGIN PUBLIC KEY-----\n${der.toString('base64')}\n-----END PUBLIC KEY-----\n`
    t.throws(() => keysOfPem(pem, 'ES256'), { code: 'REST_AUTH_TOKEN_KEY', message: 'has a key that cannot be read' })
  })
}

function pemOf({
  public: {
    keys: [key = {}]
  } = { keys: [] }
}: Group): string {
  return String(createPublicKey({ key, format: 'jwk' }).export({ type: 'spki', format: 'pem' }))
}
