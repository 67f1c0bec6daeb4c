// Servers whose public key anybody has: algorithm confusion (CVE-2015-9235, CVE-2023-48223), psychic signatures
// (CVE-2022-21449), and keys of others. ../core/token-keys.test.ts has these by themselves; here every place is asked.
import { type KeyObject, sign as signBytes } from 'node:crypto'
import t from 'tap'
import { type SignatureAlgorithm, signatureAlgorithms } from '../../core/token-keys.ts'
import { forge, segment } from '../core/forge-token.ts'
import { pairs, privatePem, publicPem } from '../token-key-pairs.ts'
import { claims, createSurfaces, refuses } from './surfaces.ts'

/** Signs what stands before the last dot with a private key, in the form that JSON Web Tokens have unless told otherwise. */
function signedBy(text: string, key: KeyObject, dsaEncoding: 'ieee-p1363' | 'der' = 'ieee-p1363'): string {
  const digest = key.asymmetricKeyType === 'ed25519' ? null : 'sha256'
  return `${text}.${signBytes(digest, Buffer.from(text), { key, dsaEncoding }).toString('base64url')}`
}

/** All that a public key can be taken for as a secret. */
function spellings(algorithm: SignatureAlgorithm, kid: string): Record<string, string | Buffer> {
  const { publicKey } = pairs[algorithm]
  const pem = publicPem(pairs[algorithm])
  const jwk = publicKey.export({ format: 'jwk' })
  const der = publicKey.export({ type: 'spki', format: 'der' })
  return {
    PEM: pem,
    'PEM without its last line end': pem.trimEnd(),
    'PEM after a line end': `\n${pem}`,
    'PEM with CRLF': pem.replaceAll('\n', '\r\n'),
    'PEM with written line ends': pem.replaceAll('\n', '\\n'),
    'PEM in one line': pem.replaceAll('\n', ''),
    'the base64 of the PEM': pem.replace(/-----.*-----/g, '').replaceAll('\n', ''),
    DER: der,
    'the last 32 bytes of DER': der.subarray(-32),
    'JWK as JSON': JSON.stringify(jwk),
    'JWK of the key set': JSON.stringify({ ...jwk, kid, alg: algorithm, use: 'sig' }),
    'the key’s own number': Buffer.from(String(jwk.n ?? jwk.x), 'base64url'),
    'the key id': kid,
    ...(algorithm === 'RS256' && { 'PEM of PKCS #1': String(publicKey.export({ type: 'pkcs1', format: 'pem' })) })
  }
}

const privateOther: Record<SignatureAlgorithm, SignatureAlgorithm> = { RS256: 'ES256', ES256: 'EdDSA', EdDSA: 'RS256' }

for (const algorithm of signatureAlgorithms) {
  t.test(`where ${algorithm} signs, what anybody can make of the public key is refused everywhere`, async t => {
    const pair = pairs[algorithm]
    const surfaces = await createSurfaces(t, { jwtAlgorithm: algorithm, jwtPrivateKey: privatePem(pair) })
    const { keys } = (await surfaces.app.inject('/.well-known/jwks.json')).json<{ keys: { kid: string }[] }>()
    const kid = String(keys[0]?.kid)
    const head = { typ: 'JWT', alg: algorithm, kid }
    const text = (header: object, payload: object = claims) => `${segment(header)}.${segment(payload)}`
    const good = signedBy(text(head), pair.privateKey)
    const mac = good.split('.')[2] ?? ''
    const other = privateOther[algorithm]
    const confused = Object.entries(spellings(algorithm, kid)).flatMap(([what, key]) => [
      [`HS256 by ${what}`, forge({ header: { ...head, alg: 'HS256' }, payload: claims }, { key })],
      [`HS256 by ${what}, without a kid`, forge({ payload: claims }, { key })],
      [`an HMAC called ${algorithm} by ${what}`, forge({ header: head, payload: claims }, { key })]
    ])
    await refuses(
      t,
      good,
      {
        ...Object.fromEntries(confused),
        'HS256 by the secret of the settings': forge({ payload: claims }),
        none: `${text({ ...head, alg: 'none' })}.`,
        'none with a signature': `${text({ ...head, alg: 'none' })}.${mac}`,
        'an empty signature': `${text(head)}.`,
        'a signature of zeros': `${text(head)}.${Buffer.alloc(64).toString('base64url')}`,
        'a signature of zeros, as long as an RSA key': `${text(head)}.${Buffer.alloc(256).toString('base64url')}`,
        'a signature of ones': `${text(head)}.${Buffer.alloc(64, 255).toString('base64url')}`,
        'r and s are 1': `${text(head)}.${Buffer.concat([Buffer.alloc(31), Buffer.from([1]), Buffer.alloc(31), Buffer.from([1])]).toString('base64url')}`,
        'the signature of another payload': `${text(head, { ...claims, user_id: 2, username: 'bob' })}.${mac}`,
        padded: `${good}=`,
        'a byte less': `${text(head)}.${Buffer.from(mac, 'base64url').subarray(0, -1).toString('base64url')}`,
        'a byte more': `${text(head)}.${Buffer.concat([Buffer.from(mac, 'base64url'), Buffer.alloc(1)]).toString('base64url')}`,
        'the key of another kind': signedBy(text(head), pairs[other].privateKey),
        'the key of another kind, by its own name': signedBy(text({ ...head, alg: other }), pairs[other].privateKey),
        'a kid of nobody': signedBy(text({ ...head, kid: 'mallory' }), pair.privateKey),
        'a kid that is no text': signedBy(text({ ...head, kid: [kid] }), pair.privateKey),
        'a key of its own': signedBy(text({ ...head, jwk: pair.publicKey.export({ format: 'jwk' }) }), pair.privateKey),
        crit: signedBy(text({ ...head, crit: ['exp'] }), pair.privateKey),
        ...Object.fromEntries(
          ['RS384', 'RS512', 'PS256', 'ES384', 'ES256K', 'Ed25519', 'eddsa', 'rs256'].map(alg => [
            `called ${alg}`,
            signedBy(text({ ...head, alg }), pair.privateKey)
          ])
        ),
        ...(algorithm === 'ES256' && { 'a signature in DER': signedBy(text(head), pair.privateKey, 'der') }),
        'no end': signedBy(text(head, { ...claims, exp: undefined }), pair.privateKey)
      },
      surfaces
    )
  })
}
