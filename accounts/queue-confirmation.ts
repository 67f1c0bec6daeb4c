import type { Language } from '../core/messages.ts'
import type { EmailAddress } from '../db/email-addresses.ts'
import type { Transaction } from '../db/open.ts'
import { type Mailing, queueMail } from './queue-mail.ts'

/** Sends the link that verifies an address to it. */
export async function queueConfirmation(
  accounts: Mailing,
  queries: Pick<Transaction, 'mails' | 'afterCommit'>,
  { id, email }: EmailAddress,
  language: Language
): Promise<void> {
  await queueMail(accounts, queries, { kind: 'confirmation', recipient: email, language, details: { id } })
}
