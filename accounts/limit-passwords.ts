import { createHash } from 'node:crypto'
import type { AttemptRule } from '../core/attempts.ts'
import { InvalidInput, Throttled } from '../core/errors.ts'
import { networkOf } from '../core/network.ts'
import type { User } from '../db/users.ts'
import type { Accounts, Origin } from './context.ts'

const second = 1000
const minute = 60 * second
const hour = 60 * minute

/** From one network, for one name. */
const pairRule: AttemptRule = { free: 5, firstDelay: second, longestDelay: 15 * minute, memory: hour }
/**
 * For one name from everywhere. The longest wait is short: whoever tries from many networks is slowed down to 60 guesses
 * an hour, and the owner is never locked out.
 */
const nameRule: AttemptRule = { free: 50, firstDelay: second, longestDelay: minute, memory: hour }
/** How long a network counts as one that the owner of a name has come from. */
const acquaintance = 30 * 24 * hour

/**
 * Does what tries a password, unless too many were wrong before: a growing wait, for one name from one network, and for
 * one name from everywhere. From a network that the name has lately come in from, only the first counts, so that nobody
 * locks an owner out from elsewhere. Names that are nobody's wait as all others.
 * @param whose a name as it was typed, in whatever spelling, or the id of a user who is logged in
 * @throws Throttled, and then nothing was tried
 */
export async function limitPasswords<Result>(
  { attempts }: Pick<Accounts, 'attempts'>,
  whose: string | number,
  { ipAddress }: Pick<Origin, 'ipAddress'>,
  work: () => Promise<Result>
): Promise<Result> {
  if (attempts === undefined) return work()
  const ofName = keyOf(whose)
  const ofPair = keyOfPair(ofName, ipAddress)
  refuse(await attempts.take(ofPair, pairRule))
  const isKnown = await attempts.isMarked(ofPair)
  const wait = isKnown ? 0 : await attempts.take(ofName, nameRule)
  if (wait > 0) await attempts.giveBack(ofPair)
  refuse(wait)
  try {
    const result = await work()
    await attempts.forget(ofPair)
    if (!isKnown) await attempts.giveBack(ofName)
    await attempts.mark(ofPair, acquaintance)
    return result
  } catch (error) {
    if (error instanceof InvalidInput) throw error
    // Nobody said that it was wrong: the server was too busy, or the database away.
    await attempts.giveBack(ofPair)
    if (!isKnown) await attempts.giveBack(ofName)
    throw error
  }
}

/**
 * Takes note that a user has shown otherwise who they are, as by a link in their mail: their failures from this network
 * are forgotten, and they can log in from it whatever goes on elsewhere.
 */
export async function admitNetwork(
  { attempts }: Pick<Accounts, 'attempts'>,
  { username, email }: Pick<User, 'username' | 'email'>,
  { ipAddress }: Pick<Origin, 'ipAddress'>
): Promise<void> {
  for (const name of [username, email]) {
    const ofPair = keyOfPair(keyOf(name), ipAddress)
    await attempts?.forget(ofPair)
    await attempts?.mark(ofPair, acquaintance)
  }
}

/** Names are kept nowhere but as hashes; all spellings that find a user count as one, and none is the id of a user. */
function keyOf(whose: string | number): string {
  const text =
    typeof whose === 'number' ? `user:${whose}` : `name:${whose.slice(0, 1000).normalize('NFKC').toLowerCase()}`
  return createHash('sha256').update(text).digest('base64url')
}

function keyOfPair(ofName: string, ipAddress: string): string {
  return `${ofName} ${networkOf(ipAddress)}`
}

function refuse(wait: number): void {
  if (wait > 0) throw new Throttled(wait / 1000)
}
