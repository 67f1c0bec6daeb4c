import { readFileSync } from 'node:fs'
import type { FastifyInstance } from 'fastify'
import { StartError } from '../core/errors.ts'
import {
  isSignatureAlgorithm,
  keysOfPem,
  type SignatureAlgorithm,
  secretKey,
  secretWeakness,
  type TokenKey,
  TokenKeyError
} from '../core/token-keys.ts'
import type { Tokens } from '../core/tokens.ts'
import { type CheckedOptions, maxKeys } from '../settings.ts'
import { createKeyFile, lookInterval } from './key-file.ts'

export type KeySettings = Pick<CheckedOptions<'jwtAuth'>, 'algorithm' | 'secret' | 'privateKey' | 'publicKey'>

/** The secrets of HMAC tokens, the one that signs first. @throws StartError when one will not do */
export function secretsOf(secret: KeySettings['secret']): [string, ...string[]] {
  const [first = '', ...others] = [secret ?? ''].flat()
  for (const given of [first, ...others]) {
    const weakness = secretWeakness(given)
    if (weakness !== undefined) throw new StartError(`JWT_SECRET_KEY or SECRET_KEY ${weakness}`)
  }
  return [first, ...others]
}

/**
 * The keys of tokens, the one that signs first. With RS256, ES256 and EdDSA the secrets verify nothing.
 * @throws StartError naming the setting, and nothing of what it holds
 */
export function readTokenKeys({ algorithm, secret, privateKey, publicKey }: KeySettings): TokenKey[] {
  if (!isSignatureAlgorithm(algorithm)) return secretsOf(secret).map(given => secretKey(given, algorithm))
  if (privateKey === undefined) throw new StartError(`JWT_PRIVATE_KEY is missing: JWT_ALGORITHM is ${algorithm}`)
  const own = keysOf('JWT_PRIVATE_KEY', privateKey, algorithm)
  if (own[0]?.sign === undefined) throw new StartError('JWT_PRIVATE_KEY begins with a public key: the first must sign')
  const all = publicKey === undefined ? own : [...own, ...keysOf('JWT_PUBLIC_KEY', publicKey, algorithm)]
  const keys = all.filter((key, index) => all.findIndex(({ kid }) => kid === key.kid) === index)
  if (keys.length > maxKeys) throw new StartError(`JWT_PRIVATE_KEY and JWT_PUBLIC_KEY have more than ${maxKeys} keys`)
  return keys
}

/** Takes the keys anew whenever a file of JWT_PRIVATE_KEY or JWT_PUBLIC_KEY changes. */
export function followKeyFile(
  fastify: FastifyInstance,
  {
    settings,
    ...parts
  }: { settings: KeySettings; keys: readonly TokenKey[]; tokens: Pick<Tokens, 'useKeys'>; now: () => number }
): void {
  const { algorithm, privateKey = '', publicKey = '' } = settings
  const paths = [privateKey, publicKey].filter(isFile).map(value => value.slice('file:'.length))
  if (!isSignatureAlgorithm(algorithm) || paths.length === 0) return
  const keyFile = createKeyFile({ ...parts, paths, read: () => readTokenKeys(settings), log: fastify.log })
  const timer = setInterval(() => keyFile.look(), lookInterval).unref()
  fastify.addHook('onClose', async () => clearInterval(timer))
}

function isFile(value: string): boolean {
  return value.startsWith('file:')
}

function keysOf(name: string, value: string, algorithm: SignatureAlgorithm): TokenKey[] {
  try {
    return keysOfPem(isFile(value) ? readFileSync(value.slice('file:'.length), 'utf8') : value, algorithm)
  } catch (error) {
    if (error instanceof TokenKeyError) throw new StartError(`${name} ${error.message}`)
    throw new StartError(`${name} cannot be read: ${(error as NodeJS.ErrnoException).code}`)
  }
}
