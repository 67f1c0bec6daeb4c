import t from 'tap'
import Type, { type Static, type TObject } from 'typebox'
import { InvalidInput } from '../../core/errors.ts'
import { isLongerThan, type ReadOptions, readFields } from '../../core/fields.ts'
import { message, translate } from '../../core/messages.ts'

const name = Type.Object({ name: Type.String({ minLength: 1, maxLength: 5 }) })
const blankable = Type.Object({ name: Type.String() })
const optional = Type.Object({ name: Type.Optional(Type.String({ minLength: 1 })) })
const secret = Type.Object({ password: Type.String({ minLength: 1, format: 'password' }) })
const email = Type.Object({ email: Type.String({ minLength: 1, maxLength: 20, format: 'email' }) })
const account = Type.Object({
  username: Type.String({ minLength: 1 }),
  email: Type.String({ minLength: 1, format: 'email' }),
  password: Type.String({ minLength: 1, format: 'password' })
})

const form = (text: string) => new URLSearchParams(text)

/** What is wrong with a body, in English; nothing when it is read. */
async function errorsOf<Schema extends TObject>(
  schema: Schema,
  body: unknown,
  options?: ReadOptions<Static<Schema>>
): Promise<Record<string, string[]>> {
  try {
    await readFields(schema, body, options)
    return {}
  } catch (error) {
    if (!(error instanceof InvalidInput)) throw error
    const fields = Object.entries(error.fields)
    return Object.fromEntries(fields.map(([field, messages]) => [field, messages.map(text => translate(text, 'en'))]))
  }
}

t.test('the fields of a body are read by their names, and unknown ones are left', async t => {
  t.same(await readFields(name, { name: 'alice', is_staff: 'true' }), { name: 'alice' })
})

t.test('a number is its text', async t => {
  const numbers = [
    [0, '0'],
    [-3, '-3'],
    [1.5, '1.5'],
    [12345, '12345']
  ] as const
  for (const [number, text] of numbers) t.same(await readFields(name, { name: number }), { name: text })
})

t.test('a boolean, a list or an object is not a valid string', async t => {
  for (const value of [true, false, [], ['alice'], {}, { name: 'alice' }]) {
    t.same(await errorsOf(name, { name: value }), { name: ['Not a valid string.'] }, JSON.stringify(value))
  }
})

t.test('null is refused, though the field need not be sent or may be blank', async t => {
  for (const schema of [name, optional, blankable]) {
    t.same(await errorsOf(schema, { name: null }), { name: ['This field may not be null.'] })
  }
})

t.test('white space around a value is trimmed, and inside it is kept', async t => {
  for (const value of [' a b ', '\ta b\r\n', '\u00a0a b\u2029', '\u3000a b']) {
    t.same(await readFields(name, { name: value }), { name: 'a b' }, encodeURI(value))
  }
})

t.test('an invisible character that is no white space is kept', async t => {
  t.same(await readFields(name, { name: '\u200ba' }), { name: '\u200ba' })
})

t.test('a password is trimmed as well, since Django did so when it was set', async t => {
  t.same(await readFields(secret, { password: ' correct horse ' }), { password: 'correct horse' })
})

t.test('a field that must be sent is required', async t => {
  t.same(await errorsOf(name, {}), { name: ['This field is required.'] })
  t.same(await errorsOf(name, form('other=1')), { name: ['This field is required.'] })
})

t.test('a field that need not be sent is left out', async t => {
  t.same(await readFields(optional, {}), {})
  t.same(await readFields(optional, form('')), {})
})

t.test('an optional field beside a required one may be missing', async t => {
  const schema = Type.Object({ ...name.properties, nick: Type.Optional(Type.String()) })
  t.same(await errorsOf(schema, {}), { name: ['This field is required.'] })
  t.same(await readFields(schema, { name: 'alice' }), { name: 'alice' })
})

t.test('a field with a shortest length may not be blank', async t => {
  for (const value of ['', ' ', '\t\n\u3000']) {
    t.same(await errorsOf(name, { name: value }), { name: ['This field may not be blank.'] }, JSON.stringify(value))
    t.same(await errorsOf(optional, { name: value }), { name: ['This field may not be blank.'] }, JSON.stringify(value))
  }
})

t.test('a field without a shortest length may be blank', async t => {
  for (const value of ['', '  ']) t.same(await readFields(blankable, { name: value }), { name: '' })
})

t.test('a blank e-mail address that may be blank is not looked at further', async t => {
  const schema = Type.Object({ email: Type.String({ format: 'email' }) })
  t.same(await readFields(schema, { email: ' ' }), { email: '' })
})

t.test('NUL is refused', async t => {
  t.same(await errorsOf(name, { name: 'a\0' }), { name: ['Null characters are not allowed.'] })
  t.same(await errorsOf(secret, { password: 'a\0' }), { password: ['Null characters are not allowed.'] })
  t.same(await errorsOf(name, form('name=a%00')), { name: ['Null characters are not allowed.'] })
})

t.test('half a surrogate pair is refused with its code, and a whole one is a character', async t => {
  t.same(await errorsOf(name, { name: 'a\ud800' }), { name: ['Surrogate characters are not allowed: U+D800.'] })
  t.same(await errorsOf(secret, { password: '\udfffa' }), {
    password: ['Surrogate characters are not allowed: U+DFFF.']
  })
  t.same(await readFields(name, { name: '\ud83d\ude00' }), { name: '😀' })
})

t.test('a control character is refused with its code', async t => {
  const characters = [
    ['a\u0007', '0007'],
    ['a\nb', '000A'],
    ['a\u007fb', '007F'],
    ['a\u0085b', '0085']
  ] as const
  for (const [value, code] of characters) {
    t.same(await errorsOf(name, { name: value }), { name: [`Control characters are not allowed: U+${code}.`] }, code)
  }
})

t.test('a password may hold control characters', async t => {
  t.same(await readFields(secret, { password: 'a\u0007\nb' }), { password: 'a\u0007\nb' })
})

t.test('a value may have its longest length in characters and no more', async t => {
  t.same(await readFields(name, { name: '  12345  ' }), { name: '12345' })
  t.same(await errorsOf(name, { name: '123456' }), { name: ['Ensure this field has no more than 5 characters.'] })
  t.same(await errorsOf(name, { name: 123456 }), { name: ['Ensure this field has no more than 5 characters.'] })
})

t.test('characters are counted as Python counts them', async t => {
  t.same(await readFields(name, { name: '😀'.repeat(5) }), { name: '😀'.repeat(5) })
  t.same(await errorsOf(name, { name: '😀'.repeat(6) }), { name: ['Ensure this field has no more than 5 characters.'] })
})

t.test('a text is longer than a length when it has more code points', async t => {
  const texts: [string, number, boolean][] = [
    ['', 0, false],
    ['a', 0, true],
    ['abc', 3, false],
    ['abcd', 3, true],
    ['😀😀😀', 3, false],
    ['😀😀😀a', 3, true],
    ['😀😀ab', 3, true],
    ['😀ab', 3, false],
    ['\ud800\ud800', 1, true],
    ['a'.repeat(1_000_000), 10, true]
  ]
  for (const [text, max, longer] of texts) t.equal(isLongerThan(text, max), longer, `${text.slice(0, 10)} > ${max}`)
})

t.test('an e-mail address must be one', async t => {
  t.same(await readFields(email, { email: ' a@example.com ' }), { email: 'a@example.com' })
  for (const value of ['alice', 5, 'a@b']) {
    t.same(await errorsOf(email, { email: value }), { email: ['Enter a valid email address.'] }, String(value))
  }
})

t.test('all that is wrong with one value is told, in the order of the original', async t => {
  t.same(await errorsOf(email, { email: `${'a'.repeat(20)}\0` }), {
    email: [
      'Ensure this field has no more than 20 characters.',
      'Null characters are not allowed.',
      'Enter a valid email address.'
    ]
  })
})

t.test('the errors of all fields are told at once, in the order of the schema', async t => {
  const errors = await errorsOf(account, { password: null, email: 'alice' })
  t.strictSame(Object.entries(errors), [
    ['username', ['This field is required.']],
    ['email', ['Enter a valid email address.']],
    ['password', ['This field may not be null.']]
  ])
})

t.test('the error of a check stands where its field stands', async t => {
  const checks = { email: () => [message('emailTaken')] }
  const errors = await errorsOf(account, { email: 'a@example.com' }, { checks })
  t.strictSame(Object.entries(errors), [
    ['username', ['This field is required.']],
    ['email', ['A user is already registered with this e-mail address.']],
    ['password', ['This field is required.']]
  ])
})

t.test('a check is given the value as it was read, and the other values that were accepted', async t => {
  const given: unknown[] = []
  const checks = {
    password(value: string, values: Partial<Static<typeof account>>) {
      given.push(value, { ...values })
      return []
    }
  }
  await errorsOf(account, { username: ' alice ', email: 'alice', password: 5 }, { checks })
  t.strictSame(given, ['5', { username: 'alice', password: '5' }])
})

t.test('a check may take its time', async t => {
  const checks = { name: async (value: string) => (value === 'taken' ? [message('usernameTaken')] : []) }
  t.same(await errorsOf(name, { name: 'taken' }, { checks }), { name: ['A user with that username already exists.'] })
  t.same(await readFields(name, { name: 'free' }, { checks }), { name: 'free' })
})

t.test('a check is not asked about a field that is missing or refused', async t => {
  const checks = {
    name() {
      throw new Error('asked')
    }
  }
  await readFields(optional, {}, { checks })
  await errorsOf(name, {}, { checks })
  t.same(await errorsOf(name, { name: '123456' }, { checks }), {
    name: ['Ensure this field has no more than 5 characters.']
  })
})

t.test('a check is asked about a blank value that is accepted', async t => {
  const checks = { name: (value: string) => (value === '' ? [message('blank')] : []) }
  t.same(await errorsOf(blankable, { name: ' ' }, { checks }), { name: ['This field may not be blank.'] })
})

t.test('what a check throws is not taken for an invalid field', async t => {
  const checks = { name: () => Promise.reject(new Error('the database is away')) }
  await t.rejects(readFields(name, { name: 'alice' }, { checks }), { message: 'the database is away' })
})

t.test('a partial body leaves missing fields as they are', async t => {
  t.same(await readFields(account, { username: 'alice' }, { partial: true }), { username: 'alice' })
  t.same(await readFields(account, form(''), { partial: true }), {})
})

t.test('a partial body is looked at as strictly where it has a value', async t => {
  t.same(await errorsOf(account, { username: '', email: null }, { partial: true }), {
    username: ['This field may not be blank.'],
    email: ['This field may not be null.']
  })
})

t.test('a form is read as JSON is', async t => {
  t.same(await readFields(account, form('username=+alice&email=a%40example.com&password=12')), {
    username: 'alice',
    email: 'a@example.com',
    password: '12'
  })
})

t.test('of a name that a form sends more than once the last counts', async t => {
  t.same(await readFields(name, form('name=a&name=b')), { name: 'b' })
})

t.test('an empty input of a form was not filled in when it need not be', async t => {
  t.same(await readFields(optional, form('name=')), {})
})

t.test('an input of white space was filled in with nothing', async t => {
  t.same(await errorsOf(optional, form('name=+')), { name: ['This field may not be blank.'] })
})

t.test('an empty input of a form that must be filled in is blank', async t => {
  t.same(await errorsOf(name, form('name=')), { name: ['This field may not be blank.'] })
  t.same(await errorsOf(name, form('name='), { partial: true }), { name: ['This field may not be blank.'] })
})

t.test('an empty input of a form that may be blank is blank', async t => {
  const schema = Type.Object({ name: Type.Optional(Type.String()) })
  t.same(await readFields(schema, form('name=')), { name: '' })
})

t.test('a body that is no object is refused with the type that the original names', async t => {
  const bodies = [
    [[], 'list'],
    [[{ name: 'alice' }], 'list'],
    ['name', 'str'],
    [5, 'int'],
    [1.5, 'float'],
    [true, 'bool']
  ] as const
  for (const [body, type] of bodies) {
    const errors = { non_field_errors: [`Invalid data. Expected a dictionary, but got ${type}.`] }
    t.same(await errorsOf(name, body), errors, JSON.stringify(body))
  }
})

t.test('a body of null is no data', async t => {
  t.same(await errorsOf(name, null), { non_field_errors: ['No data provided'] })
})

t.test('a field is never read from the prototype of a body', async t => {
  t.same(await errorsOf(name, JSON.parse('{"__proto__":{"name":"mallory"}}')), { name: ['This field is required.'] })
  t.same(await errorsOf(name, Object.create({ name: 'mallory' })), { name: ['This field is required.'] })
  const inherited = Type.Object({ constructor: Type.String(), toString: Type.String() })
  t.same(Object.keys(await errorsOf(inherited, {})), ['constructor', 'toString'])
})

t.test('a body without a prototype, or with names of its methods, is read all the same', async t => {
  t.same(await readFields(name, Object.assign(Object.create(null), { name: 'alice' })), { name: 'alice' })
  t.same(await readFields(name, { hasOwnProperty: 1, name: 'alice' }), { name: 'alice' })
})

t.test('the values that were read have no prototype to be looked into', async t => {
  const values = await readFields(optional, {})
  t.equal(Object.getPrototypeOf(values), null)
})
