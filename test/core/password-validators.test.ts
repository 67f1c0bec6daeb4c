import t from 'tap'
import { translate } from '../../core/messages.ts'
import {
  maxCredentialLength,
  maxPasswordLength,
  type PersonalInformation,
  passwordMessages,
  quickRatio
} from '../../core/password-validators.ts'

const tooShort = 'This password is too short. It must contain at least 8 characters.'
const tooCommon = 'This password is too common.'
const numeric = 'This password is entirely numeric.'
const similarTo = (attribute: string) => `The password is too similar to the ${attribute}.`

const textsFor = (password: string, person?: PersonalInformation) =>
  passwordMessages(password, person).map(text => translate(text, 'en'))

t.test('a good password has nothing against it', async t => {
  const alice = { username: 'alice', firstName: 'Alice', lastName: 'Doe', email: 'alice@example.com' }
  for (const password of ['correct horse battery', 'tr0ub4dor and three', '비밀번호는아무도모른다', ' x7#qw! ']) {
    t.same(textsFor(password, alice), [], password)
    t.same(textsFor(password), [], password)
  }
})

t.test('a password of seven characters is too short, and of eight it is not', async t => {
  t.same(textsFor('zq7#wx!'), [tooShort])
  t.same(textsFor('zq7#wx!k'), [])
  t.same(textsFor(''), [tooShort])
})

t.test('the characters of a password are counted as Python counts them', async t => {
  t.same(textsFor('😀'.repeat(7)), [tooShort])
  t.same(textsFor('😀'.repeat(8)), [])
})

t.test('a common password is refused in any case and with white space around it', async t => {
  for (const password of ['password1234', 'PassWord', '  panasonic1\t', 'whocares1']) {
    t.ok(textsFor(password).includes(tooCommon), password)
  }
})

t.test("the first and the last of Django's common passwords are in the list", async t => {
  t.ok(textsFor('bigpimpin1').includes(tooCommon))
  t.ok(textsFor('chobits').includes(tooCommon))
})

t.test('a part of a common password, or more than one, is not common', async t => {
  t.same(textsFor('bigpimpin1bigpimpin1'), [])
  t.same(textsFor('bigpimpin1x'), [])
  t.same(textsFor('welcome\nwillow'), [])
  t.same(textsFor('        '), [])
})

t.test('a password of digits alone is refused, in the digits of any script', async t => {
  t.same(textsFor('58203719462'), [numeric])
  t.same(textsFor('٠١٢٣٤٥٦٧'), [numeric])
  t.same(textsFor('１２３４５６７８'), [numeric])
})

t.test('a password of digits and anything else is not numeric', async t => {
  for (const password of ['5820371946a', '-5820371946', '58203 71946', '5820371946\n', 'ⅠⅡⅢⅣⅤⅥⅦⅧ']) {
    t.same(textsFor(password), [], JSON.stringify(password))
  }
})

t.test('a password that resembles what is known of the person is refused, with the name of that', async t => {
  const cases: [PersonalInformation, string][] = [
    [{ username: 'johndoe77' }, 'username'],
    [{ firstName: 'Johndoe77' }, 'first name'],
    [{ lastName: 'JOHNDOE77' }, 'last name'],
    [{ email: 'johndoe77@example.com' }, 'email address']
  ]
  for (const [person, attribute] of cases) {
    for (const password of ['johndoe77', 'JOHNDOE77', '77eodnhoj', 'johndoe7x', 'xjohndoe77x']) {
      t.same(textsFor(password, person), [similarTo(attribute)], `${attribute} ${password}`)
    }
  }
})

t.test('of several attributes that a password resembles the first is told', async t => {
  const person = { username: 'johndoe77', firstName: 'johndoe77', lastName: 'johndoe77', email: 'johndoe77' }
  t.same(textsFor('johndoe77', person), [similarTo('username')])
  t.same(textsFor('johndoe77', { ...person, username: 'other' }), [similarTo('first name')])
  t.same(textsFor('johndoe77', { email: 'johndoe77', lastName: 'johndoe77' }), [similarTo('last name')])
})

t.test('a password that resembles one word of an attribute is refused', async t => {
  t.same(textsFor('johndoe77', { username: 'the.johndoe77+news' }), [similarTo('username')])
  t.same(textsFor('example123', { email: 'bob@example.com' }), [similarTo('email address')])
  t.same(textsFor('지윤이의비밀번호', { firstName: '김 지윤이의비밀번호' }), [similarTo('first name')])
})

t.test('words are parted where Python parts them: an underscore belongs to its word', async t => {
  t.same(textsFor('mnbqlkjh', { username: 'xxxxxxxx_mnbqlkjh_xxxxxxxx' }), [])
  t.same(textsFor('mnbqlkjh', { username: 'xxxxxxxx-mnbqlkjh-xxxxxxxx' }), [similarTo('username')])
})

t.test('resemblance begins at seven tenths', async t => {
  t.same(textsFor('abcdefgxyz', { username: 'abcdefg123' }), [similarTo('username')])
  t.same(textsFor('abcdefxyzw', { username: 'abcdef1234' }), [])
})

t.test('what is not known of a person cannot be resembled', async t => {
  for (const person of [{}, { username: '', firstName: undefined, email: '' }, { username: '@' }]) {
    t.same(textsFor('zq7#wx!k', person), [], JSON.stringify(person))
  }
})

t.test("all that speaks against a password is told at once, in Django's order", async t => {
  t.same(textsFor('alice', { username: 'alice' }), [similarTo('username'), tooShort, tooCommon])
  t.same(textsFor('1'), [tooShort, tooCommon, numeric])
  t.same(textsFor('12345', { username: '12345' }), [similarTo('username'), tooShort, tooCommon, numeric])
})

t.test('a new password may have 128 characters, and one to log in with 1024', async t => {
  t.equal(maxPasswordLength, 128)
  t.equal(maxCredentialLength, 1024)
})

t.test("the ratio of two texts is the one of Python's quick_ratio", async t => {
  const ratios = [
    ['abcd', 'bcde', 0.75],
    ['abcd', 'dcba', 1],
    ['abcd', 'xyz', 0],
    ['aaaa', 'a', 0.4],
    ['a', 'aaaa', 0.4],
    ['aab', 'abb', 2 / 3],
    ['aaab', 'aaac', 0.75],
    ['private', 'prIvate', 6 / 7],
    ['', 'abc', 0],
    ['abc', '', 0],
    ['😀a', '😀b', 0.5]
  ] as const
  for (const [a, b, ratio] of ratios) t.equal(quickRatio(a, b), ratio, `${a} ${b}`)
})

t.test('the ratio of two empty texts is a number', async t => {
  t.notOk(Number.isNaN(quickRatio('', '')))
})
