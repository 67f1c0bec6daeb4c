import { createHash } from 'node:crypto'
import { member, readJson } from '../core/json.ts'
import type { Language } from '../core/messages.ts'
import { isUsablePassword } from '../core/passwords.ts'
import type { Transaction } from '../db/open.ts'
import type { SocialAccount } from '../db/social.ts'
import type { Task } from '../db/tasks.ts'
import type { User } from '../db/users.ts'
import type { Accounts } from './context.ts'
import { queueNotice } from './queue-mail.ts'
import { recordEvent } from './record-event.ts'
import { removeSocialAccount } from './remove-social-account.ts'
import type { EventAction, SocialClient } from './social-client.ts'
import { connectSuffix } from './start-login.ts'

/** Something that a provider tells of a person. */
export interface ProviderEvent {
  /** Who it is about at the provider. */
  uid: string
  /** What happened, by the provider's own name for it. */
  event: string
  /** When, in milliseconds since 1970. */
  issued: number
  /** What its people are written to in. */
  language: Language
  /** Its id, where it has one: told a second time, it is passed over until `expires` (milliseconds since 1970). */
  once?: { id: string; expires: number }
}

/** Keeps an event for later, so that the provider is answered at once. Whom it is about is nobody's business here. */
export async function receiveEvent(
  { database, now, social }: Pick<Accounts, 'database' | 'now' | 'social'>,
  client: Pick<SocialClient, 'id'>,
  { uid, event, issued, language, once }: ProviderEvent
): Promise<void> {
  const date = new Date(now())
  await database.transaction(async queries => {
    if (once !== undefined) {
      const hash = createHash('sha256').update(`event ${client.id} ${once.id}`).digest('base64url')
      if (!(await queries.once.isFirst(hash, new Date(once.expires), date))) return
    }
    const details = JSON.stringify({ event, issued, language })
    const task = { kind: 'event', provider: client.id, uid, details, created: date, attempts: 0, due: date }
    await queries.tasks.insert(task)
  })
  social.tasks.isDirty = true
}

/** Does what the policy says of an event, all of it or nothing. One about nobody who is known here is passed over. */
export async function applyEvent(accounts: Accounts, { provider, uid, details }: Task): Promise<void> {
  const client = accounts.social.clients.get(provider)
  const { event, issued, language }: Omit<ProviderEvent, 'uid' | 'once'> = JSON.parse(details)
  await accounts.database.transaction(async queries => {
    const account = await queries.social.findAccount(provider, uid)
    const user = account && (await queries.users.find(account.userId))
    if (client === undefined || account === undefined || user === undefined) return
    const action = actionFor(client.eventPolicy[event] ?? 'record', account, user, issued)
    await recordEvent(accounts, queries, 'social_event_received', {
      userId: user.id,
      details: { provider, event, action }
    })
    await act(accounts, queries, { client, account, user, language }, action)
  })
}

/** An event may be late: who has connected again since stays. Staff are not deleted by anybody's webhook. */
function actionFor(action: EventAction, account: SocialAccount, user: User, issued: number): EventAction {
  const isAboutConnection = action === 'unlink' || action === 'delete'
  if (isAboutConnection && connectedAt(account) > issued) return 'record'
  return action === 'delete' && (user.isStaff || user.isSuperuser) ? 'unlink' : action
}

/** When a person was connected, in milliseconds since 1970: by the provider's own word, or else when they came last. */
function connectedAt({ extraData, lastLogin }: SocialAccount): number {
  const said = Date.parse(String(member(readJson(extraData), 'connected_at')))
  return Number.isNaN(said) ? lastLogin.getTime() : said
}

interface Affected {
  client: SocialClient
  account: SocialAccount
  user: User
  language: Language
}

async function act(accounts: Accounts, queries: Transaction, affected: Affected, action: EventAction): Promise<void> {
  const { client, user, language } = affected
  if (action === 'end_sessions') {
    const date = new Date(accounts.now())
    for (const method of [client.id, `${client.id}${connectSuffix}`]) {
      await queries.sessions.endAllBy(user.id, method, date)
    }
  }
  if (action === 'unlink') await unlink(accounts, queries, affected)
  if (action === 'delete') {
    await queueNotice(accounts, queries, user, { kind: 'account deleted', language })
    await queries.removeUser(user.id)
    await recordEvent(accounts, queries, 'user_deleted', { userId: user.id })
  }
}

/**
 * Takes the account away. Where it was the only way in, nobody comes in any more: the logins end, and the addresses, which
 * would keep their owner from coming again, go.
 */
async function unlink(
  accounts: Accounts,
  queries: Transaction,
  { client, account, user, language }: Affected
): Promise<void> {
  const details = { provider: client.name }
  await queueNotice(accounts, queries, user, { kind: 'social disconnected', language, details })
  await removeSocialAccount(accounts, queries, account, { isLinkedThere: false })
  const others = await queries.social.accountsOfUser(user.id)
  if (isUsablePassword(user.password) || others.length > 0) return
  await queries.sessions.endAll(user.id, new Date(accounts.now()))
  for (const { id } of await queries.emailAddresses.ofUser(user.id)) await queries.emailAddresses.remove(id)
  await queries.users.update(user.id, { email: '' })
}
