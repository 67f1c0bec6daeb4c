import t from 'tap'
import { member, parseWithBigIntegers } from '../../core/json.ts'

t.test('a whole number that a JavaScript number cannot hold becomes its digits', async t => {
  const numbers = [
    ['9007199254740992', '9007199254740992'],
    ['9007199254740993', '9007199254740993'],
    ['-9007199254740993', '-9007199254740993'],
    ['12345678901234567890', '12345678901234567890']
  ] as const
  for (const [text, value] of numbers) t.equal(parseWithBigIntegers(text), value)
})

t.test('every other number stays a number', async t => {
  const numbers = [
    ['0', 0],
    ['-1', -1],
    ['1.5', 1.5],
    ['1e3', 1000],
    ['1e20', 1e20],
    ['9007199254740991', Number.MAX_SAFE_INTEGER],
    ['-9007199254740991', Number.MIN_SAFE_INTEGER],
    ['1e400', Number.POSITIVE_INFINITY]
  ] as const
  for (const [text, value] of numbers) t.equal(parseWithBigIntegers(text), value, text)
})

t.test('a number is looked at wherever it stands', async t => {
  t.strictSame(parseWithBigIntegers('{"id":3700000000000000001,"of":[{"id":9007199254740993},7]}'), {
    id: '3700000000000000001',
    of: [{ id: '9007199254740993' }, 7]
  })
})

t.test('what is no number is parsed as ever', async t => {
  t.strictSame(parseWithBigIntegers('["9007199254740993",true,null,{},[],""]'), [
    '9007199254740993',
    true,
    null,
    {},
    [],
    ''
  ])
})

t.test('what is no JSON is a SyntaxError', async t => {
  for (const text of ['', '{', 'undefined', '01']) t.throws(() => parseWithBigIntegers(text), SyntaxError, text)
})

t.test('a key named __proto__ is a key like any other', async t => {
  const value = parseWithBigIntegers('{"__proto__":{"admin":true}}')
  t.equal(member(value, 'admin'), undefined)
  t.strictSame(member(value, '__proto__'), { admin: true })
})

t.test('a member of an object is found, whatever its value', async t => {
  t.equal(member({ id: 1 }, 'id'), 1)
  t.equal(member({ id: null }, 'id'), null)
})

t.test('a member that an object does not have itself is undefined', async t => {
  for (const name of ['id', 'toString', 'constructor', '__proto__']) t.equal(member({}, name), undefined, name)
})

t.test('what is no object has no members', async t => {
  for (const value of [undefined, null, 'text', 5, true]) t.equal(member(value, 'length'), undefined, String(value))
})
