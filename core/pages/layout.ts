import { escapeHtml } from '../html.ts'
import { type Language, type Message, type MessageName, message, translate } from '../messages.ts'
import { stylesheet } from './stylesheet.ts'

/** What every page is made for: its reader's language, and the name of the site as its row says; `''` shows none. */
export interface PageContext {
  language: Language
  site: string
}

/** The sentences of a page, ready to stand in HTML. */
export interface Speaker {
  /** One of our own sentences; all may name the site. */
  say(name: MessageName, values?: Record<string, string>): string
  /** What was said elsewhere, by us or by a host. */
  repeat(text: Message | string): string
}

export function speakerOf({ language, site }: PageContext): Speaker {
  const repeat = (text: Message | string) => escapeHtml(translate(text, language))
  return { say: (name, values) => repeat(message(name, { site, ...values })), repeat }
}

// Drawn here, since the pages load nothing.
const icons = {
  lock: '<rect x="5" y="11" width="14" height="9" rx="2"/><path d="M8 11V8a4 4 0 0 1 8 0v3"/>',
  mail: '<rect x="3" y="5" width="18" height="14" rx="2"/><path d="m4 7 8 6 8-6"/>',
  check: '<path d="m5 12.5 4.5 4.5L19 7.5"/>',
  brokenLink: '<path d="M9 7.5H7.5a4.5 4.5 0 0 0 0 9H9M15 7.5h1.5a4.5 4.5 0 0 1 0 9H15M11 3.5l.5 2.5M12.5 18l.5 2.5"/>',
  warning: '<path d="M12 9v4.5M12 17v.01M12 3.5 2.5 20h19z"/>'
} as const

export interface PageParts {
  icon: keyof typeof icons
  /** How it went, as the colour of the icon shows it. */
  mood?: 'good' | 'bad'
  title: string
  /** What the window is called, and so read out first, when it is not the title alone. */
  windowTitle?: string
  body: string[]
}

/** A whole page, one card under the name of the site. Its parts are HTML: what they hold of others is escaped. */
export function renderPage({ language, site }: PageContext, parts: PageParts): string {
  const { icon, mood, title, windowTitle = title, body } = parts
  const name = escapeHtml(site)
  return `<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${name === '' ? windowTitle : `${windowTitle} · ${name}`}</title>
<style>${stylesheet}</style>
</head>
<body>
${name === '' ? '' : `<header>${name}</header>\n`}<main>
<div class="badge${mood === undefined ? '' : ` ${mood}`}">${draw(icon)}</div>
<h1>${title}</h1>
${body.filter(part => part !== '').join('\n')}
</main>
</body>
</html>
`
}

function draw(icon: keyof typeof icons): string {
  const stroke = 'fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round" stroke-linejoin="round"'
  return `<svg aria-hidden="true" width="28" height="28" viewBox="0 0 24 24" ${stroke}>${icons[icon]}</svg>`
}
