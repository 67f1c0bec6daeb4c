import Type, { type Static, type TObject, type TString } from 'typebox'
import { type FieldMessages, InvalidInput } from './errors.ts'
import { type ReadOptions, readFields } from './fields.ts'
import { type Message, message } from './messages.ts'

type Read = { value: unknown } | { wrong: Message }

/** Numbers of rows that one field may name. */
const maxIds = 100

/**
 * Reads a body whose fields are not texts alone, as Django REST Framework's BooleanField, IntegerField and lists of keys
 * do; texts are read by `readFields`. All errors are told at once, in the order of the schema.
 * @throws InvalidInput with messages by field
 */
export async function readTypedFields<Schema extends TObject>(
  schema: Schema,
  body: unknown,
  options: ReadOptions<Static<Schema>> = {}
): Promise<Partial<Static<Schema>>> {
  const properties = Object.entries(schema.properties)
  const texts = properties.filter(([, { type }]: [string, { type?: string }]) => type === 'string')
  const { values, errors } = await readTexts(Object.fromEntries(texts) as Record<string, TString>, body, options)
  for (const [name, property] of properties) {
    const { type } = property as { type?: string }
    const given = type === 'string' ? undefined : givenIn(body, name)
    if (given === undefined) {
      const isMissing = type !== 'string' && options.partial !== true && schema.required?.includes(name)
      if (isMissing) errors[name] = [message('required')]
      continue
    }
    const read = given === null ? { wrong: message('null') } : readers[type as keyof typeof readers](given)
    if ('wrong' in read) errors[name] = [read.wrong]
    else values[name] = read.value
  }
  const wrong = properties.flatMap(([name]) => (errors[name] === undefined ? [] : [[name, errors[name]]]))
  if (wrong.length > 0) throw new InvalidInput(Object.fromEntries(wrong))
  return values as Partial<Static<Schema>>
}

async function readTexts(
  properties: Record<string, TString>,
  body: unknown,
  options: ReadOptions<object>
): Promise<{ values: Record<string, unknown>; errors: FieldMessages }> {
  try {
    return { values: { ...(await readFields(Type.Object(properties), body, options)) }, errors: {} }
  } catch (error) {
    // What belongs to no field is wrong with the body as a whole.
    if (!(error instanceof InvalidInput) || 'non_field_errors' in error.fields) throw error
    return { values: {}, errors: { ...error.fields } }
  }
}

function givenIn(body: unknown, name: string): unknown {
  if (body instanceof URLSearchParams) return body.getAll(name).at(-1)
  return Object.hasOwn(Object(body), name) ? Reflect.get(Object(body), name) : undefined
}

const isId = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 1

const readers = {
  boolean(given: unknown): Read {
    if (given === true || given === 'true') return { value: true }
    return given === false || given === 'false' ? { value: false } : { wrong: message('notABoolean') }
  },

  integer(given: unknown): Read {
    const value = typeof given === 'string' && /^\d{1,15}$/.test(given) ? Number(given) : given
    return isId(value) ? { value } : { wrong: message('notAnId') }
  },

  /** Numbers of rows, each once. */
  array(given: unknown): Read {
    if (!Array.isArray(given)) return { wrong: message('notAList', { type: typeof given }) }
    const isFine = given.length <= maxIds && given.every(isId)
    return isFine ? { value: [...new Set(given)] } : { wrong: message('notAnId') }
  }
}
