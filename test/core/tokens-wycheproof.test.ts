import { createPrivateKey, createPublicKey, type JsonWebKey, sign } from 'node:crypto'
import { readFileSync } from 'node:fs'
import t from 'tap'
import { keysOfPem, secretKey, type TokenKey } from '../../core/token-keys.ts'
import { createTokens } from '../../core/tokens.ts'
import { claims, faultOf, now, segment, signed } from './forge-token.ts'

/** The part of Wycheproof's file that is read here; its licence stands beside it. */
interface Group {
  private?: JsonWebKey & { alg?: string }
  public?: JsonWebKey & { alg?: string }
  tests: Vector[]
}
interface Vector {
  tcId: number
  comment: string
  jws: string
  result: 'valid' | 'invalid'
}
const file = new URL('../vectors/json_web_signature_test.json', import.meta.url)
const { testGroups }: { testGroups: Group[] } = JSON.parse(readFileSync(file, 'utf8'))

const algorithms = { HS256: 'oct', RS256: 'RSA', ES256: 'EC' }
type Algorithm = keyof typeof algorithms
const algorithmOf = ({ public: key = undefined, private: secret = {} }: Group) => String((key ?? secret).alg)
const isOurs = (name: string): name is Algorithm => name in algorithms

/** A key that has the name which a header gives it: what is looked at here is the signature. */
function keyOf({ public: publicKey, private: privateKey = {} }: Group, algorithm: Algorithm, jws: string): TokenKey {
  const kid = kidOf(jws)
  // An HMAC takes bytes as well, but a setting is always text, and so is its type.
  if (algorithm === 'HS256') {
    const secret = Buffer.from(privateKey.k ?? '', 'base64url') as unknown as string
    return { ...secretKey(secret), ...(kid !== undefined && { kid }) }
  }
  const pem = createPublicKey({ key: publicKey ?? {}, format: 'jwk' }).export({ type: 'spki', format: 'pem' })
  const [key] = keysOfPem(String(pem), algorithm)
  if (key === undefined) throw new Error('no key')
  return { ...key, ...(kid !== undefined && { kid }) }
}

function kidOf(jws: string): string | undefined {
  try {
    return JSON.parse(Buffer.from(jws.split('.')[0] ?? '', 'base64url').toString()).kid
  } catch {
    return undefined // A header that is no JSON names no key.
  }
}

/** Signs nothing: its algorithm is none that a header could name together with the key under test. */
const signer: TokenKey = { ...secretKey('nobody verifies by this secret here'), algorithm: 'HS512' }
const tokensOf = (key: TokenKey) => createTokens({ keys: [signer, key], now })

const vectors = testGroups.flatMap(group => {
  const algorithm = algorithmOf(group)
  if (!isOurs(algorithm)) return []
  return group.tests.map(vector => ({ ...vector, algorithm, group, key: keyOf(group, algorithm, vector.jws) }))
})
const valid = vectors.filter(({ result }) => result === 'valid')
const invalid = vectors.filter(({ result }) => result === 'invalid')

t.test('the file has the vectors that are spoken of here', async t => {
  t.same(
    Object.keys(algorithms).map(name => [name, vectors.filter(({ algorithm }) => algorithm === name).length]),
    [
      ['HS256', 40],
      ['RS256', 233],
      ['ES256', 39]
    ]
  )
})

t.test('all others are of algorithms that no setting takes, or of none that their key names', async t => {
  const skipped = testGroups.filter(group => !isOurs(algorithmOf(group)))
  t.same([...new Set(skipped.map(algorithmOf))], ['RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES521', 'undefined'])
  t.equal(skipped.flatMap(({ tests }) => tests).length, 89)
})

for (const { tcId, comment, jws, key } of invalid) {
  t.test(`invalid vector ${tcId}, ${comment}, is refused`, async t => {
    t.type(
      faultOf(() => tokensOf(key).verify(jws)),
      'string'
    )
  })
}

/** Their base64url holds a foreign character, which some decoders skip; RFC 7515, section 2, knows no such character. */
const isBase64url = ({ jws }: Vector) => /^[\w.-]+$/.test(jws)

t.test('two valid vectors are no base64url', async t => {
  t.same(
    valid.filter(vector => !isBase64url(vector)).map(({ tcId }) => tcId),
    [372, 373]
  )
})

for (const { tcId, comment, jws, key } of valid.filter(vector => !isBase64url(vector))) {
  t.test(`valid vector ${tcId}, ${comment}, is refused, since it is no base64url`, async t => {
    const parsed = t.capture(JSON, 'parse', JSON.parse)
    t.equal(
      faultOf(() => tokensOf(key).verify(jws)),
      'undecodable'
    )
    t.same(parsed.args(), [])
  })
}

// All the others sign plain texts. A JSON Web Token is a JSON object, so that they are refused, but only for that: the
// payload is decoded after the signature held, and the same header and key sign a token that is taken.
for (const { tcId, comment, jws, key, group, algorithm } of valid.filter(isBase64url)) {
  const [head = '', body = ''] = jws.split('.')

  t.test(`the signature of valid vector ${tcId}, ${comment}, holds, and its payload is refused as no JSON`, async t => {
    let verified = false
    const watched: TokenKey = {
      ...key,
      verify(text, signature) {
        verified = key.verify(text, signature)
        t.equal(text, `${head}.${body}`)
        return verified
      }
    }
    t.equal(
      faultOf(() => tokensOf(watched).verify(jws)),
      'undecodable'
    )
    t.equal(verified, true)
  })

  t.test(`the header and the key of valid vector ${tcId} sign a token that holds`, async t => {
    const text = `${head}.${segment(claims)}`
    const secret = Buffer.from(group.private?.k ?? '', 'base64url')
    const token = algorithm === 'HS256' ? signed(text, { key: secret }) : signedBy(group.private ?? {}, text)
    t.same(tokensOf(key).verify(token), claims)
  })
}

function signedBy(jwk: JsonWebKey, text: string): string {
  const key = createPrivateKey({ key: jwk, format: 'jwk' })
  return `${text}.${sign('sha256', Buffer.from(text), { key, dsaEncoding: 'ieee-p1363' }).toString('base64url')}`
}
