import { readFileSync } from 'node:fs'
import t from 'tap'
import { createTokens } from '../../core/tokens.ts'
import { claims, faultOf, now, segment, signed } from './forge-token.ts'

/** The part of Wycheproof's file that is read here; its licence stands beside it. */
interface Vectors {
  testGroups: {
    private?: { kty: string; alg?: string; k?: string }
    tests: { tcId: number; comment: string; jws: string; result: 'valid' | 'invalid' }[]
  }[]
}
const file = new URL('../vectors/json_web_signature_test.json', import.meta.url)
const { testGroups }: Vectors = JSON.parse(readFileSync(file, 'utf8'))

const vectors = testGroups.flatMap(({ private: key, tests }) =>
  key?.kty === 'oct' && key.alg === 'HS256'
    ? tests.map(vector => ({ ...vector, key: Buffer.from(key.k ?? '', 'base64url') }))
    : []
)
const valid = vectors.filter(({ result }) => result === 'valid')
const invalid = vectors.filter(({ result }) => result === 'invalid')

/** The keys are bytes that are no text. An HMAC takes bytes as well, but a setting is always text, and so is its type. */
const tokensOf = (key: Buffer) => createTokens({ secret: key as unknown as string, now })

t.test('the file has the vectors that are spoken of here', async t => {
  t.equal(vectors.length, 40)
  t.same(
    valid.map(({ tcId }) => tcId),
    [1, 348, 352, 357, 358, 359, 372, 373, 376, 377]
  )
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
const notBase64url = [372, 373]

for (const { tcId, comment, jws, key } of valid.filter(({ tcId }) => notBase64url.includes(tcId))) {
  t.test(`valid vector ${tcId}, ${comment}, is refused, since it is no base64url`, async t => {
    t.match(jws, /[^\w.-]/)
    const parsed = t.capture(JSON, 'parse', JSON.parse)
    t.equal(
      faultOf(() => tokensOf(key).verify(jws)),
      'undecodable'
    )
    t.same(parsed.args(), [])
  })
}

// All the others sign plain texts. A JSON Web Token is a JSON object, so that they are refused, but only for that: the
// payload is parsed after the signature held, and the same header and key sign a token that is taken.
for (const { tcId, comment, jws, key } of valid.filter(({ tcId }) => !notBase64url.includes(tcId))) {
  const [head = '', body = ''] = jws.split('.')
  const text = (part: string) => Buffer.from(part, 'base64url').toString()

  t.test(`the signature of valid vector ${tcId}, ${comment}, holds, and its payload is refused as no JSON`, async t => {
    const parsed = t.capture(JSON, 'parse', JSON.parse)
    t.equal(
      faultOf(() => tokensOf(key).verify(jws)),
      'undecodable'
    )
    t.same(parsed.args(), [[text(head)], [text(body)]])
  })

  t.test(`the header and the key of valid vector ${tcId} sign a token that holds`, async t => {
    t.same(tokensOf(key).verify(signed(`${head}.${segment(claims)}`, { key })), claims)
  })
}
