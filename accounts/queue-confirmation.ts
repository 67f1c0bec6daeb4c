import type { EmailAddress } from '../db/email-addresses.ts'
import type { Transaction } from '../db/open.ts'
import type { Origin } from './context.ts'
import { type Mailing, queueMail } from './queue-mail.ts'

/** Sends the link that verifies an address to it. */
export async function queueConfirmation(
  accounts: Mailing,
  queries: Pick<Transaction, 'mails' | 'afterCommit'>,
  { id, email }: EmailAddress,
  { language, siteId }: Pick<Origin, 'language' | 'siteId'>
): Promise<void> {
  await queueMail(accounts, queries, { kind: 'confirmation', recipient: email, language, siteId, details: { id } })
}
