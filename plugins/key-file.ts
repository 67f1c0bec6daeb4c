import { stat } from 'node:fs/promises'
import type { TokenKey } from '../core/token-keys.ts'
import type { Tokens } from '../core/tokens.ts'

export interface KeyFileOptions {
  /** The files that keys come from. */
  paths: readonly string[]
  /** The keys as they are in use. */
  keys: readonly TokenKey[]
  /** Reads them anew. @throws an Error that says nothing of what they are */
  read: () => TokenKey[]
  tokens: Pick<Tokens, 'useKeys'>
  /** Milliseconds since 1970. */
  now: () => number
  log: { info(text: string): void; error(facts: object, text: string): void }
}

/**
 * How long a new key only verifies, in milliseconds: until every process has looked at the file, none may sign with what
 * the others do not know yet.
 */
const delay = 30_000
/** How often the file is looked at, in milliseconds. */
export const lookInterval = 5000

/** Follows files of keys, so that they can be rotated without a restart. */
export function createKeyFile({ paths, keys, read, tokens, now, log }: KeyFileOptions) {
  let used = keys
  let modified: string | undefined
  let next: { keys: readonly TokenKey[]; signsFrom: number } | undefined
  let isTroubled = false
  let looking: Promise<void> | undefined

  async function readAgain(): Promise<void> {
    // Asked before the reading: what is written meanwhile is read the next time.
    const stats = await Promise.all(paths.map(path => stat(path)))
    const times = stats.map(({ mtimeMs }) => mtimeMs).join(' ')
    if (times === modified && !isTroubled) return
    const found = read()
    modified = times
    if (namesOf(found) === namesOf(next?.keys ?? used)) return
    const [signer] = used
    const others = found.filter(({ kid }) => kid !== signer?.kid)
    tokens.useKeys([...used.slice(0, 1), ...others])
    next = { keys: found, signsFrom: now() + delay }
  }

  async function lookOnce(): Promise<void> {
    try {
      await readAgain()
      isTroubled = false
    } catch (error) {
      const reason = (error as Error).message
      if (!isTroubled) log.error({ reason }, 'the keys of tokens cannot be read: those so far are kept')
      isTroubled = true
    }
    if (next === undefined || now() < next.signsFrom) return
    used = next.keys
    next = undefined
    tokens.useKeys(used)
    log.info(`tokens are signed with the key ${used[0]?.kid}`)
  }

  return {
    /**
     * Takes the keys that are in the files now. One that cannot be read is logged, and the keys stay. A look that takes
     * long is waited for: a file system that hangs must not be asked ever more.
     */
    look(): Promise<void> {
      looking ??= lookOnce().finally(() => {
        looking = undefined
      })
      return looking
    }
  }
}

function namesOf(keys: readonly TokenKey[]): string {
  return keys.map(({ kid }) => kid).join(' ')
}
