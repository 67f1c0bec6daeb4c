import type { FieldMessages } from '../errors.ts'
import { escapeHtml } from '../html.ts'
import type { Message } from '../messages.ts'
import { type PageContext, renderPage, type Speaker, speakerOf } from './layout.ts'

export interface ResetForm {
  /** Shown to people with more than one account, and to password managers, which keep it with the new password. */
  username: string
  /** What was wrong with what was sent. */
  errors?: FieldMessages
}

const fields = [
  { name: 'new_password1', label: 'pageNewPassword', hint: 'pagePasswordRule' },
  { name: 'new_password2', label: 'pageNewPasswordAgain' }
] as const

type Field = (typeof fields)[number] & { hint?: 'pagePasswordRule'; errors: (Message | string)[] }

/** The form for a new password. It is sent to where it came from, and never holds what was typed. */
export function resetFormPage(context: PageContext, { username, errors = {} }: ResetForm): string {
  const speaker = speakerOf(context)
  const { say } = speaker
  const filled = withErrors(errors)
  const isWrong = filled.some(field => field.errors.length > 0)
  const title = say('pageResetTitle')
  return renderPage(context, {
    icon: 'lock',
    title,
    windowTitle: isWrong ? `${say('pageError')}: ${title}` : title,
    body: [
      `<p>${say('pageResetIntro')}</p>`,
      isWrong ? summary(speaker, filled) : '',
      '<form method="post">',
      usernameInput(speaker, username),
      ...filled.map(field => passwordInput(speaker, field)),
      `<button type="submit">${say('pageResetButton')}</button>`,
      '</form>'
    ]
  })
}

/** What follows a new password. */
export function resetDonePage(context: PageContext): string {
  const { say } = speakerOf(context)
  return renderPage(context, {
    icon: 'check',
    mood: 'good',
    title: say('pageResetDoneTitle'),
    body: [`<p>${say('pageResetDone')}</p>`, `<p>${say('pageMayBeClosed')}</p>`]
  })
}

/**
 * The fields with what is wrong with them. Django tells at the second one that a password will not do; people look for it
 * where they chose the password.
 */
function withErrors({ new_password1: first = [], new_password2: second = [] }: FieldMessages): Field[] {
  const isOfChoice = (text: Message | string) => typeof text !== 'string' && text.name.startsWith('password')
  const [chosen, again] = fields
  return [
    { ...chosen, errors: [...first, ...second.filter(isOfChoice)] },
    { ...again, errors: second.filter(text => !isOfChoice(text)) }
  ]
}

/** Read out as the page opens, as it has the focus; leads to the fields. */
function summary({ say, repeat }: Speaker, filled: Field[]): string {
  const items = filled.flatMap(({ name, errors }) =>
    errors.map(error => `<li><a href="#${name}">${repeat(error)}</a></li>`)
  )
  return `<div class="summary" role="alert" tabindex="-1" autofocus>
<p>${say('pageErrorSummary')}</p>
<ul>${items.join('')}</ul>
</div>`
}

function usernameInput({ say }: Speaker, username: string): string {
  return `<div class="field">
<label for="username">${say('pageUsername')}</label>
<input id="username" name="username" autocomplete="username" value="${escapeHtml(username)}" readonly>
</div>`
}

function passwordInput({ say, repeat }: Speaker, { name, label, hint, errors }: Field): string {
  const isWrong = errors.length > 0
  const notes = [
    ...(isWrong ? [{ id: `${name}-error`, kind: 'error', text: errors.map(repeat).join('<br>') }] : []),
    ...(hint === undefined ? [] : [{ id: `${name}-hint`, kind: 'hint', text: say(hint) }])
  ]
  const described = notes.length === 0 ? '' : ` aria-describedby="${notes.map(({ id }) => id).join(' ')}"`
  const invalid = isWrong ? ' aria-invalid="true"' : ''
  return [
    '<div class="field">',
    `<label for="${name}">${say(label)}</label>`,
    `<input id="${name}" name="${name}" type="password" autocomplete="new-password" required${invalid}${described}>`,
    ...notes.map(({ id, kind, text }) => `<p class="${kind}" id="${id}">${text}</p>`),
    '</div>'
  ].join('\n')
}
