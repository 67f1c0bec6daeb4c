import { stat } from 'node:fs/promises'
import type { TokenKey } from '../core/token-keys.ts'
import type { Tokens } from '../core/tokens.ts'

export interface KeyFileOptions {
  path: string
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

/** Follows a file of keys, so that they can be rotated without a restart. */
export function createKeyFile({ path, keys, read, tokens, now, log }: KeyFileOptions) {
  let used = keys
  let modified: number | undefined
  let next: { keys: readonly TokenKey[]; signsFrom: number } | undefined
  let isTroubled = false

  async function readAgain(): Promise<void> {
    const { mtimeMs } = await stat(path)
    if (mtimeMs === modified && !isTroubled) return
    const found = read()
    modified = mtimeMs
    if (namesOf(found) === namesOf(next?.keys ?? used)) return
    const [signer] = used
    const others = found.filter(({ kid }) => kid !== signer?.kid)
    tokens.useKeys([...used.slice(0, 1), ...others])
    next = { keys: found, signsFrom: now() + delay }
  }

  return {
    /** Takes the keys that are in the file now. One that cannot be read is logged, and the keys stay. */
    async look(): Promise<void> {
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
  }
}

function namesOf(keys: readonly TokenKey[]): string {
  return keys.map(({ kid }) => kid).join(' ')
}
