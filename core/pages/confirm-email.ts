import { escapeHtml } from '../html.ts'
import { type PageContext, renderPage, speakerOf } from './layout.ts'

/** Asks whether an address is the reader's. Opening the link verifies nothing, since programs that look at mails open it. */
export function confirmFormPage(context: PageContext, { email }: { email: string }): string {
  const { say } = speakerOf(context)
  return renderPage(context, {
    icon: 'mail',
    title: say('pageConfirmTitle'),
    body: [
      `<p>${say('pageConfirmIntro')}</p>`,
      '<form method="post">',
      `<p class="value">${escapeHtml(email)}</p>`,
      `<button type="submit">${say('pageConfirmButton')}</button>`,
      '</form>',
      `<p class="after">${say('pageConfirmNotYou')}</p>`
    ]
  })
}

/** What follows the verification of an address. */
export function confirmDonePage(context: PageContext, { email }: { email: string }): string {
  const { say } = speakerOf(context)
  return renderPage(context, {
    icon: 'check',
    mood: 'good',
    title: say('pageConfirmDoneTitle'),
    body: [`<p>${say('pageConfirmDone', { email })}</p>`, `<p>${say('pageMayBeClosed')}</p>`]
  })
}
