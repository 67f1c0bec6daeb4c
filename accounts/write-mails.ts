import { encodeUid, type LinkUser } from '../core/links.ts'
import { type MailContent, nobody, type OutgoingMail, renderMail } from '../core/mails.ts'
import { languages, type MessageName } from '../core/messages.ts'
import { isUsablePassword } from '../core/passwords.ts'
import type { EmailAddress } from '../db/email-addresses.ts'
import type { QueuedMail } from '../db/mails.ts'
import type { Site } from '../db/sites.ts'
import type { Accounts } from './context.ts'
import { isVouchedFor } from './is-vouched-for.ts'
import type { MailKind } from './queue-mail.ts'

type MailWriting = Pick<Accounts, 'database' | 'links' | 'policy'>

type Details = Record<string, string | number>
type Write = (content: MailContent, to: string, values: Details) => OutgoingMail
type Writer = (work: MailWriting, queued: QueuedMail, write: Write, site: Site) => Promise<OutgoingMail[]>

const writers: Record<MailKind, Writer> = {
  // As Django has it: to every active user whose own address it is and who has a password, at the address as it is
  // stored and never as somebody typed it (CVE-2019-19844).
  async 'password reset'({ database, links, policy }, { recipient }, write, { domain }) {
    const users = (await database.users.findByOwnEmail(recipient)).filter(
      ({ isActive, password }) => isActive && isUsablePassword(password)
    )
    const hours = Math.ceil(policy.resetTimeout / 3600)
    const mailTo = (user: LinkUser, to: string, username = '') => {
      const url = policy.addresses.passwordReset(domain, { uid: encodeUid(user.id), token: links.resetToken(user) })
      return write(resetMail(url), to, { username, hours })
    }
    if (users.length === 0) return [mailTo(noUser, nobody)]
    // A stranger's address gets no name that somebody else chose.
    return Promise.all(
      users.map(async user => mailTo(user, user.email, (await isVouchedFor(database, user)) ? user.username : ''))
    )
  },

  async confirmation(work, { details }, write, site) {
    const address = await work.database.emailAddresses.find(Number(readDetails(details).id))
    return confirm(work, address, write, site)
  },

  async 'confirmation asked'(work, { recipient }, write, site) {
    return confirm(work, await work.database.emailAddresses.findByEmail(recipient), write, site)
  },

  // At the address as it is stored. Nothing in it was chosen by whoever has typed it.
  async 'registration repeated'({ database }, { recipient }, write) {
    const [user] = await database.users.findByOwnEmail(recipient)
    const stored = user?.email ?? (await database.emailAddresses.findByEmail(recipient))?.email
    const content: MailContent = {
      subject: 'mailRepeatedSubject',
      before: ['mailRepeatedBody', 'mailRepeatedHelp'],
      after: []
    }
    return [write(content, stored ?? nobody, {})]
  },

  'password changed': notice('mailPasswordSubject', ['mailPasswordBody', 'mailNotYou']),
  'email added': notice('mailEmailAddedSubject', ['mailEmailAddedBody', 'mailNotYou']),
  'email primary': notice('mailEmailPrimarySubject', ['mailEmailPrimaryBody', 'mailNotYou']),
  'emails changed': notice('mailEmailsChangedSubject', ['mailEmailsChangedBody', 'mailNotYou']),
  'social connected': notice('mailConnectedSubject', ['mailConnectedBody', 'mailNotYou']),
  'social disconnected': notice('mailDisconnectedSubject', ['mailDisconnectedBody', 'mailNotYou']),
  'email removed': notice('mailEmailRemovedSubject', ['mailEmailRemovedBody', 'mailNotYou']),
  'account deleted': notice('mailDeletedSubject', ['mailDeletedBody'])
}

/** Stands in for the user of an address that is nobody's. */
const noUser = { id: 0, password: '', lastLogin: null, email: '' }

/**
 * The mails that a row of the outbox stands for, as things are now: to nobody when nobody has the address that was asked
 * about, or there is nothing left to verify.
 */
export async function writeMails(work: MailWriting, queued: QueuedMail, site: Site): Promise<OutgoingMail[]> {
  const writer = Object.hasOwn(writers, queued.kind) ? writers[queued.kind as MailKind] : undefined
  if (writer === undefined) throw new RangeError(`nobody knows how to write a mail of the kind ${queued.kind}`)
  const language = languages.find(language => language === queued.language) ?? languages[0]
  const { name, domain } = site
  const write: Write = (content, to, values) =>
    renderMail(to, language, content, { username: '', ...values, site: name, domain })
  return writer(work, queued, write, site)
}

function resetMail(url: string): MailContent {
  return {
    subject: 'mailResetSubject',
    before: ['mailResetBody'],
    link: { label: 'mailResetButton', url },
    after: ['mailResetLife']
  }
}

async function confirm(
  { database, links, policy }: MailWriting,
  address: EmailAddress | undefined,
  write: Write,
  { domain }: Site
): Promise<OutgoingMail[]> {
  const user = address && (await database.users.find(address.userId))
  const isWaiting = address?.verified === false && user?.isActive
  const { id, email } = isWaiting ? address : { id: 0, email: nobody }
  const content: MailContent = {
    subject: 'mailConfirmSubject',
    before: ['mailConfirmBody'],
    link: { label: 'mailConfirmButton', url: policy.addresses.emailConfirm(domain, links.emailKey(id)) },
    after: ['mailConfirmLife']
  }
  const hours = Math.ceil(policy.confirmTimeout / 3600)
  return [write(content, email, { email, hours })]
}

/** A mail that only tells, with what was written down when it happened. */
function notice(subject: MessageName, before: readonly MessageName[]): Writer {
  return async (_work, { recipient, details }, write) => [
    write({ subject, before, after: [] }, recipient, readDetails(details))
  ]
}

function readDetails(details: string): Details {
  return JSON.parse(details) as Details
}
