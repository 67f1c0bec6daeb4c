import { InvalidInput, type Message, message } from '../../index.ts'
import type { Article } from './schema.ts'

type Fields = Pick<Article, 'title' | 'body'>

const maxLength: Record<keyof Fields, number> = { title: 150, body: 20_000 }

/** What a text may not hold: control characters; but an article has lines. */
const controlCharacter: Record<keyof Fields, RegExp> = { title: /\p{Cc}/u, body: /[^\P{Cc}\t\n\r]/u }

/**
 * The title and the text of a body, JSON or a form.
 * @param article what is changed: what was not sent stays as it is
 * @throws InvalidInput with messages by field, all at once
 */
export function readArticle(sent: unknown, article?: Fields): Fields {
  const errors: Record<string, Message[]> = {}

  function read(name: keyof Fields): string {
    const given = sentAs(sent, name)
    if (given === undefined && article !== undefined) return article[name]
    const value = typeof given === 'string' ? given.trim().toWellFormed() : ''
    const error =
      typeof given === 'string' ? errorOf(name, value) : message(given === undefined ? 'required' : 'notAString')
    if (error !== undefined) errors[name] = [error]
    return value
  }

  const fields = { title: read('title'), body: read('body') }
  if (Object.keys(errors).length > 0) throw new InvalidInput(errors)
  return fields
}

/** What was sent as a field; undefined when it was not. */
function sentAs(sent: unknown, name: string): unknown {
  if (sent instanceof URLSearchParams) return sent.get(name) ?? undefined
  return typeof sent === 'object' && sent !== null && Object.hasOwn(sent, name) ? Reflect.get(sent, name) : undefined
}

function errorOf(name: keyof Fields, value: string): Message | undefined {
  if (value === '') return message('blank')
  if (value.length > maxLength[name]) return message('tooLong', { max: maxLength[name] })
  const control = controlCharacter[name].exec(value)
  if (control === null) return undefined
  return message('controlCharacters', { code: control[0].charCodeAt(0).toString(16).toUpperCase().padStart(4, '0') })
}
