import type { Language } from '../core/messages.ts'
import type { EmailAddress } from '../db/email-addresses.ts'
import type { Queries } from '../db/open.ts'
import type { Accounts } from './context.ts'
import { queueMail } from './queue-mail.ts'

/** Sends the link that verifies an address to it. */
export async function queueConfirmation(
  accounts: Pick<Accounts, 'now' | 'policy' | 'outbox'>,
  queries: Pick<Queries, 'mails'>,
  { id, email }: EmailAddress,
  language: Language
): Promise<void> {
  await queueMail(accounts, queries, { kind: 'confirmation', recipient: email, language, details: { id } })
}
