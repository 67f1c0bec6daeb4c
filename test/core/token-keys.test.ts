import { createPublicKey, generateKeyPairSync } from 'node:crypto'
import t from 'tap'
import {
  keysOfPem,
  newPrivateKey,
  rotatedKeys,
  type SignatureAlgorithm,
  secretKey,
  signatureAlgorithms
} from '../../core/token-keys.ts'
import { createTokens } from '../../core/tokens.ts'
import { pairs, privatePem, publicPem } from '../token-key-pairs.ts'
import { forgeBy } from './forge-signature.ts'
import { claims, faultOf, now, secret } from './forge-token.ts'

const tokensOf = (algorithm: SignatureAlgorithm, pem = privatePem(pairs[algorithm])) =>
  createTokens({ keys: keysOfPem(pem, algorithm), now })

for (const algorithm of signatureAlgorithms) {
  const [key] = keysOfPem(privatePem(pairs[algorithm]), algorithm)
  const tokens = tokensOf(algorithm)

  t.test(`${algorithm}: what the private key signs, whoever has the public key verifies`, async t => {
    const token = tokens.sign(claims)
    t.same(tokens.verify(token), claims)
    const other = createTokens({
      keys: [secretKey(secret), ...keysOfPem(publicPem(pairs[algorithm]), algorithm)],
      now
    })
    t.same(other.verify(token), claims)
    const [head = ''] = token.split('.')
    t.same(JSON.parse(Buffer.from(head, 'base64url').toString()), { typ: 'JWT', alg: algorithm, kid: key?.kid })
  })

  t.test(`${algorithm}: a token that names no key, as PyJWT makes them, holds`, async t => {
    t.same(tokens.verify(forgeBy(algorithm, {})), claims)
    t.same(tokens.verify(forgeBy(algorithm, { kid: key?.kid })), claims)
  })

  t.test(`${algorithm}: others learn the public key, its thumbprint, and nothing private`, async t => {
    const { publicKey } = pairs[algorithm]
    const jwk = publicKey.export({ format: 'jwk' })
    t.same(tokens.jwks(), { keys: [{ ...jwk, kid: key?.kid, alg: algorithm, use: 'sig' }] })
    const [shown = {}] = tokens.jwks().keys
    t.same(
      Object.keys(shown).filter(name => ['d', 'p', 'q', 'dp', 'dq', 'qi', 'k', 'oth'].includes(name)),
      []
    )
    t.same(createPublicKey({ key: shown, format: 'jwk' }).export({ format: 'jwk' }), jwk)
  })

  t.test(`${algorithm}: a new key is fit to sign`, async t => {
    const own = tokensOf(algorithm, newPrivateKey(algorithm))
    t.same(own.verify(own.sign(claims)), claims)
  })
}

t.test('the thumbprint is that of RFC 7638, section 3.1', async t => {
  const jwk = {
    kty: 'RSA',
    n: '0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJECPebWKRXjBZCiFV4n3oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzKnqDKgw',
    e: 'AQAB'
  }
  const pem = createPublicKey({ key: jwk, format: 'jwk' }).export({ type: 'spki', format: 'pem' })
  t.equal(keysOfPem(String(pem), 'RS256')[0]?.kid, 'NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs')
})

t.test('secrets have no name, and nothing that others may know', async t => {
  const tokens = createTokens({ keys: [secretKey(secret)], now })
  t.same(tokens.jwks(), { keys: [] })
  t.notMatch(secretKey(secret), { kid: String })
})

t.test('the first key signs, and all verify, each its own algorithm alone', async t => {
  const keys = [secretKey(secret, 'HS512'), secretKey('an older secret of 32 bytes or more'), secretKey(secret)]
  const tokens = createTokens({ keys, now })
  const old = createTokens({ keys: keys.slice(1), now })
  t.match(Buffer.from(tokens.sign(claims).split('.')[0] ?? '', 'base64url').toString(), 'HS512')
  t.same(tokens.verify(old.sign(claims)), claims)
  t.same(tokens.verify(createTokens({ keys: keys.slice(2), now }).sign(claims)), claims)
  t.equal(
    faultOf(() => old.verify(tokens.sign(claims))),
    'invalid'
  )
})

t.test('other keys can be taken at run time, and what the old ones signed is then refused', async t => {
  const tokens = createTokens({ keys: [secretKey(secret)], now })
  const before = tokens.sign(claims)
  tokens.verify(before)
  tokens.useKeys(keysOfPem(privatePem(pairs.EdDSA), 'EdDSA'))
  t.equal(
    faultOf(() => tokens.verify(before)),
    'invalid'
  )
  t.same(tokens.verify(tokens.sign(claims)), claims)
})

t.test('the first key must be one that signs', async t => {
  const publicKeys = keysOfPem(publicPem(pairs.ES256), 'ES256')
  t.throws(() => createTokens({ keys: publicKeys }), RangeError)
  t.throws(() => createTokens({ keys: [] }), RangeError)
  t.throws(() => createTokens({ keys: [secretKey(secret)] }).useKeys(publicKeys), RangeError)
})

const code = 'REST_AUTH_TOKEN_KEY'
const pemOf = (pair: ReturnType<typeof generateKeyPairSync>) =>
  String((pair as unknown as (typeof pairs)['RS256']).privateKey.export({ type: 'pkcs8', format: 'pem' }))
const sec1 = (pair: (typeof pairs)['ES256']) => String(pair.privateKey.export({ type: 'sec1', format: 'pem' }))
const locked = String(
  pairs.RS256.privateKey.export({ type: 'pkcs1', format: 'pem', cipher: 'aes-128-cbc', passphrase: 'a passphrase' })
)
const half = (pem: string) => pem.slice(0, pem.length / 2)
const unfit: [what: string, pem: string, algorithm: SignatureAlgorithm, words: RegExp][] = [
  ['an RSA key of 1024 bits', pemOf(generateKeyPairSync('rsa', { modulusLength: 1024 })), 'RS256', /2048 bits or more/],
  [
    'an RSA key of exponent 3',
    pemOf(generateKeyPairSync('rsa', { modulusLength: 2048, publicExponent: 3 })),
    'RS256',
    /exponent 65537/
  ],
  ['an RSA-PSS key', pemOf(generateKeyPairSync('rsa-pss', { modulusLength: 2048 })), 'RS256', /takes an RSA key/],
  ['another curve', pemOf(generateKeyPairSync('ec', { namedCurve: 'P-384' })), 'ES256', /curve P-256/],
  ['Ed448', pemOf(generateKeyPairSync('ed448')), 'EdDSA', /an Ed25519 key/],
  ['a key of another algorithm', privatePem(pairs.ES256), 'RS256', /does not fit JWT_ALGORITHM RS256/],
  ['no PEM', 'a secret of some kind', 'RS256', /no key in PEM form/],
  ['an empty text', '', 'ES256', /no key in PEM form/],
  ['a broken block', '-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----', 'EdDSA', /cannot be read/],
  ['a key behind a passphrase', locked, 'RS256', /cannot be read/],
  [
    'a key behind a passphrase, with another after it',
    locked + privatePem(pairs.RS256),
    'RS256',
    /^has a key that cannot be read$/
  ],
  [
    'half a key with another after it',
    `${half(privatePem(pairs.ES256))}\n${sec1(pairs.ES256)}`,
    'ES256',
    /^has a key that cannot be read$/
  ],
  [
    'half a key with another of the same form after it',
    `${half(privatePem(pairs.EdDSA))}\n${privatePem(pairs.EdDSA)}`,
    'EdDSA',
    /^has a key that cannot be read$/
  ]
]
for (const [what, pem, algorithm, words] of unfit) {
  t.test(`${what} is refused, and the words hold nothing of it`, async t => {
    t.throws(() => keysOfPem(pem, algorithm), { code, message: words })
    try {
      keysOfPem(pem, algorithm)
    } catch (error) {
      t.notMatch(String(error), /[A-Za-z0-9+/]{40}/)
    }
  })
}

t.test('line breaks may be written out, as in a variable of the environment', async t => {
  const [key] = keysOfPem(privatePem(pairs.EdDSA).replaceAll('\n', '\\n'), 'EdDSA')
  t.equal(key?.kid, keysOfPem(privatePem(pairs.EdDSA), 'EdDSA')[0]?.kid)
})

t.test('a key is taken in whichever form OpenSSL writes it', async t => {
  // openssl ecparam -name prime256v1 -genkey
  const parameters = '-----BEGIN EC PARAMETERS-----\nBggqhkjOPQMBBw==\n-----END EC PARAMETERS-----\n'
  const pkcs1 = String(pairs.RS256.privateKey.export({ type: 'pkcs1', format: 'pem' }))
  const forms: [string, SignatureAlgorithm][] = [
    [parameters + sec1(pairs.ES256), 'ES256'],
    [`Bag Attributes: <No Attributes>\r\n${sec1(pairs.ES256).replaceAll('\n', '\r\n')}`, 'ES256'],
    [pkcs1, 'RS256']
  ]
  for (const [pem, algorithm] of forms) {
    const [key, ...others] = keysOfPem(pem, algorithm)
    t.match(key, { kid: keysOfPem(publicPem(pairs[algorithm]), algorithm)[0]?.kid, sign: Function })
    t.same(others, [])
  }
})

t.test('a rotated file has the new key first, and of the old ones only what verifies', async t => {
  const old = privatePem(pairs.EdDSA)
  const [newer, newest] = [newPrivateKey('EdDSA'), newPrivateKey('EdDSA')]
  const once = rotatedKeys(old, newer, 2)
  const twice = rotatedKeys(once, newest, 2)
  const kids = (pem: string) => keysOfPem(pem, 'EdDSA').map(({ kid }) => kid)
  t.same(kids(twice), [...kids(newest), ...kids(newer), ...kids(old)])
  t.same(
    keysOfPem(twice, 'EdDSA').map(({ sign }) => sign !== undefined),
    [true, false, false]
  )
  t.same(kids(rotatedKeys(twice, newPrivateKey('EdDSA'), 1)).slice(1), kids(newest))
  t.equal(twice.match(/PRIVATE KEY/g)?.length, 2)
  t.throws(() => rotatedKeys('-----BEGIN PUBLIC KEY-----\nAA\n-----END PUBLIC KEY-----', newer, 2), { code })
})
