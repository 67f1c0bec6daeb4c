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

/** Kinds of hashes that a check which fails does the work of at most, besides the own one; a project has one or two. */
const maxKinds = 8

/**
 * Hashes and verifies passwords in Django's formats, a bounded number at a time and never on the event loop.
 *
 * A check that fails does the work of one check of every kind of hash that is in use, so that neither a name that is
 * nobody's nor a hash that Django wrote years ago is told by the time (Django hardens its own against the same).
 */
export function createPasswords({
  algorithm = 'argon2',
  concurrency = availableParallelism(),
  queueLimit = 100
}: PasswordOptions = {}) {
  const preferred = hasherNamed(algorithm)
  const inTurn = createTurns(concurrency, queueLimit)
  /** A hash of each kind that is in use, for the work of its check alone: whose it is makes no difference. */
  const examples = new Map<string, string>()
  let own: Promise<void> | undefined

  /** Takes note of the kind of a hash. One that is malformed, or asks for absurd work, teaches nothing. */
  function learn(encoded: string, limit = maxKinds): void {
    const hasher = hasherOf(encoded)
    const kind = hasher?.kindOf(encoded)
    if (kind === undefined) return
    const known = examples.get(kind)
    const isLonger = known !== undefined && hasher?.restOf?.(known, encoded) !== undefined
    if (isLonger || (known === undefined && examples.size < limit)) examples.set(kind, encoded)
  }

  /** Makes a hash of the kind that new ones are of, once. What fails is tried again at the next check. */
  async function learnOwn(): Promise<void> {
    try {
      own ??= preferred.hash(randomBytes(16).toString('base64url')).then(encoded => learn(encoded, maxKinds + 1))
      await own
    } catch (error) {
      own = undefined
      throw error
    }
  }

  /**
   * What a check that fails has still to do, after the hashes that it has looked at. Of several people with one address
   * each hash is checked, which takes longer where two are of one kind; Django alone lets people share an address.
   */
  async function finishFailing(password: string, checked: readonly string[]): Promise<void> {
    await learnOwn()
    for (const [kind, example] of examples) {
      const same = checked.find(encoded => hasherOf(encoded)?.kindOf(encoded) === kind)
      const rest = same === undefined ? example : hasherOf(same)?.restOf?.(same, example)
      // One that turns out to be broken is no work, and makes room for one that is.
      if (rest !== undefined && (await check(password, rest)) === undefined) examples.delete(kind)
    }
  }

  /** The place of the first hash whose password it is; -1 for none. */
  function verifyAny(password: string, candidates: readonly string[]): Promise<number> {
    return inTurn(async () => {
      const checked: string[] = []
      for (const [index, encoded] of candidates.entries()) {
        const isRight = await check(password, encoded)
        if (isRight === undefined) continue
        learn(encoded)
        if (isRight) return index
        checked.push(encoded)
      }
      await finishFailing(password, checked)
      return -1
    })
  }

  return {
    /** Django's string for a password, with a new salt. @throws Unavailable when too many wait */
    hash(password: string): Promise<string> {
      return inTurn(() => preferred.hash(password))
    },

    /**
     * Whether a password is the one of a Django hash. Without a hash, with an unusable one (`!…`) or one of an unknown
     * or malformed kind the answer is false, after the work that every check takes that fails.
     * @throws Unavailable when too many wait
     */
    async verify(password: string, encoded: string | undefined): Promise<boolean> {
      return (await verifyAny(password, encoded === undefined ? [] : [encoded])) === 0
    },

    /** The same for several hashes: the place of the first that it is the password of; -1 for none. */
    verifyAny,

    /** Takes note of the kinds of hashes that are in use. */
    learn(hashes: readonly string[]): void {
      for (const encoded of hashes) learn(encoded)
    },

    /** Whether a hash that was just verified should be written anew: another algorithm, or weaker parameters. */
    needsRehash(encoded: string): boolean {
      const hasher = hasherOf(encoded)
      return hasher !== preferred || hasher.isWeak(encoded)
    }
  }
}

/**
 * Whether it is the password of a hash; undefined for one that cannot be read, which is no one's: Django says so too.
 * What has no kind is not looked at: its work would come on top of all others'.
 */
async function check(password: string, encoded: string): Promise<boolean | undefined> {
  const hasher = hasherOf(encoded)
  if (hasher?.kindOf(encoded) === undefined) return undefined
  try {
    return await hasher.verify(password, encoded)
  } catch {
    return undefined
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
