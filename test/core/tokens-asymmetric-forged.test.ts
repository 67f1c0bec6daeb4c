import { constants, createHmac, generateKeyPairSync, type KeyObject, sign } from 'node:crypto'
import t from 'tap'
import { keysOfPem, type SignatureAlgorithm, secretKey, signatureAlgorithms } from '../../core/token-keys.ts'
import { createTokens } from '../../core/tokens.ts'
import { pairs, privatePem, publicPem } from '../token-key-pairs.ts'
import { forgeBy, signatureOf } from './forge-signature.ts'
import { claims, faultOf, forge, now, segment, signed } from './forge-token.ts'

/** Keys of nobody that is known here. */
const strangers: Record<SignatureAlgorithm, { privateKey: KeyObject; publicKey: KeyObject }> = {
  RS256: generateKeyPairSync('rsa', { modulusLength: 2048 }),
  ES256: generateKeyPairSync('ec', { namedCurve: 'P-256' }),
  EdDSA: generateKeyPairSync('ed25519')
}

/** A public key as somebody could have it who takes it for a secret. */
function spellingsOf(algorithm: SignatureAlgorithm): Record<string, string | Buffer> {
  const { publicKey } = pairs[algorithm]
  const spki = publicPem(pairs[algorithm])
  const jwk = publicKey.export({ format: 'jwk' })
  const pkcs1 = algorithm === 'RS256' && {
    'PKCS #1': publicKey.export({ type: 'pkcs1', format: 'pem' }),
    'PKCS #1 in DER': publicKey.export({ type: 'pkcs1', format: 'der' }),
    modulus: Buffer.from(String(jwk.n), 'base64url')
  }
  return {
    SPKI: spki,
    'without the last line end': spki.trim(),
    'a line end before': `\n${spki}`,
    'a space before': ` ${spki}`,
    'another line end': `${spki}\n`,
    CRLF: spki.replaceAll('\n', '\r\n'),
    'line ends written out': spki.replaceAll('\n', '\\n'),
    'one line': spki.replaceAll('\n', ''),
    'without its first and last line': spki.replace(/-----[^-]+-----/g, '').trim(),
    base64: spki.replace(/-----[^-]+-----|\n/g, ''),
    DER: publicKey.export({ type: 'spki', format: 'der' }),
    JWK: JSON.stringify(jwk),
    'its x or n': String(jwk.x ?? jwk.n),
    nothing: '',
    ...pkcs1
  }
}

for (const algorithm of signatureAlgorithms) {
  const keys = keysOfPem(privatePem(pairs[algorithm]), algorithm)
  const kid = String(keys[0]?.kid)
  const tokens = createTokens({ keys, now })
  const faultIn = (token: string) => faultOf(() => tokens.verify(token))

  t.test(`${algorithm}: the token that the forgeries are made of holds`, async t => {
    t.equal(faultIn(forgeBy(algorithm, { kid })), undefined)
    t.equal(faultIn(forgeBy(algorithm, {})), undefined)
  })

  t.test(`${algorithm}: the public key in whatever spelling is no secret of HS256, HS384 and HS512`, async t => {
    for (const [spelling, key] of Object.entries(spellingsOf(algorithm))) {
      for (const hash of ['sha256', 'sha384', 'sha512']) {
        for (const named of [{}, { kid }]) {
          const text = `${segment({ typ: 'JWT', alg: `HS${hash.slice(3)}`, ...named })}.${segment(claims)}`
          const token = `${text}.${createHmac(hash, key).update(text).digest('base64url')}`
          t.equal(faultIn(token), 'invalid', `${spelling}, ${hash}`)
        }
      }
    }
  })

  t.test(`${algorithm}: an HMAC by the public key is no signature of its own either`, async t => {
    for (const [spelling, key] of Object.entries(spellingsOf(algorithm))) {
      t.equal(faultIn(forge({ header: { typ: 'JWT', alg: algorithm, kid } }, { key })), 'undecodable', spelling)
    }
  })

  t.test(`${algorithm}: the secret of the server opens nothing`, async t => {
    t.equal(faultIn(forge()), 'invalid')
    t.equal(faultIn(forge({ header: { typ: 'JWT', alg: 'HS256', kid } })), 'invalid')
  })

  t.test(`${algorithm}: its token is refused where a secret verifies, whatever the secret is`, async t => {
    for (const [spelling, key] of Object.entries(spellingsOf(algorithm))) {
      const bySecret = createTokens({ keys: [secretKey(key.toString('latin1'))], now })
      t.equal(
        faultOf(() => bySecret.verify(forgeBy(algorithm, {}))),
        'invalid',
        spelling
      )
    }
  })

  t.test(`${algorithm}: none is refused in all spellings, with a signature and without`, async t => {
    const [, body = '', mac = ''] = forgeBy(algorithm, { kid }).split('.')
    for (const alg of ['none', 'None', 'NONE', 'nOnE', 'none ', ' none', 'non\u0435', '', null, undefined]) {
      for (const named of [{}, { kid }]) {
        const unsigned = `${segment({ typ: 'JWT', alg, ...named })}.${body}`
        for (const token of [`${unsigned}.`, `${unsigned}.${mac}`, signed(unsigned)]) {
          t.equal(faultIn(token), 'invalid', token)
        }
      }
    }
  })

  t.test(`${algorithm}: its signature under the name of another algorithm is refused`, async t => {
    const names = ['RS256', 'RS384', 'RS512', 'PS256', 'ES256', 'ES384', 'ES512', 'ES256K', 'EdDSA', 'Ed25519', 'Ed448']
    const odd = [algorithm.toLowerCase(), `${algorithm} `, [algorithm], { [algorithm]: 1 }, true, 256]
    for (const alg of [...names.filter(name => name !== algorithm), ...odd]) {
      t.equal(faultIn(forgeBy(algorithm, { alg, kid })), 'invalid', JSON.stringify(alg))
    }
  })

  t.test(`${algorithm}: a key id that is not there is refused, and so is one that is no text`, async t => {
    const tricks = ['', '../../dev/null', '/dev/null', "' or 1=1 --", '__proto__', 'constructor', 'k'.repeat(129)]
    const near = [`${kid} `, ` ${kid}`, kid.toUpperCase(), kid.slice(1), `${kid}\0`, `${kid}=`]
    for (const other of [...tricks, ...near, null, 7, 0, true, [], [kid], {}, { kid }]) {
      t.equal(faultIn(forgeBy(algorithm, { kid: other })), 'invalid', JSON.stringify(other).slice(0, 40))
    }
    t.equal(faultIn(forgeBy(algorithm, { kid: 'k'.repeat(10_000) })), 'undecodable', 'too long for a token at all')
  })

  t.test(`${algorithm}: the key id of another key chooses that one, whose signature it is not`, async t => {
    const [other] = keysOfPem(publicPem(strangers[algorithm]), algorithm)
    if (other === undefined) throw new Error('no key')
    const both = createTokens({ keys: [...keys, other], now })
    const fault = (token: string) => faultOf(() => both.verify(token))
    t.equal(fault(forgeBy(algorithm, { kid: other.kid })), 'undecodable')
    t.equal(fault(forgeBy(algorithm, { kid }, strangers[algorithm])), 'undecodable')
    t.equal(fault(forgeBy(algorithm, { kid: other.kid }, strangers[algorithm])), undefined)
    t.equal(fault(forgeBy(algorithm, {}, strangers[algorithm])), undefined)
  })

  t.test(`${algorithm}: a stranger's key is refused, also when the header brings it or says where it is`, async t => {
    const { publicKey } = strangers[algorithm]
    const jwk = publicKey.export({ format: 'jwk' })
    const own = keysOfPem(publicPem(strangers[algorithm]), algorithm)[0]?.kid
    for (const named of [{}, { kid }]) {
      t.equal(faultIn(forgeBy(algorithm, named, strangers[algorithm])), 'undecodable')
      const headers = [
        { jwk },
        { jwk: { ...jwk, kid } },
        { jku: 'https://mallory.example/jwks.json' },
        { x5u: 'https://mallory.example/cert.pem' },
        { x5c: [publicKey.export({ type: 'spki', format: 'der' }).toString('base64')] },
        { crit: ['kid'] }
      ]
      for (const header of headers) {
        const token = forgeBy(algorithm, { ...named, ...header }, strangers[algorithm])
        t.equal(faultIn(token), 'invalid', JSON.stringify(header))
        t.equal(faultIn(forgeBy(algorithm, { ...named, ...header })), 'invalid', 'even with our own signature')
      }
    }
    t.equal(faultIn(forgeBy(algorithm, { kid: own }, strangers[algorithm])), 'invalid')
  })

  t.test(`${algorithm}: a signature that is empty, of zeros or ones, cut or longer is refused`, async t => {
    const [head, body, mac = ''] = forgeBy(algorithm, { kid }).split('.')
    const bytes = Buffer.from(mac, 'base64url')
    const signatures = [
      Buffer.alloc(0),
      Buffer.alloc(1),
      Buffer.alloc(bytes.length),
      Buffer.alloc(bytes.length, 255),
      bytes.subarray(0, -1),
      bytes.subarray(1),
      Buffer.concat([bytes, Buffer.alloc(1)]),
      Buffer.concat([Buffer.alloc(1), bytes]),
      Buffer.concat([bytes, bytes])
    ]
    for (const signature of signatures) {
      const token = `${head}.${body}.${signature.toString('base64url')}`
      t.equal(faultIn(token), 'undecodable', `${signature.length} bytes`)
    }
  })

  t.test(`${algorithm}: a payload that was changed, or a header, does not hold`, async t => {
    const [head = '', body = '', mac = ''] = forgeBy(algorithm, { kid }).split('.')
    t.equal(faultIn(`${head}.${segment({ ...claims, user_id: 2 })}.${mac}`), 'undecodable')
    t.equal(faultIn(`${segment({ alg: algorithm, kid })}.${body}.${mac}`), 'undecodable')
  })
}

/** The text of an ES256 token, and how a signature of it is refused. */
const es256 = createTokens({ keys: keysOfPem(privatePem(pairs.ES256), 'ES256'), now })
const text = `${segment({ alg: 'ES256' })}.${segment(claims)}`
const faultOfSignature = (signature: Buffer) =>
  faultOf(() => es256.verify(`${text}.${signature.toString('base64url')}`))

t.test('ES256: r and s are in their range, and 32 bytes each', async t => {
  const order = Buffer.from('ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551', 'hex')
  const [zero, one] = [Buffer.alloc(32), Buffer.alloc(32)]
  one[31] = 1
  const good = signatureOf(text, 'ES256', pairs.ES256.privateKey)
  const [r, s] = [good.subarray(0, 32), good.subarray(32)]
  t.equal(faultOfSignature(good), undefined)
  for (const [first, second] of [
    [zero, zero],
    [zero, one],
    [one, zero],
    [r, zero],
    [zero, s],
    [order, order],
    [order, one],
    [s, r]
  ] as const) {
    t.equal(faultOfSignature(Buffer.concat([first, second])), 'undecodable')
  }
  t.equal(faultOfSignature(Buffer.concat([zero, r, zero, s])), 'undecodable', '64 bytes each')
})

t.test('ES256: a signature in DER is refused', async t => {
  t.equal(faultOfSignature(sign('sha256', Buffer.from(text), pairs.ES256.privateKey)), 'undecodable')
})

t.test('ES256: a signature on another curve is refused', async t => {
  for (const namedCurve of ['P-384', 'P-521', 'secp256k1']) {
    const { privateKey } = generateKeyPairSync('ec', { namedCurve })
    t.equal(faultOfSignature(signatureOf(text, 'ES256', privateKey)), 'undecodable', namedCurve)
  }
})

t.test('EdDSA: a signature of Ed448, or of the hash of the text, is refused', async t => {
  const eddsa = createTokens({ keys: keysOfPem(privatePem(pairs.EdDSA), 'EdDSA'), now })
  const token = forgeBy('EdDSA', {}, generateKeyPairSync('ed448'))
  t.equal(
    faultOf(() => eddsa.verify(token)),
    'undecodable'
  )
})

t.test('RS256: a signature of PSS, or with another hash, is refused', async t => {
  const rs256 = createTokens({ keys: keysOfPem(privatePem(pairs.RS256), 'RS256'), now })
  const { privateKey } = pairs.RS256
  const signing = `${segment({ alg: 'RS256' })}.${segment(claims)}`
  const signatures = [
    sign('sha256', Buffer.from(signing), { key: privateKey, padding: constants.RSA_PKCS1_PSS_PADDING }),
    sign('sha512', Buffer.from(signing), privateKey),
    sign('sha1', Buffer.from(signing), privateKey)
  ]
  for (const signature of signatures) {
    const token = `${signing}.${signature.toString('base64url')}`
    t.equal(
      faultOf(() => rs256.verify(token)),
      'undecodable'
    )
  }
})

t.test('a token of one algorithm is refused where another one is in use', async t => {
  for (const algorithm of signatureAlgorithms) {
    for (const other of signatureAlgorithms.filter(name => name !== algorithm)) {
      const verifier = createTokens({ keys: keysOfPem(privatePem(pairs[other]), other), now })
      for (const alg of [algorithm, other]) {
        const fault = faultOf(() => verifier.verify(forgeBy(algorithm, { alg })))
        t.equal(fault, alg === other ? 'undecodable' : 'invalid', `${algorithm} as ${alg} at ${other}`)
      }
    }
  }
})
