import { escapeHtml } from './html.ts'
import { type Language, type MessageName, message, translate } from './messages.ts'

/** A mail that can be sent; `nobody` stands for no address at all. */
export interface OutgoingMail {
  to: string
  subject: string
  text: string
  html: string
}

/**
 * Whom a mail goes to that answers a question about an address which nobody has: it is written all the same, so that the
 * server is as busy as it is with one that goes somewhere, and then goes nowhere.
 */
export const nobody = ''

/** What a mail is made of: sentences by name, and one link at most. */
export interface MailContent {
  subject: MessageName
  /** Paragraphs before the link, and after it. */
  before: readonly MessageName[]
  link?: { label: MessageName; url: string }
  after: readonly MessageName[]
}

/** The values for the sentences of a mail; all have the site's name and domain. */
export type MailValues = Record<string, string | number> & { site: string; domain: string; username: string }

/** A mail in text and HTML; values are escaped, and what is not there is not asked for from elsewhere. */
export function renderMail(to: string, language: Language, content: MailContent, values: MailValues): OutgoingMail {
  const say = (name: MessageName) => translate(message(name, values), language)
  const greeting: MessageName = values.username === '' ? 'mailGreetingPlain' : 'mailGreeting'
  const before = [greeting, ...content.before].map(say)
  const after = content.after.map(say)
  const footer = say('mailFooter')
  const { link } = content
  const label = link === undefined ? '' : say(link.label)
  const text = [...before, ...(link === undefined ? [] : [link.url]), ...after, `-- \n${footer}`].join('\n\n')
  const html = htmlMail(
    { language, title: say(content.subject), before, after, footer },
    link && { ...link, label },
    say
  )
  return { to, subject: say(content.subject), text: `${text}\n`, html }
}

interface HtmlParts {
  language: Language
  title: string
  before: string[]
  after: string[]
  footer: string
}

const paragraph = (text: string) => `<p style="margin:0 0 16px">${escapeHtml(text)}</p>`

function htmlMail(
  { language, title, before, after, footer }: HtmlParts,
  link: { label: string; url: string } | undefined,
  say: (name: MessageName) => string
): string {
  const url = escapeHtml(link?.url ?? '')
  const button =
    link === undefined
      ? ''
      : `<p style="margin:24px 0"><a href="${url}" style="display:inline-block;padding:12px 24px;border-radius:8px;background:#1f5fd6;color:#ffffff;font-weight:600;text-decoration:none">${escapeHtml(link.label)}</a></p>
<p style="margin:0 0 16px;font-size:13px;color:#5b6472">${escapeHtml(say('mailFallbackLink'))}<br><a href="${url}" style="color:#1f5fd6;word-break:break-all">${url}</a></p>`
  return `<!doctype html>
<html lang="${language}">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${escapeHtml(title)}</title></head>
<body style="margin:0;padding:24px 12px;background:#f3f5f8">
<div style="max-width:520px;margin:0 auto;padding:32px 28px;border-radius:12px;background:#ffffff;font:16px/1.6 -apple-system,BlinkMacSystemFont,'Segoe UI','Apple SD Gothic Neo','Malgun Gothic',sans-serif;color:#1b2430;word-break:keep-all;overflow-wrap:anywhere">
${before.map(paragraph).join('\n')}
${button}
${after.map(paragraph).join('\n')}
<p style="margin:24px 0 0;padding-top:16px;border-top:1px solid #e3e7ee;font-size:13px;color:#5b6472">${escapeHtml(footer)}</p>
</div>
</body>
</html>
`
}
