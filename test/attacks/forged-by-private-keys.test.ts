// What the private key of the server itself signed and still stands for nobody: its claims are looked at as those of
// secrets are. ./forged-by-public-keys.test.ts has what others can sign.
import { type KeyObject, sign as signBytes } from 'node:crypto'
import t from 'tap'
import { signatureAlgorithms } from '../../core/token-keys.ts'
import { segment } from '../core/forge-token.ts'
import { pairs, privatePem } from '../token-key-pairs.ts'
import { claims, createSurfaces, refuses, time } from './surfaces.ts'

function signer(key: KeyObject, head: object) {
  const digest = key.asymmetricKeyType === 'ed25519' ? null : 'sha256'
  return (payload: unknown, more: object = {}) => {
    const text = `${segment({ ...head, ...more })}.${segment(payload)}`
    return `${text}.${signBytes(digest, Buffer.from(text), { key, dsaEncoding: 'ieee-p1363' }).toString('base64url')}`
  }
}

/** Headers that choose a key, bring one, or change how the token is read. */
const headers: Record<string, object> = {
  'a jwk of its own': { jwk: { kty: 'oct', k: 'AAAA' } },
  'a jku': { jku: 'http://127.0.0.1:9/jwks.json' },
  'an x5u': { x5u: 'http://127.0.0.1:9/x5u' },
  'an x5c': { x5c: [] },
  crit: { crit: ['exp'] },
  'b64 false': { b64: false, crit: ['b64'] },
  zip: { zip: 'DEF' },
  enc: { enc: 'A256GCM' },
  'typ of another kind': { typ: 'at+jwt' },
  'typ that is no text': { typ: ['JWT'] },
  'a kid of a file': { kid: '/dev/null' },
  'a kid of a row': { kid: "' or 1=1 --" },
  'a kid that is very long': { kid: 'k'.repeat(5000) },
  'a kid that is a number': { kid: 0 },
  'a kid that is null': { kid: null },
  'alg in a list': { alg: ['RS256', 'ES256', 'EdDSA'] },
  'no alg': { alg: undefined }
}

/** Payloads, each with one thing wrong. */
const payloads: Record<string, unknown> = {
  'no end': { ...claims, exp: undefined },
  'an end that is a text': { ...claims, exp: String(claims.exp) },
  'an end that is a list': { ...claims, exp: [claims.exp] },
  'an end that is null': { ...claims, exp: null },
  'an end that is over': { ...claims, exp: time },
  'nbf ahead': { ...claims, nbf: time + 1 },
  'nbf that is a text': { ...claims, nbf: '0' },
  'iat ahead': { ...claims, iat: time + 1 },
  'iat that is an object': { ...claims, iat: {} },
  'orig_iat that is a text': { ...claims, orig_iat: '0' },
  'an audience of others': { ...claims, aud: 'shop' },
  'a list as the issuer': { ...claims, iss: ['https://us.example'] },
  'no number': { ...claims, user_id: undefined },
  'a number that is a text': { ...claims, user_id: '1' },
  'a number that is a list': { ...claims, user_id: [1] },
  'a number of nobody': { ...claims, user_id: 4711 },
  'the number of bob': { ...claims, user_id: 2 },
  'the name of bob': { ...claims, username: 'bob' },
  'a name that is a list': { ...claims, username: ['alice'] },
  'who is disabled': { ...claims, user_id: 3, username: 'gone' },
  'a session of nobody': { ...claims, sid: 'nowhere' },
  'a session that is a list': { ...claims, sid: ['nowhere'] },
  'the end twice, the last over': `${JSON.stringify(claims).slice(0, -1)},"exp":${time - 1}}`,
  'a list': [claims],
  'a text': '"alice"',
  'a number': '5',
  null: 'null',
  'nothing at all': '',
  'no UTF-8': Buffer.from([0x7b, 0xff, 0x7d]),
  'five thousand lists': '['.repeat(5000)
}

for (const algorithm of signatureAlgorithms) {
  t.test(
    `where ${algorithm} signs, what its own key signed is refused everywhere unless all of it is right`,
    async t => {
      const pair = pairs[algorithm]
      const surfaces = await createSurfaces(t, { jwtAlgorithm: algorithm, jwtPrivateKey: privatePem(pair) })
      const sign = signer(pair.privateKey, { typ: 'JWT', alg: algorithm })
      const good = sign(claims)
      const [head = '', body = '', mac = ''] = good.split('.')
      await refuses(
        t,
        good,
        {
          ...Object.fromEntries(Object.entries(headers).map(([what, more]) => [what, sign(claims, more)])),
          ...Object.fromEntries(Object.entries(payloads).map(([what, payload]) => [what, sign(payload)])),
          'one segment': head,
          'two segments': `${head}.${body}`,
          'four segments': `${good}.${mac}`,
          'five segments': `${head}.${mac}.${mac}.${body}.${mac}`,
          'spaces around it': `${head}. ${body}.${mac}`,
          'the head of another': `${segment({ typ: 'JWT', alg: algorithm, kid: 'x' })}.${body}.${mac}`,
          '12 KB': sign({ ...claims, note: 'x'.repeat(9000) })
        },
        surfaces
      )
    }
  )
}
