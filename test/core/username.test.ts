import t from 'tap'
import { maxUsernameLength, normalizeUsername, usernameCandidates, usernameMessages } from '../../core/username.ts'

const invalid = [{ name: 'usernameInvalid' }]

t.test('a username may have letters of any script, digits and @ . + - _', async t => {
  for (const name of ['alice', 'Alice.B+c-d_e@f', '지윤', 'ひろし', 'Ελένη', '٣٤', 'Ⅷ', '0', '@', '한글Name9']) {
    t.strictSame(usernameMessages(name), [], name)
  }
})

t.test('anything else in a username is refused', async t => {
  const names = ['', 'al ice', 'alice!', 'a/b', 'a\nb', 'alice\n', 'a\0', '<b>', "o'neill", 'a,b', '😀', '\ud800']
  for (const name of names) t.strictSame(usernameMessages(name), invalid, JSON.stringify(name))
})

t.test('letters that show nothing are refused in a username', async t => {
  for (const name of ['a\u3164', '\u115f', 'b\u1160', '\uffa0', 'a\u200bb', 'a\u00adb', 'a\u2060', '\ufeffa']) {
    t.strictSame(usernameMessages(name), invalid, JSON.stringify(name))
  }
})

t.test('a username may have 150 characters and no more', async t => {
  const tooLong = [{ name: 'tooLong', values: { max: 150 } }]
  t.equal(maxUsernameLength, 150)
  t.strictSame(usernameMessages('a'.repeat(150)), [])
  t.strictSame(usernameMessages('a'.repeat(151)), tooLong)
  t.strictSame(usernameMessages('!'.repeat(151)), tooLong)
})

t.test('the characters of a username are counted as Python counts them', async t => {
  t.strictSame(usernameMessages('𠀀'.repeat(150)), [])
  t.strictSame(usernameMessages('𠀀'.repeat(151)), [{ name: 'tooLong', values: { max: 150 } }])
})

t.test('a username is kept in its NFKC form', async t => {
  const names = [
    ['alice', 'alice'],
    ['ａｌｉｃｅ', 'alice'],
    ['mi\u212ae', 'miKe'],
    ['지윤'.normalize('NFD'), '지윤'],
    ['ﬁ', 'fi'],
    ['\u3164', '\u1160']
  ] as const
  for (const [given, kept] of names) t.equal(normalizeUsername(given), kept, given)
})

const candidates = (...texts: string[]) => usernameCandidates(texts, () => 7)
const best = (...texts: string[]) => candidates(...texts)[0]

t.test('the first name to try is the ASCII of the first text that has any', async t => {
  t.equal(best('jiyun', 'other'), 'jiyun')
  t.equal(best('지윤', 'jiyun'), 'jiyun')
  t.equal(best('', '  ', '😀', 'jiyun'), 'jiyun')
})

t.test('an e-mail address counts as what stands before its @', async t => {
  t.equal(best('지윤', 'jiyun@kakao.example'), 'jiyun')
  t.equal(best('a@b@c'), 'a')
  t.equal(best('@example.com', 'next'), 'next')
})

t.test('a name is made lower case, its accents are dropped and its spaces become _', async t => {
  const names = [
    ['Jürgen Müller', 'jurgen_muller'],
    ['a   b', 'a_b'],
    ['  a  ', 'a'],
    ['\u00a0a\u00a0b', 'a_b'],
    ['ﬁ İK', 'fi_ik'],
    ['+1 (234)', '+1_234'],
    ["O'Neill, J.", 'oneill_j.'],
    ['사람1', '1']
  ] as const
  for (const [text, name] of names) t.equal(best(text), name, text)
})

t.test('who leaves no name at all is a user', async t => {
  t.equal(best(), 'user')
  t.equal(best('', '지윤', ' @x'), 'user')
})

t.test('after the name come the name with one to seven digits', async t => {
  t.strictSame(candidates('bob'), ['bob', 'bob7', 'bob77', 'bob777', 'bob7777', 'bob77777', 'bob777777', 'bob7777777'])
})

t.test('every digit is drawn anew', async t => {
  let digit = 0
  const names = usernameCandidates(['bob'], () => digit++ % 10)
  t.strictSame(names.slice(0, 5), ['bob', 'bob0', 'bob12', 'bob345', 'bob6789'])
})

t.test('a long name is cut so that its digits fit', async t => {
  const names = candidates('x'.repeat(200))
  t.same(
    names.map(name => name.length),
    Array(8).fill(150)
  )
  t.equal(names[0], 'x'.repeat(150))
  t.equal(names[7], `${'x'.repeat(143)}7777777`)
})

t.test('every name to try is a username', async t => {
  for (const text of ['Jürgen Müller', '+1 (234)', 'x'.repeat(200), '지윤']) {
    for (const name of candidates(text)) t.strictSame(usernameMessages(name), [], name)
  }
})
