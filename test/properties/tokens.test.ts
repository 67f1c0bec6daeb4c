import fc from 'fast-check'
import t from 'tap'
import { keysOfPem, secretKey, signatureAlgorithms } from '../../core/token-keys.ts'
import { type Claims, createTokens } from '../../core/tokens.ts'
import { faultOf, forge, now, secret, segment, signed, time } from '../core/forge-token.ts'
import { pairs, privatePem } from '../token-key-pairs.ts'
import { always, anyText, spoilt } from './texts.ts'

const tokens = createTokens({ keys: [secretKey(secret)], now })
const signers: Record<string, ReturnType<typeof createTokens>> = { HS256: tokens }
for (const algorithm of signatureAlgorithms) {
  signers[algorithm] = createTokens({
    keys: keysOfPem(privatePem(pairs[algorithm]), algorithm),
    now
  })
}

const claims: fc.Arbitrary<Claims> = fc.record(
  {
    user_id: fc.maxSafeNat(),
    username: fc.string({ unit: 'grapheme', maxLength: 150 }),
    exp: fc.integer({ min: time + 1, max: 2 ** 40 }),
    email: fc.string({ unit: 'grapheme' }),
    orig_iat: fc.integer({ min: 0, max: time }),
    sid: fc.uuid(),
    jti: fc.string()
  },
  { requiredKeys: ['user_id', 'username', 'exp'], noNullPrototype: true }
)

for (const [algorithm, { sign, verify }] of Object.entries(signers)) {
  t.test(`by ${algorithm}, what was signed is what is read`, async t => {
    await always(
      t,
      fc.property(claims, claims => void t.strictSame({ ...verify(sign(claims)) }, claims)),
      50
    )
  })

  t.test(`by ${algorithm}, a token with any other, further or missing character is refused`, async t => {
    await always(
      t,
      fc.property(
        spoilt(claims.map(claims => sign(claims))),
        ([, other]) => faultOf(() => verify(other)) !== undefined
      ),
      400
    )
  })
}

t.test('by HS256, a token is refused whichever of its characters is another', async t => {
  const token = tokens.sign({ user_id: 1, username: 'alice', exp: time + 300 })
  for (let i = 0; i < token.length; i++) {
    for (const by of ['A', 'B', '-', '.', '=', ' ', '\0', 'é']) {
      if (by === token[i]) continue
      const fault = faultOf(() => tokens.verify(token.slice(0, i) + by + token.slice(i + 1)))
      if (fault === undefined) t.fail(`${i}: ${by}`)
    }
  }
})

// faultOf throws on whatever is no TokenError.
t.test('any text is refused as a token, and by nothing but a TokenError', async t => {
  const segments = fc.array(fc.oneof(anyText(), fc.base64String(), fc.json().map(segment)), { maxLength: 6 })
  const text = fc.oneof(
    anyText(300),
    segments.map(parts => parts.join('.'))
  )
  await always(
    t,
    fc.property(text, text => faultOf(() => tokens.verify(text)) !== undefined),
    1000
  )
})

t.test('any header that is signed chooses no other key or algorithm', async t => {
  const names = fc.constantFrom(
    'alg',
    'typ',
    'kid',
    'crit',
    'b64',
    'jwk',
    'jku',
    'x5u',
    'x5c',
    'zip',
    'enc',
    'cty',
    '__proto__'
  )
  const header = fc.dictionary(
    fc.oneof(names, anyText(10)),
    fc.oneof(fc.constantFrom('HS256', 'JWT', 'none'), fc.jsonValue())
  )
  await always(
    t,
    fc.property(header, header => {
      const token = forge({ header })
      if (faultOf(() => tokens.verify(token)) !== undefined) return true
      const { alg, typ, kid } = header
      return (
        alg === 'HS256' &&
        (typ === undefined || String(typ).toUpperCase() === 'JWT') &&
        (kid === undefined || typeof kid === 'string')
      )
    }),
    500
  )
})

t.test('any JSON that our secret signed gives an object with its end, or a TokenError', async t => {
  const payload = fc.oneof(
    fc.json(),
    fc.record({ exp: fc.jsonValue(), nbf: fc.jsonValue(), iat: fc.jsonValue() }).map(value => JSON.stringify(value))
  )
  await always(
    t,
    fc.property(payload, payload => {
      const token = signed(`${segment({ typ: 'JWT', alg: 'HS256' })}.${segment(payload)}`)
      return faultOf(() => tokens.verify(token)) !== undefined || tokens.verify(token).exp > time
    }),
    500
  )
})
