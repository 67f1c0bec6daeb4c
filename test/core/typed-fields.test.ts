import t, { type Test } from 'tap'
import Type from 'typebox'
import { InvalidInput } from '../../core/errors.ts'
import type { ReadOptions } from '../../core/fields.ts'
import { type Message, message, translate } from '../../core/messages.ts'
import { readTypedFields } from '../../core/typed-fields.ts'

const schema = Type.Object({
  name: Type.String({ minLength: 1, maxLength: 10 }),
  active: Type.Boolean(),
  group: Type.Optional(Type.Integer()),
  note: Type.Optional(Type.String()),
  sites: Type.Optional(Type.Array(Type.Integer()))
})

const read = (body: unknown, options?: ReadOptions<object>) => readTypedFields(schema, body, options)

/** What is wrong with a body, by field. */
async function wrongWith(t: Test, body: unknown, options?: ReadOptions<object>): Promise<Record<string, string[]>> {
  try {
    t.fail(JSON.stringify(await read(body, options)))
    return {}
  } catch (error) {
    if (!(error instanceof InvalidInput)) throw error
    const textsOf = (messages: (Message | string)[]) => messages.map(text => translate(text, 'en'))
    return Object.fromEntries(Object.entries(error.fields).map(([name, messages]) => [name, textsOf(messages)]))
  }
}

t.test('each field is read as what it is', async t => {
  const body = { name: ' minsu ', active: true, group: 7, note: 12, sites: [2, 1, 2], colour: 'red' }
  t.same(await read(body), { name: 'minsu', active: true, group: 7, note: '12', sites: [2, 1] })
  t.same(await read({ name: 'minsu', active: false }), { name: 'minsu', active: false })
})

t.test('a form says it in texts', async t => {
  const form = new URLSearchParams([
    ['name', 'minsu'],
    ['active', 'true'],
    ['active', 'false'],
    ['group', '7'],
    ['sites', '1']
  ])
  t.same(await wrongWith(t, form), { sites: ['Expected a list of items but got type "string".'] })
  form.delete('sites')
  t.same(await read(form), { name: 'minsu', active: false, group: 7 })
})

t.test('what has to be there and is not is told in the order of the fields', async t => {
  const required = ['This field is required.']
  const wrong = await wrongWith(t, {})
  t.same(wrong, { name: required, active: required })
  t.same(Object.keys(await wrongWith(t, { name: '', active: 'x', sites: 1, group: 0, note: [] })), [
    'name',
    'active',
    'group',
    'note',
    'sites'
  ])
})

t.test('of a change, what is not sent is left as it is', async t => {
  t.same(await read({}, { partial: true }), {})
  t.same(await read({ sites: [] }, { partial: true }), { sites: [] })
})

t.test('checks are made of texts', async t => {
  const checks = { name: (name: string) => (name === 'admin' ? [message('usernameTaken')] : []) }
  const wrong = await wrongWith(t, { name: 'admin', active: 1 }, { checks } as ReadOptions<object>)
  t.same(wrong, { name: ['A user with that username already exists.'], active: ['Must be a valid boolean.'] })
})

t.test('a yes or no is true or false, or the words', async t => {
  const activeOf = async (active: unknown) => (await read({ name: 'x', active })).active
  t.equal(await activeOf('true'), true)
  t.equal(await activeOf('false'), false)
  for (const active of ['yes', '', 0, 1, [], {}, [true]]) {
    t.same(await wrongWith(t, { name: 'x', active }), { active: ['Must be a valid boolean.'] }, JSON.stringify(active))
  }
})

t.test('a number is one that a row can have', async t => {
  const valid = { name: 'x', active: true }
  t.equal((await read({ ...valid, group: '12' })).group, 12)
  for (const group of [0, -1, 1.5, 2 ** 53, '0', '1.0', '1e3', ' 1', '', true, [1], {}, '9'.repeat(20)]) {
    t.same(await wrongWith(t, { ...valid, group }), { group: ['A valid integer is required.'] }, JSON.stringify(group))
  }
})

t.test('a list has numbers of rows, a hundred at most', async t => {
  const sitesOf = async (sites: unknown) => (await read({ sites }, { partial: true })).sites
  const many = Array.from({ length: 100 }, (_, index) => index + 1)
  t.same(await sitesOf(many), many)
  for (const sites of [[0], ['1'], [1, null], [[1]], [...many, 101], [1.5]]) {
    const wrong = await wrongWith(t, { sites }, { partial: true })
    t.same(wrong, { sites: ['A valid integer is required.'] }, JSON.stringify(sites))
  }
  for (const [sites, type] of [
    ['1', 'string'],
    [1, 'number'],
    [{}, 'object'],
    [true, 'boolean']
  ] as const) {
    const wrong = await wrongWith(t, { sites }, { partial: true })
    t.same(wrong, { sites: [`Expected a list of items but got type "${type}".`] })
  }
})

t.test('nothing is not a value of any field', async t => {
  const missing = ['This field may not be null.']
  const body = { name: null, active: null, group: null, note: null, sites: null }
  t.same(await wrongWith(t, body), { name: missing, active: missing, group: missing, note: missing, sites: missing })
})

t.test('what is no body has no fields', async t => {
  t.same(await wrongWith(t, null), { non_field_errors: ['No data provided'] })
  t.same(await wrongWith(t, []), { non_field_errors: ['Invalid data. Expected a dictionary, but got list.'] })
  t.match(await wrongWith(t, 'x', { partial: true }), { non_field_errors: [/got str/] })
})

t.test('what goes wrong in a check is nobody’s input', async t => {
  const checks = {
    name: () => {
      throw new RangeError('broken')
    }
  }
  await t.rejects(read({ name: 'x', active: true }, { checks } as ReadOptions<object>), { message: 'broken' })
})
