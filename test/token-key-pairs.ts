// Keys of the tests for tokens that others verify: made once for each process, since RSA takes its time.
import { generateKeyPairSync, type KeyObject } from 'node:crypto'
import type { SignatureAlgorithm } from '../core/token-keys.ts'

interface Pair {
  privateKey: KeyObject
  publicKey: KeyObject
}

export const pairs: Record<SignatureAlgorithm, Pair> = {
  RS256: generateKeyPairSync('rsa', { modulusLength: 2048 }),
  ES256: generateKeyPairSync('ec', { namedCurve: 'P-256' }),
  EdDSA: generateKeyPairSync('ed25519')
}

export function privatePem({ privateKey }: Pair): string {
  return String(privateKey.export({ type: 'pkcs8', format: 'pem' }))
}

export function publicPem({ publicKey }: Pair): string {
  return String(publicKey.export({ type: 'spki', format: 'pem' }))
}
