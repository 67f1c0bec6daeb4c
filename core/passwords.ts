import { randomBytes } from 'node:crypto'
import { availableParallelism } from 'node:os'
import { Unavailable } from './errors.ts'
import { type Hasher, hashers } from './hashers.ts'

export interface PasswordOptions {
  /** The algorithm that new hashes are written with; `argon2` when not given. */
  algorithm?: string | undefined
  /** Hashes under way at once; the number of cores when not given, since more only starve libuv's pool. */
  concurrency?: number
  /** Hashes that may wait for their turn; past it `Unavailable`. */
  queueLimit?: number
}

export type Passwords = ReturnType<typeof createPasswords>

/** Hashes and verifies passwords in Django's formats, a bounded number at a time and never on the event loop. */
export function createPasswords({
  algorithm = 'argon2',
  concurrency = availableParallelism(),
  queueLimit = 100
}: PasswordOptions = {}) {
  const preferred = hasherNamed(algorithm)
  const inTurn = createTurns(concurrency, queueLimit)
  let decoy: Promise<string> | undefined

  /** Does the work of verifying a password that is not there, so that the answer takes as long. */
  async function verifyNothing(password: string): Promise<false> {
    decoy ??= preferred.hash(randomBytes(16).toString('base64url'))
    await preferred.verify(password, await decoy)
    return false
  }

  return {
    /** Django's string for a password, with a new salt. @throws Unavailable when too many wait */
    hash(password: string): Promise<string> {
      return inTurn(() => preferred.hash(password))
    },

    /**
     * Whether a password is the one of a Django hash. Without a hash, with an unusable one (`!…`) or one of an unknown
     * or malformed kind the answer is false, after the work of a real check.
     * @throws Unavailable when too many wait
     */
    verify(password: string, encoded: string | undefined): Promise<boolean> {
      const hasher = encoded === undefined ? undefined : hasherOf(encoded)
      return inTurn(async () => {
        if (encoded === undefined || hasher === undefined) return verifyNothing(password)
        try {
          return await hasher.verify(password, encoded)
        } catch {
          return verifyNothing(password) // A hash that cannot be read is no one's password; Django says so too.
        }
      })
    },

    /** Whether a hash that was just verified should be written anew: another algorithm, or weaker parameters. */
    needsRehash(encoded: string): boolean {
      const hasher = hasherOf(encoded)
      return hasher !== preferred || hasher.isWeak(encoded)
    }
  }
}

/** The hash of nobody's password: Django's set_unusable_password. */
export function unusablePassword(): string {
  return `!${randomBytes(30).toString('base64url')}`
}

/** Whether a stored hash can be anybody's password: Django's is_password_usable, and empty ones are nobody's. */
export function isUsablePassword(encoded: string): boolean {
  return encoded !== '' && !encoded.startsWith('!')
}

function hasherNamed(algorithm: string): Hasher {
  const hasher = hashers.find(hasher => hasher.algorithm === algorithm)
  if (hasher === undefined) throw new RangeError(`unknown password hasher ${algorithm}`)
  return hasher
}

function hasherOf(encoded: string): Hasher | undefined {
  const [algorithm] = encoded.split('$', 1)
  return hashers.find(hasher => hasher.algorithm === algorithm)
}

/** Lets `concurrency` works run at once and `queueLimit` more wait in line. */
function createTurns(concurrency: number, queueLimit: number) {
  const waiting: (() => void)[] = []
  let running = 0
  return async <Result>(work: () => Promise<Result>): Promise<Result> => {
    if (running >= concurrency) {
      if (waiting.length >= queueLimit) throw new Unavailable()
      await new Promise<void>(resolve => waiting.push(resolve))
    } else {
      running++
    }
    try {
      return await work()
    } finally {
      // The place is handed on rather than freed: nobody can slip in between.
      const next = waiting.shift()
      if (next === undefined) running--
      else next()
    }
  }
}
