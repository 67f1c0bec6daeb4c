import { parse } from 'node:querystring'
import t, { type Test } from 'tap'
import { InvalidInput } from '../../core/errors.ts'
import { type ListRules, readListQuery } from '../../core/list-query.ts'
import { type Message, translate } from '../../core/messages.ts'

const rules: ListRules = {
  orderings: ['id', 'name'],
  defaultOrdering: '-id',
  filters: { active: 'boolean', group: 'id', event: 'text', since: 'time' },
  search: true
}
const read = (query: string) => readListQuery(parse(query), rules)

/** What is wrong with a query, by name. */
function wrongWith(t: Test, query: string): Record<string, string[]> {
  try {
    t.fail(JSON.stringify(read(query)))
    return {}
  } catch (error) {
    if (!(error instanceof InvalidInput)) throw error
    const textsOf = (messages: (Message | string)[]) => messages.map(text => translate(text, 'en'))
    return Object.fromEntries(Object.entries(error.fields).map(([name, messages]) => [name, textsOf(messages)]))
  }
}

t.test('who says nothing gets the first page in the order of the list', async t => {
  const nothing = { offset: 0, limit: 25, by: 'id', isDescending: true, filters: {} }
  t.same(read(''), nothing)
  t.same(read('page=&page_size=&ordering=&search=&active=&group='), nothing, 'nor who leaves it empty')
  t.same(read('search=%20%20'), nothing)
  t.same(readListQuery({}, { orderings: ['id'], defaultOrdering: 'id' }), { ...nothing, isDescending: false })
})

t.test('everything can be said at once', async t => {
  t.same(read('page=3&page_size=10&ordering=-name&search=%20kim%20&active=1&group=7&event=login&since=2026-01-31'), {
    offset: 20,
    limit: 10,
    by: 'name',
    isDescending: true,
    search: 'kim',
    filters: { active: true, group: 7, event: 'login', since: new Date('2026-01-31T00:00:00Z') }
  })
})

t.test('names that a list does not know are passed over', async t => {
  t.same(read('colour=red&__proto__=x').filters, {})
  const { search } = readListQuery({ search: 'kim' }, { orderings: ['id'], defaultOrdering: 'id' })
  t.equal(search, undefined, 'a list without search')
})

t.test('of several values the last one counts, but of ids all, a hundred at most', async t => {
  t.equal(read('ordering=id&ordering=name').by, 'name')
  t.same(read('id=1&id=2').ids, ['1', '2'])
  t.same(read('id=x').ids, ['x'])
  const many = Array.from({ length: 120 }, (_, index) => `id=${index}`).join('&')
  t.equal(read(many).ids?.length, 100)
})

t.test("what a host's own parser makes of a query is no text, and passed over", async t => {
  const { search, ids, filters } = readListQuery({ search: { a: 'b' }, id: [{}, '1', 2], group: [['7']] }, rules)
  t.same({ search, ids, filters }, { search: undefined, ids: ['1'], filters: {} })
  t.equal(readListQuery(null, rules).limit, 25)
})

t.test('a page is a number from 1, and has 1 to 100 rows', async t => {
  t.equal(read('page=1000000&page_size=100').offset, 99_999_900)
  const range = { page: ['Give a whole number from 1 to 1000000.'] }
  for (const page of ['0', '-1', '1.5', 'x', '1e3', '1000001', '9'.repeat(400)]) {
    t.same(wrongWith(t, `page=${page}`), range, page)
  }
  for (const size of ['0', '101', 'all']) {
    t.same(wrongWith(t, `page_size=${size}`), { page_size: ['Give a whole number from 1 to 100.'] }, size)
  }
})

t.test('all that is wrong is told at once', async t => {
  t.same(wrongWith(t, 'page=0&ordering=password&active=maybe&group=x&since=yesterday'), {
    page: ['Give a whole number from 1 to 1000000.'],
    ordering: ['"password" is not a valid choice.'],
    active: ['Must be a valid boolean.'],
    group: ['A valid integer is required.'],
    since: ['This is not a time: give one such as 2026-01-31 or 2026-01-31T12:00:00Z.']
  })
})

t.test('it is sorted by what the list can be sorted by, and nothing is quoted at length', async t => {
  t.match(wrongWith(t, `ordering=${'x'.repeat(5000)}`), { ordering: [/^"x{100}" is/] })
  for (const ordering of ['--id', 'ID', 'id;', 'id desc'])
    t.match(wrongWith(t, `ordering=${ordering}`), { ordering: [/choice/] })
})

t.test('a yes or no is true or false, 1 or 0', async t => {
  for (const [text, value] of [
    ['true', true],
    ['1', true],
    ['false', false],
    ['0', false]
  ] as const) {
    t.equal(read(`active=${text}`).filters.active, value)
  }
  for (const text of ['yes', 'True', 'null']) t.ok(wrongWith(t, `active=${text}`).active, text)
})

t.test('a number is one that a row can have', async t => {
  t.equal(read('group=999999999999999').filters.group, 999_999_999_999_999)
  for (const text of ['-1', '1.0', '0x1', '9999999999999999', '١']) t.ok(wrongWith(t, `group=${text}`).group, text)
})

t.test('a time is a day, or a moment with its offset', async t => {
  const timeOf = (text: string) => (read(`since=${encodeURIComponent(text)}`).filters.since as Date).toISOString()
  t.equal(timeOf('2026-02-28'), '2026-02-28T00:00:00.000Z')
  t.equal(timeOf('2026-01-31T12:00:00Z'), '2026-01-31T12:00:00.000Z')
  t.equal(timeOf('2026-01-31T12:00:00.250+09:00'), '2026-01-31T03:00:00.250Z')
  for (const text of [
    '2026',
    '2026-02-30',
    '2026-13-01',
    '2026-01-31T12:00:00',
    '2026-01-31T25:00:00Z',
    '31.01.2026'
  ]) {
    t.ok(wrongWith(t, `since=${text}`).since, text)
  }
})

t.test('a text is as long as an e-mail address at most', async t => {
  t.equal(read(`search=${'x'.repeat(254)}`).search?.length, 254)
  const tooLong = ['Ensure this field has no more than 254 characters.']
  t.same(wrongWith(t, `search=${'x'.repeat(255)}&event=${'y'.repeat(90_000)}`), { search: tooLong, event: tooLong })
})
