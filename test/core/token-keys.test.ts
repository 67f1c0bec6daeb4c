import { createHmac, createPublicKey, generateKeyPairSync, sign } from 'node:crypto'
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
import { claims, faultOf, now, secret, segment } from './forge-token.ts'

const tokensOf = (algorithm: SignatureAlgorithm, pem = privatePem(pairs[algorithm])) =>
  createTokens({ keys: keysOfPem(pem, algorithm), now })

/** A token made without the code under test. */
function forgeBy(algorithm: SignatureAlgorithm, header: object, { privateKey } = pairs[algorithm]): string {
  const text = `${segment({ typ: 'JWT', alg: algorithm, ...header })}.${segment(claims)}`
  const digest = algorithm === 'EdDSA' ? null : 'sha256'
  const signature = sign(digest, Buffer.from(text), { key: privateKey, dsaEncoding: 'ieee-p1363' })
  return `${text}.${signature.toString('base64url')}`
}

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

  t.test(`${algorithm}: a token that names a key which is not there is refused, whoever signed it`, async t => {
    for (const kid of [
      '',
      '../../dev/null',
      "' or 1=1 --",
      'k'.repeat(1000),
      null,
      7,
      ['1'],
      { a: 1 },
      `${key?.kid} `
    ]) {
      t.equal(
        faultOf(() => tokens.verify(forgeBy(algorithm, { kid }))),
        'invalid',
        JSON.stringify(kid).slice(0, 30)
      )
    }
  })

  t.test(`${algorithm}: the key of another is refused`, async t => {
    const { privateKey, publicKey } =
      algorithm === 'RS256'
        ? generateKeyPairSync('rsa', { modulusLength: 2048 })
        : algorithm === 'ES256'
          ? generateKeyPairSync('ec', { namedCurve: 'P-256' })
          : generateKeyPairSync('ed25519')
    t.equal(
      faultOf(() => tokens.verify(forgeBy(algorithm, { kid: key?.kid }, { privateKey, publicKey }))),
      'undecodable'
    )
  })

  t.test(`${algorithm}: the public key in whatever spelling is no secret of HS256`, async t => {
    const { publicKey } = pairs[algorithm]
    const spki = publicPem(pairs[algorithm])
    const spellings: (string | Buffer)[] = [
      spki,
      spki.trim(),
      `\n${spki}`,
      `${spki}\n`,
      spki.replaceAll('\n', '\r\n'),
      spki.replace(/-----[^-]+-----|\n/g, ''),
      publicKey.export({ type: 'spki', format: 'der' }),
      JSON.stringify(publicKey.export({ format: 'jwk' }))
    ]
    if (algorithm === 'RS256') spellings.push(publicKey.export({ type: 'pkcs1', format: 'pem' }))
    for (const spelling of spellings) {
      for (const hash of ['sha256', 'sha384', 'sha512']) {
        const text = `${segment({ typ: 'JWT', alg: `HS${hash.slice(3)}` })}.${segment(claims)}`
        const token = `${text}.${createHmac(hash, spelling).update(text).digest('base64url')}`
        t.equal(
          faultOf(() => tokens.verify(token)),
          'invalid'
        )
      }
    }
  })

  t.test(`${algorithm}: a signature that is empty, of zeros, cut or longer is refused`, async t => {
    const [head, body, mac = ''] = tokens.sign(claims).split('.')
    const bytes = Buffer.from(mac, 'base64url')
    const signatures = [
      Buffer.alloc(0),
      Buffer.alloc(bytes.length),
      Buffer.alloc(bytes.length, 255),
      bytes.subarray(0, -1),
      bytes.subarray(1),
      Buffer.concat([bytes, Buffer.alloc(1)])
    ]
    for (const signature of signatures) {
      t.equal(
        faultOf(() => tokens.verify(`${head}.${body}.${signature.toString('base64url')}`)),
        'undecodable'
      )
    }
  })

  t.test(`${algorithm}: its token is refused where a secret verifies`, async t => {
    const bySecret = createTokens({ keys: [secretKey(secret)], now })
    t.equal(
      faultOf(() => bySecret.verify(tokens.sign(claims))),
      'invalid'
    )
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

t.test('an ES256 signature in DER is refused', async t => {
  const text = `${segment({ alg: 'ES256' })}.${segment(claims)}`
  const der = sign('sha256', Buffer.from(text), pairs.ES256.privateKey).toString('base64url')
  t.equal(
    faultOf(() => tokensOf('ES256').verify(`${text}.${der}`)),
    'undecodable'
  )
})

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
const unfit: [what: string, pem: string, algorithm: SignatureAlgorithm, words: RegExp][] = [
  ['an RSA key of 1024 bits', pemOf(generateKeyPairSync('rsa', { modulusLength: 1024 })), 'RS256', /2048 bits or more/],
  ['an RSA-PSS key', pemOf(generateKeyPairSync('rsa-pss', { modulusLength: 2048 })), 'RS256', /takes an RSA key/],
  ['another curve', pemOf(generateKeyPairSync('ec', { namedCurve: 'P-384' })), 'ES256', /curve P-256/],
  ['Ed448', pemOf(generateKeyPairSync('ed448')), 'EdDSA', /an Ed25519 key/],
  ['a key of another algorithm', privatePem(pairs.ES256), 'RS256', /does not fit JWT_ALGORITHM RS256/],
  ['no PEM', 'a secret of some kind', 'RS256', /no key in PEM form/],
  ['an empty text', '', 'ES256', /no key in PEM form/],
  ['a broken block', '-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----', 'EdDSA', /cannot be read/]
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
