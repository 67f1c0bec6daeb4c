// What clients were told, and what they asked without hearing an answer. The server must hold the first, and of each of
// the second all or nothing.

/** One session, as the client that has it knows it. */
export interface Login {
  token: string
  refreshToken?: string
  /** Refresh tokens of the session that were used up, the oldest first. */
  used: string[]
  /** When a refresh was asked for that no answer came to, in milliseconds since 1970. */
  asked?: number
  /** `ending`: its end was asked for, and no answer came. */
  state: 'open' | 'ending' | 'ended'
}

export interface Person {
  name: string
  email: string
  /** The access token of who comes by Kakao; they have no password. */
  kakaoToken?: string
  password: string
  /** The one before, which must not work. */
  oldPassword?: string
  /** A change that was asked for, and no answer came. */
  change?: { password: string; by: Login }
  /** `maybe`: asked for, and no answer came. */
  exists: 'no' | 'maybe' | 'yes'
  /** The number of their user, once it was told. */
  pk?: number
  logins: Login[]
  /** Further addresses. */
  emails: Map<string, 'maybe' | 'yes'>
  /** Somebody acts for them just now: what one person does comes one after the other. */
  isBusy: boolean
  /** Whether something was done since they were last checked. */
  isTouched: boolean
}

export interface Ledger {
  people: Person[]
  /** How many acts of each kind were answered 2xx. */
  acknowledged: Map<string, number>
  /** Of the acts that no answer came to: how many were found done, and how many not done at all. */
  unanswered: { done: number; notDone: number }
  /** Addresses that must get a mail, by its kind. */
  mails: { confirm: Set<string>; reset: Set<string> }
  violations: string[]
}

export function createLedger(): Ledger {
  return {
    people: [],
    acknowledged: new Map(),
    unanswered: { done: 0, notDone: 0 },
    mails: { confirm: new Set(), reset: new Set() },
    violations: []
  }
}

export function acknowledge({ acknowledged }: Ledger, kind: string): void {
  acknowledged.set(kind, (acknowledged.get(kind) ?? 0) + 1)
}

/** What became of an act that no answer came to. */
export function settle({ unanswered }: Ledger, isDone: boolean): void {
  if (isDone) unanswered.done++
  else unanswered.notDone++
}

export const openLogins = ({ logins }: Person): Login[] => logins.filter(({ state }) => state === 'open')
