import t from 'tap'
import {
  maxUsernameLength,
  normalizeUsername,
  socialUsernames,
  usernameCandidates,
  usernameMessages
} from '../../core/username.ts'

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

/** The names to try for somebody of Kakao. */
const social = (person: { username?: string; email?: string; provider?: string; uid?: string }) =>
  socialUsernames({ username: '', email: '', provider: 'kakao', uid: '3700000001', ...person }, () => 7)

t.test('who comes by a provider is called as there, or by their address, or by their id', async t => {
  const byId = Array.from({ length: 8 }, (_, digits) => `kakao_3700000001${'7'.repeat(digits)}`)
  t.strictSame(social({ username: '지윤', email: 'Ji.Yun@kakao.example' }), ['지윤', '지윤', 'ji.yun', ...byId])
  t.strictSame(social({ email: 'jiyun@kakao.example' }), ['jiyun', ...byId])
  t.strictSame(social({}), byId)
})

t.test('a name from there is kept in its NFKC form, its spaces become _, and it is cut to 150 characters', async t => {
  for (const [username, kept] of [
    ['지윤'.normalize('NFD'), '지윤'],
    ['ｊｉ', 'ji'],
    ['  Ji   Yun ', 'Ji_Yun'],
    ['지\u3000윤', '지_윤'],
    ['윤'.repeat(200), '윤'.repeat(150)]
  ] as const) {
    t.equal(social({ username })[0], kept, username)
  }
})

t.test('a name from there that is none is passed over', async t => {
  for (const username of [
    '🐯',
    '<b>',
    '지\u200b윤',
    '\u3164',
    'a\0',
    '지\ud83d',
    'ﷺ'.repeat(10),
    `${'윤'.repeat(149)}🐯`
  ]) {
    t.equal(social({ username, email: 'jiyun@kakao.example' })[0], 'jiyun', JSON.stringify(username))
  }
})

t.test('an id with signs that no name has gets _ in their place, and a long one is cut', async t => {
  t.equal(social({ provider: 'apple', uid: '001.ab|c/d' })[0], 'apple_001.ab_c_d')
  t.equal(social({ provider: 'naver', uid: 'AbC-1' })[0], 'naver_abc-1')
  const [first = '', second = ''] = social({ uid: '9'.repeat(191) })
  t.equal(first, `kakao_${'9'.repeat(144)}`)
  t.equal(second, `kakao_${'9'.repeat(143)}7`)
})
