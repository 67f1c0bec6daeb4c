import { Refused } from '../core/errors.ts'
import { message } from '../core/messages.ts'
import type { EmailAddress } from '../db/email-addresses.ts'
import type { Queries } from '../db/open.ts'

/** One of a user's own addresses. @throws Refused with 404 when there is none of that number, or it is another's */
export async function ownEmailAddress({ emailAddresses }: Queries, userId: number, id: number): Promise<EmailAddress> {
  const address = await emailAddresses.find(id)
  if (address?.userId !== userId) throw new Refused(404, message('notFound'))
  return address
}
