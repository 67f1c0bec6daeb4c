import { createHash, pbkdf2, randomBytes, type ScryptOptions, scrypt, timingSafeEqual } from 'node:crypto'
import { promisify } from 'node:util'
import * as argon2 from '@node-rs/argon2'
import * as bcrypt from '@node-rs/bcrypt'

/**
 * One way to hash a password. `encoded` is Django's string, `algorithm$…`; a malformed one verifies nothing.
 * All of them work on libuv's pool, never on the event loop.
 */
export interface Hasher {
  /** What stands before the first `$` of its hashes. */
  readonly algorithm: string
  hash(password: string): Promise<string>
  verify(password: string, encoded: string): Promise<boolean>
  /** Whether a hash of this algorithm was made with weaker parameters than `hash` uses now. */
  isWeak(encoded: string): boolean
  /** What has hashes take equally long: algorithm and parameters. Undefined for one that is malformed or asks too much. */
  kindOf(encoded: string): string | undefined
  /**
   * Where all hashes are of one kind because their work adds up: a hash to check that takes what a check of the one
   * falls short of the longer one; undefined where it falls short of nothing.
   */
  restOf?(encoded: string, longer: string): string | undefined
}

/** Letters and digits with `bits` of entropy at least: Django's salts are text, and end where a `$` stands. */
function saltText(): string {
  return randomBytes(18).toString('base64url').replace(/[-_]/g, 'x')
}

/** In constant time, and as text: base64 has more than one way to write the same bytes. */
function equal(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)]
  return left.length === right.length && timingSafeEqual(left, right)
}

/**
 * What a stored hash may ask for at most. A hash comes from a database or a fixture: one with absurd parameters must not
 * take the memory of the machine or a place in the queue for hours.
 */
const ceiling = { memory: 2 ** 20, passes: 32, lanes: 64, rounds: 10_000_000, scrypt: 2 ** 21, cost: 16 }

/** @throws RangeError when a hash asks for more than is given */
function requireAtMost(asked: number, most: number): void {
  if (!(asked <= most)) throw new RangeError('a password hash asks for too much work')
}

/** The parts of a hash that has exactly so many. @throws RangeError */
function partsOf(encoded: string, count: number): string[] {
  const parts = encoded.split('$')
  if (parts.length !== count) throw new RangeError('a malformed password hash')
  return parts
}

/** The kind that a pattern finds, if what it asks for is bearable. */
function kindIn(encoded: string, pattern: RegExp, isBearable: (...asked: number[]) => boolean): string | undefined {
  const [, kind, ...asked] = pattern.exec(encoded) ?? []
  return kind !== undefined && isBearable(...asked.map(Number)) ? kind : undefined
}

const argon2Parameters = { memoryCost: 19456, timeCost: 2, parallelism: 1 } // OWASP's first choice; KiB, passes, lanes

/** Django's Argon2PasswordHasher: `argon2` before the PHC string. */
const argon2id: Hasher = {
  algorithm: 'argon2',
  async hash(password) {
    return `argon2${await argon2.hash(password, argon2Parameters)}`
  },
  async verify(password, encoded) {
    const phc = encoded.slice('argon2'.length)
    const { memoryCost, timeCost, parallelism } = argon2.parseOptions(phc)
    requireAtMost(memoryCost, ceiling.memory)
    requireAtMost(timeCost, ceiling.passes)
    requireAtMost(parallelism, ceiling.lanes)
    return argon2.verify(phc, password)
  },
  isWeak(encoded) {
    const { algorithm, memoryCost, timeCost } = argon2.parseOptions(encoded.slice('argon2'.length))
    return algorithm !== 2 || memoryCost < argon2Parameters.memoryCost || timeCost < argon2Parameters.timeCost
  },
  kindOf(encoded) {
    const pattern = /^(argon2\$argon2(?:id|i|d)(?:\$v=\d+)?\$m=(\d+),t=(\d+),p=(\d+))\$[\w+/]{11,}\$[\w+/]{16,}$/
    return kindIn(
      encoded,
      pattern,
      (memory = 0, passes = 0, lanes = 0) =>
        memory <= ceiling.memory && passes <= ceiling.passes && lanes <= ceiling.lanes
    )
  }
}

const pbkdf2Async = promisify(pbkdf2)

/** Django's PBKDF2PasswordHasher and PBKDF2SHA1PasswordHasher: `algorithm$iterations$salt$base64`. */
function pbkdf2Hasher(algorithm: string, digest: string, length: number, iterations: number): Hasher {
  return {
    algorithm,
    async hash(password) {
      const salt = saltText()
      const key = await pbkdf2Async(password, salt, iterations, length, digest)
      return `${algorithm}$${iterations}$${salt}$${key.toString('base64')}`
    },
    async verify(password, encoded) {
      const [, rounds = '', salt = '', key = ''] = partsOf(encoded, 4)
      requireAtMost(Number(rounds), ceiling.rounds)
      const made = await pbkdf2Async(password, salt, Number(rounds), length, digest)
      return equal(made.toString('base64'), key)
    },
    isWeak(encoded) {
      return Number(encoded.split('$')[1]) < iterations
    },
    kindOf(encoded) {
      const pattern = /^(pbkdf2_\w+)\$([1-9]\d*)\$[^$]+\$[\w+/]{20,}=*$/
      return kindIn(encoded, pattern, (rounds = 0) => rounds <= ceiling.rounds)
    },
    restOf(encoded, longer) {
      const [, rounds] = encoded.split('$')
      const [, most, ...others] = longer.split('$')
      const rest = Number(most) - Number(rounds)
      return rest > 0 ? [algorithm, rest, ...others].join('$') : undefined
    }
  }
}

const scryptParameters = { N: 2 ** 17, r: 8, p: 1 } // OWASP's; 128 MiB a hash

const scryptAsync = promisify<string, string, number, ScryptOptions, Buffer>(scrypt)
const scryptLength = 64

/** OpenSSL refuses more than 32 MiB unless it is told; it needs a little over 128 * N * r. */
function scryptKey(password: string, salt: string, { N, r, p }: typeof scryptParameters): Promise<Buffer> {
  return scryptAsync(password, salt, scryptLength, { N, r, p, maxmem: 2 * 128 * N * r })
}

/** Django's ScryptPasswordHasher: `scrypt$N$salt$r$p$base64`. */
const scryptHasher: Hasher = {
  algorithm: 'scrypt',
  async hash(password) {
    const { N, r, p } = scryptParameters
    const salt = saltText()
    return `scrypt$${N}$${salt}$${r}$${p}$${(await scryptKey(password, salt, scryptParameters)).toString('base64')}`
  },
  async verify(password, encoded) {
    const [, N, salt = '', r, p, key = ''] = partsOf(encoded, 6)
    requireAtMost(Number(N) * Number(r) * Number(p), ceiling.scrypt)
    const made = await scryptKey(password, salt, { N: Number(N), r: Number(r), p: Number(p) })
    return equal(made.toString('base64'), key)
  },
  isWeak(encoded) {
    const [, N, , r] = encoded.split('$')
    return Number(N) * Number(r) < scryptParameters.N * scryptParameters.r
  },
  kindOf(encoded) {
    const pattern = /^scrypt\$(\d+)\$[^$]+\$(\d+)\$(\d+)\$[\w+/]{20,}=*$/
    const [, N, r, p] = pattern.exec(encoded) ?? []
    return Number(N) * Number(r) * Number(p) <= ceiling.scrypt ? `scrypt$${N}$${r}$${p}` : undefined
  }
}

const bcryptCost = 12

/** Django's BCryptSHA256PasswordHasher: bcrypt of the hex SHA-256, since bcrypt reads 72 bytes at most. */
const bcryptSha256: Hasher = {
  algorithm: 'bcrypt_sha256',
  async hash(password) {
    return `bcrypt_sha256$${await bcrypt.hash(sha256Hex(password), bcryptCost)}`
  },
  async verify(password, encoded) {
    const hash = encoded.slice('bcrypt_sha256$'.length)
    if (!/^\$2[abxy]\$\d\d\$[./\w]{53}$/.test(hash)) throw new RangeError('a malformed password hash')
    requireAtMost(Number(hash.slice(4, 6)), ceiling.cost)
    return bcrypt.verify(sha256Hex(password), hash)
  },
  isWeak(encoded) {
    return Number(encoded.split('$')[3]) < bcryptCost
  },
  kindOf(encoded) {
    const pattern = /^(bcrypt_sha256\$\$2[abxy]\$(\d\d))\$[./\w]{53}$/
    return kindIn(encoded, pattern, (cost = 0) => cost <= ceiling.cost)
  }
}

function sha256Hex(password: string): string {
  return createHash('sha256').update(password).digest('hex')
}

/** Every hash that can be read, in the order of preference. */
export const hashers: readonly Hasher[] = [
  argon2id,
  scryptHasher,
  bcryptSha256,
  pbkdf2Hasher('pbkdf2_sha256', 'sha256', 32, 600_000),
  pbkdf2Hasher('pbkdf2_sha1', 'sha1', 20, 1_300_000)
]
