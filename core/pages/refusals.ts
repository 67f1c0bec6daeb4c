import type { Language, Message } from '../messages.ts'
import { type PageContext, renderPage, speakerOf } from './layout.ts'

/** What a link shows that does not hold; it says no more of why, since that is nobody's business but the owner's. */
export function deadLinkPage(context: PageContext): string {
  const { say } = speakerOf(context)
  return renderPage(context, {
    icon: 'brokenLink',
    mood: 'bad',
    title: say('pageLinkDeadTitle'),
    body: [`<p>${say('pageLinkDead')}</p>`]
  })
}

/** What is shown in the place of a page when there is none to show. It names no site, as it asks no database for it. */
export function troublePage(language: Language, { statusCode, detail }: Trouble): string {
  const context = { language, site: '' }
  const { say, repeat } = speakerOf(context)
  return renderPage(context, {
    icon: 'warning',
    mood: 'bad',
    title: say('pageTroubleTitle'),
    body: [`<p>${repeat(detail)}</p>`, statusCode === 500 ? `<p>${say('pageTryLater')}</p>` : '']
  })
}

export interface Trouble {
  statusCode: number
  /** Our own sentence, or a host's. */
  detail: Message | string
}
