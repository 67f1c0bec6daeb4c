import fc from 'fast-check'
import t from 'tap'
import Type from 'typebox'
import { InvalidInput } from '../../core/errors.ts'
import { isLongerThan, readFields } from '../../core/fields.ts'
import { languages, translate } from '../../core/messages.ts'
import { always, anyText } from './texts.ts'

const schema = Type.Object({
  username: Type.String({ minLength: 1, maxLength: 20 }),
  email: Type.Optional(Type.String({ minLength: 1, maxLength: 40, format: 'email' })),
  password: Type.Optional(Type.String({ minLength: 1, maxLength: 30, format: 'password' })),
  first_name: Type.Optional(Type.String({ maxLength: 10 }))
})
const names = Object.keys(schema.properties)
const limits: Record<string, number> = { username: 20, email: 40, password: 30, first_name: 10 }

const name = fc.oneof(
  fc.constantFrom(...names, '__proto__', 'constructor', 'is_staff', 'toString', 'length'),
  anyText(8)
)
const value = fc.oneof(
  anyText(50),
  fc.emailAddress(),
  fc.jsonValue(),
  fc.constantFrom(Number.NaN, Number.POSITIVE_INFINITY, undefined)
)
const json = fc.oneof(fc.jsonValue(), fc.dictionary(name, value))
const form = fc.array(fc.tuple(name, anyText(50)), { maxLength: 6 }).map(pairs => {
  return new URLSearchParams(
    pairs.map(([name, value]): [string, string] => [name.toWellFormed(), value.toWellFormed()])
  )
})

/** Reads a body: its fields, or undefined when it is refused as it should be. Anything else is thrown on. */
async function read(body: unknown, partial: boolean): Promise<Record<string, string> | undefined> {
  try {
    return await readFields(schema, body, { partial })
  } catch (error) {
    if (!(error instanceof InvalidInput)) throw error
    for (const [name, messages] of Object.entries(error.fields)) {
      if (!names.includes(name) && name !== 'non_field_errors') throw new Error(`an error of ${name}`)
      if (messages.length === 0) throw new Error(`no message for ${name}`)
      for (const text of messages) for (const language of languages) if (translate(text, language) === '') throw error
    }
    return undefined
  }
}

for (const [kind, body] of Object.entries({ JSON: json, form })) {
  t.test(`any ${kind} gives fields of the schema, or messages by field`, async t => {
    let taken = 0
    await always(
      t,
      fc.asyncProperty(body as fc.Arbitrary<unknown>, fc.boolean(), async (body, partial) => {
        const fields = await read(body, partial)
        if (fields === undefined) return
        taken++
        for (const [name, value] of Object.entries(fields)) {
          t.ok(names.includes(name) && typeof value === 'string')
          t.equal(value, value.trim())
          t.ok([...value].length <= (limits[name] ?? 0), name)
          t.notMatch(value, name === 'password' ? /[\0\p{Surrogate}]/u : /[\p{Cc}\p{Surrogate}]/u)
        }
      }),
      500
    )
    t.ok(taken > 20, `${taken} were taken`)
  })
}

t.test('a text that is taken is the one that was sent, without the space around it', async t => {
  await always(
    t,
    fc.asyncProperty(anyText(25), async text => {
      const fields = await read({ username: text }, false)
      return fields === undefined || fields.username === text.trim()
    })
  )
})

t.test('a text is longer than a limit when it has more characters, however they are stored', async t => {
  await always(
    t,
    fc.property(anyText(60), fc.nat(60), (text, max) => isLongerThan(text, max) === [...text].length > max),
    500
  )
})
