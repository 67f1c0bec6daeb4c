import type { Static, TObject, TSchema } from 'typebox'
import { emailAddressMessages } from './email-address.ts'
import { type FieldMessages, InvalidInput } from './errors.ts'
import { type Message, message } from './messages.ts'

/** What a field's value must be beyond its schema: returns the messages for it, none when it is fine. */
export type FieldCheck<Values> = (value: string, values: Partial<Values>) => Message[] | Promise<Message[]>

export interface ReadOptions<Values> {
  /** Checks by field, run for every field that its schema accepts, so that all errors are told at once. */
  checks?: { [Name in keyof Values]?: FieldCheck<Values> }
  /** PATCH: a missing field is left as it is. */
  partial?: boolean
}

/**
 * Reads the fields of a body as Django REST Framework's serializers read them: numbers become strings, white space
 * around a value is trimmed, unknown names are ignored, and the errors of all fields are told at once, in the order
 * of the schema. A property of the schema is a `Type.String`; `minLength: 1` means that it may not be blank,
 * `format: 'email'` an e-mail address, `format: 'password'` a secret.
 * @param body a parsed JSON value, or URLSearchParams for a form
 * @throws InvalidInput with messages by field
 */
export async function readFields<Schema extends TObject>(
  schema: Schema,
  body: unknown,
  { checks = {}, partial = false }: ReadOptions<Static<Schema>> = {}
): Promise<Static<Schema>> {
  const read = reader(body)
  const values: Record<string, string> = Object.create(null)
  const errors: FieldMessages = {}
  for (const [name, property] of Object.entries(schema.properties)) {
    const given = read(name, property)
    if (given === undefined) {
      if (!partial && schema.required?.includes(name)) errors[name] = [message('required')]
      continue
    }
    const { value, messages } = readText(given, property)
    if (messages.length > 0) errors[name] = messages
    else values[name] = value
  }
  for (const name of Object.keys(schema.properties)) {
    const check = checks[name as keyof Static<Schema>]
    const value = values[name]
    if (check === undefined || value === undefined) continue
    const messages = await check(value, values as Partial<Static<Schema>>)
    if (messages.length > 0) errors[name] = messages
  }
  if (Object.keys(errors).length > 0) throw new InvalidInput(inOrderOf(schema, errors))
  return values as Static<Schema>
}

/** How to look a field up in a body; `undefined` when it was not sent. */
function reader(body: unknown): (name: string, property: TSchema) => unknown {
  if (body instanceof URLSearchParams) {
    return (name, property) => {
      const given = body.getAll(name).at(-1)
      // An HTML form sends every input: an empty one that need not be filled in was not filled in (DRF's Field.get_value).
      return given === '' && isOptional(property) && !mayBeBlank(property) ? undefined : given
    }
  }
  if (body === null) throw InvalidInput.of(message('noData'))
  if (typeof body !== 'object' || Array.isArray(body)) {
    throw InvalidInput.of(message('notADictionary', { type: pythonType(body) }))
  }
  return name => (Object.hasOwn(body, name) ? (body as Record<string, unknown>)[name] : undefined)
}

function isOptional(property: TSchema): boolean {
  return '~optional' in property
}

function mayBeBlank(property: TSchema): boolean {
  return !('minLength' in property)
}

/** The original names the type in Python's words, and clients may have seen them. */
function pythonType(value: unknown): string {
  if (Array.isArray(value)) return 'list'
  if (typeof value === 'boolean') return 'bool'
  if (typeof value === 'number') return Number.isInteger(value) ? 'int' : 'float'
  return 'str'
}

/** DRF's CharField and EmailField. */
function readText(given: unknown, property: TSchema): { value: string; messages: Message[] } {
  if (given === null) return { value: '', messages: [message('null')] }
  if (typeof given !== 'string' && !Number.isFinite(given)) {
    const isEmail = (property as { format?: string }).format === 'email'
    return { value: '', messages: [message(isEmail ? 'email' : 'notAString')] }
  }
  const value = String(given).trim()
  if (value === '') return { value, messages: mayBeBlank(property) ? [] : [message('blank')] }
  return { value, messages: textMessages(value, property) }
}

function textMessages(value: string, property: TSchema): Message[] {
  const { maxLength, format } = property as { maxLength?: number; format?: string }
  const messages: Message[] = []
  if (maxLength !== undefined && isLongerThan(value, maxLength)) messages.push(message('tooLong', { max: maxLength }))
  messages.push(...characterMessages(value, format === 'password'))
  if (format === 'email') messages.push(...emailAddressMessages(value))
  return messages
}

/** Length counts characters (code points), as Python does, and long texts are not taken apart to find out. */
export function isLongerThan(value: string, max: number): boolean {
  return value.length > max && (value.length > 2 * max || [...value].length > max)
}

const controlCharacter = /\p{Cc}/u
const loneSurrogate = /\p{Surrogate}/u

function characterMessages(value: string, secret: boolean): Message[] {
  const messages: Message[] = value.includes('\0') ? [message('nullCharacters')] : []
  const surrogate = loneSurrogate.exec(value)
  if (surrogate !== null) messages.push(message('surrogateCharacters', { code: codeOf(surrogate[0]) }))
  const control = secret || messages.length > 0 ? null : controlCharacter.exec(value)
  return control === null ? messages : [message('controlCharacters', { code: codeOf(control[0]) })]
}

function codeOf(character: string): string {
  return character.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')
}

function inOrderOf(schema: TObject, errors: FieldMessages): FieldMessages {
  return Object.fromEntries(
    Object.keys(schema.properties).flatMap(name => (errors[name] === undefined ? [] : [[name, errors[name]]]))
  )
}
