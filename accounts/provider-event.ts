import { createHash } from 'node:crypto'
import { Unavailable } from '../core/errors.ts'
import { member, readJson } from '../core/json.ts'
import type { Language } from '../core/messages.ts'
import { isUsablePassword } from '../core/passwords.ts'
import { isForeignKeyViolation } from '../db/errors.ts'
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
import { queueUnlink } from './unlink-at-provider.ts'

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
  /** The site that it came to, whose name stands in their mail. */
  siteId?: number | undefined
  /** Its id, where it has one: told a second time, it is passed over until `expires` (milliseconds since 1970). */
  once?: { id: string; expires: number }
}

/** Events that may wait; a provider whose further ones are not taken sends them again. */
const queueLimit = 50_000

/**
 * Keeps an event for later, so that the provider is answered at once. Whom it is about is nobody's business here.
 * @throws Unavailable when too many wait
 */
export async function receiveEvent(
  { database, now, social }: Pick<Accounts, 'database' | 'now' | 'social'>,
  client: Pick<SocialClient, 'id'>,
  { uid, event, issued, language, siteId, once }: ProviderEvent
): Promise<void> {
  const date = new Date(now())
  await database.transaction(async queries => {
    if (once !== undefined) {
      const hash = createHash('sha256').update(`event ${client.id} ${once.id}`).digest('base64url')
      if (!(await queries.once.isFirst(hash, new Date(once.expires), date))) return
    }
    if ((await queries.tasks.count()) >= queueLimit) throw new Unavailable()
    const details = JSON.stringify({ event, issued, language, siteId })
    const task = { kind: 'event', provider: client.id, uid, details, created: date, attempts: 0, due: date }
    await queries.tasks.insert(task)
  })
  social.tasks.isDirty = true
}

/**
 * Does what the policy says of an event, all of it or nothing. One about nobody who is known here is passed over; who
 * cannot be deleted, since tables of the host still point at them, is unlinked.
 */
export async function applyEvent(accounts: Accounts, task: Task): Promise<void> {
  try {
    await apply(accounts, task, { mayDelete: true })
  } catch (error) {
    if (!isForeignKeyViolation(error)) throw error
    await apply(accounts, task, { mayDelete: false })
  }
}

async function apply(
  accounts: Accounts,
  { provider, uid, details }: Task,
  { mayDelete }: { mayDelete: boolean }
): Promise<void> {
  const client = accounts.social.clients.get(provider)
  const { event, issued, language, siteId }: Omit<ProviderEvent, 'uid' | 'once'> = JSON.parse(details)
  await accounts.database.transaction(async queries => {
    const account = await queries.social.findAccount(provider, uid)
    const user = account && (await queries.users.find(account.userId))
    if (client === undefined || account === undefined || user === undefined) return
    const isDeletable = mayDelete && !user.isStaff && !user.isSuperuser // staff go by nobody's webhook
    const action = actionFor(client.eventPolicy[event] ?? 'record', account, issued, isDeletable)
    await recordEvent(accounts, queries, 'social_event_received', {
      userId: user.id,
      details: { provider, event, action }
    })
    await act(accounts, queries, { client, account, user, language, siteId }, action)
  })
}

/** An event may be late: who has connected again since stays. */
function actionFor(action: EventAction, account: SocialAccount, issued: number, isDeletable: boolean): EventAction {
  const isAboutConnection = action === 'unlink' || action === 'delete'
  if (isAboutConnection && connectedAt(account) > issued) return 'record'
  return action === 'delete' && !isDeletable ? 'unlink' : action
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
  siteId: number | undefined
}

async function act(accounts: Accounts, queries: Transaction, affected: Affected, action: EventAction): Promise<void> {
  if (action === 'end_sessions') await endSessions(accounts, queries, affected)
  if (action === 'unlink') await unlink(accounts, queries, affected)
  if (action === 'delete') await remove(accounts, queries, affected)
}

/** A key of Django REST Framework tells not how it came to be, and may be the provider's. */
async function endSessions(
  { now, policy }: Accounts,
  { sessions, tokens }: Transaction,
  { client, user }: Affected
): Promise<void> {
  const date = new Date(now())
  for (const method of [client.id, `${client.id}${connectSuffix}`]) await sessions.endAllBy(user.id, method, date)
  if (!policy.useJwt) await tokens.remove(user.id)
}

/**
 * Takes the account away. Where it was the only way in, nobody comes in any more: the logins and the key end, and the
 * addresses, which would keep their owner from coming again, go.
 */
async function unlink(
  accounts: Accounts,
  queries: Transaction,
  { client, account, user, language, siteId }: Affected
): Promise<void> {
  const details = { provider: client.name }
  await queueNotice(accounts, queries, user, { kind: 'social disconnected', language, siteId, details })
  await removeSocialAccount(accounts, queries, account, { isLinkedThere: false })
  const others = await queries.social.accountsOfUser(user.id)
  const isOtherLeft = others.some(({ provider }) => accounts.social.clients.has(provider))
  if (isUsablePassword(user.password) || isOtherLeft) return
  await queries.sessions.endAll(user.id, new Date(accounts.now()))
  await queries.tokens.remove(user.id)
  for (const { id } of await queries.emailAddresses.ofUser(user.id)) await queries.emailAddresses.remove(id)
  await queries.users.update(user.id, { email: '' })
}

/** Deletes the user; other providers, whose accounts go as well, are told where that was asked for. */
async function remove(
  accounts: Accounts,
  queries: Transaction,
  { account, user, language, siteId }: Affected
): Promise<void> {
  await queueNotice(accounts, queries, user, { kind: 'account deleted', language, siteId })
  const others = (await queries.social.accountsOfUser(user.id)).filter(({ id }) => id !== account.id)
  for (const other of others) await queueUnlink(accounts, queries, other)
  await queries.removeUser(user.id)
  await recordEvent(accounts, queries, 'user_deleted', { userId: user.id })
}
