// Tokens with signatures that others verify, made without the code under test.
import { type KeyObject, sign } from 'node:crypto'
import type { SignatureAlgorithm } from '../../core/token-keys.ts'
import { pairs } from '../token-key-pairs.ts'
import { claims, segment } from './forge-token.ts'

/** What a private key signs as an algorithm says (RFC 7518, section 3; RFC 8037), whatever stands in the text. */
export function signatureOf(text: string, algorithm: SignatureAlgorithm, privateKey: KeyObject): Buffer {
  const digest = algorithm === 'EdDSA' ? null : 'sha256'
  return sign(digest, Buffer.from(text), { key: privateKey, dsaEncoding: 'ieee-p1363' })
}

/** A token with more or other members in its header, signed with the tests' key unless another one is given. */
export function forgeBy(
  algorithm: SignatureAlgorithm,
  header: object,
  { privateKey }: { privateKey: KeyObject } = pairs[algorithm]
): string {
  const text = `${segment({ typ: 'JWT', alg: algorithm, ...header })}.${segment(claims)}`
  return `${text}.${signatureOf(text, algorithm, privateKey).toString('base64url')}`
}
