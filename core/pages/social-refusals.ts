import type { SocialRefusal } from '../errors.ts'
import { escapeHtml } from '../html.ts'
import type { Message, MessageName } from '../messages.ts'
import { type PageContext, renderPage, speakerOf } from './layout.ts'

const words: Record<SocialRefusal, { title: MessageName; text: MessageName }> = {
  cancelled: { title: 'pageSocialCancelledTitle', text: 'pageSocialCancelled' },
  expired: { title: 'pageSocialExpiredTitle', text: 'pageSocialExpired' },
  refused: { title: 'pageSocialRefusedTitle', text: 'pageSocialRefused' },
  consentMissing: { title: 'pageSocialRefusedTitle', text: 'pageSocialConsent' },
  underAge: { title: 'pageSocialUnderAgeTitle', text: 'pageSocialUnderAge' }
}

/** What a page needs to know of a login by an identity provider that did not work. */
export interface SocialTrouble {
  /** The provider's name for people. */
  provider: string
  /** Where the login is begun again; undefined where that would be in vain. */
  again?: string
}

/** What a login shows that a provider, or the person, did not go through with. */
export function socialRefusalPage(context: PageContext, reason: SocialRefusal, trouble: SocialTrouble): string {
  const { title, text } = words[reason]
  const isMild = reason === 'cancelled' || reason === 'expired'
  return socialPage(context, trouble, { title, mood: isMild ? undefined : 'bad', text: { name: text } })
}

/** What a login shows that was stopped here: an address that is taken, a provider that is away, a setting that is missing. */
export function socialTroublePage(context: PageContext, detail: Message | string, trouble: SocialTrouble): string {
  return socialPage(context, trouble, { title: 'pageSocialRefusedTitle', mood: 'bad', text: detail })
}

function socialPage(
  context: PageContext,
  { provider, again }: SocialTrouble,
  { title, mood, text }: { title: MessageName; mood: 'bad' | undefined; text: Message | string }
): string {
  const { say, repeat } = speakerOf(context)
  const told = typeof text === 'string' ? text : { ...text, values: { ...text.values, provider, site: context.site } }
  const link = again && `<p><a class="button" href="${escapeHtml(again)}">${say('pageSocialAgain')}</a></p>`
  return renderPage(context, {
    icon: 'warning',
    ...(mood !== undefined && { mood }),
    title: say(title, { provider }),
    body: [`<p>${repeat(told)}</p>`, link ?? '']
  })
}
