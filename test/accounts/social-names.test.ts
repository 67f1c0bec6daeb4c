// What people are called who come by a provider.
import t from 'tap'
import { djangoDatabase, readRows } from '../helper.ts'
import { allRows, execute } from '../kakao-login.ts'
import { createSocialLogin } from './social-acts.ts'

const decomposed = '하늘'.normalize('NFD')
/** Who is new at Kakao. */
const id = '3700000099'

for (const [name, nickname, email, username] of [
  ['a nickname in Hangul', '하늘', 'jiyun@new.example', '하늘'],
  ['a nickname with all that a username may have', 'Ji_yun.K-1@+', 'jiyun@new.example', 'Ji_yun.K-1@+'],
  ['a nickname in decomposed Hangul is composed', decomposed, 'jiyun@new.example', '하늘'],
  ['a nickname in wide letters is narrowed', 'ｊｉ', 'jiyun@new.example', 'ji'],
  ['a nickname of 150 characters', '윤'.repeat(150), 'jiyun@new.example', '윤'.repeat(150)],
  ['a nickname of 151 characters is cut', '윤'.repeat(151), 'jiyun@new.example', '윤'.repeat(150)],
  ['a nickname whose kept form is longer', 'ﷺ'.repeat(10), 'jiyun@new.example', 'jiyun'],
  ['a nickname with a space', '지 윤', 'jiyun@new.example', '지_윤'],
  ['a nickname with many spaces', ' 지 \t\n\u3000윤 ', 'jiyun@new.example', '지_윤'],
  ['a nickname with a space and no address', '지 윤', undefined, '지_윤'],
  ['a nickname of an emoji', '🐯', 'jiyun@new.example', 'jiyun'],
  ['a nickname that shows nothing', '\u3164', 'jiyun@new.example', 'jiyun'],
  ['a nickname with an invisible space', '지\u200b윤', 'jiyun@new.example', 'jiyun'],
  ['a nickname with a NUL', '지\0윤', 'jiyun@new.example', 'jiyun'],
  ['a nickname with half a character', '지\ud83d', 'jiyun@new.example', 'jiyun'],
  ['a nickname in HTML', '<script>', 'jiyun@new.example', 'jiyun'],
  ['no nickname', '', 'jiyun@new.example', 'jiyun'],
  ['no nickname, and an address in capitals', '', 'Ji.Yun+KAKAO@new.example', 'ji.yun+kakao'],
  ['no nickname, and an address of signs alone', '', '!#$%@new.example', `kakao_${id}`],
  ['no nickname, and a long address', '', `${'a'.repeat(200)}@new.example`, 'a'.repeat(150)],
  ['no nickname and no address', '', undefined, `kakao_${id}`],
  ['an emoji and no address', '🐯', undefined, `kakao_${id}`],
  ["alice's name", 'alice', 'jiyun@new.example', 'jiyun'],
  ["alice's name in another case", 'ALICE', 'jiyun@new.example', 'jiyun'],
  ["alice's name in wide letters", 'ａｌｉｃｅ', 'jiyun@new.example', 'jiyun'],
  ["지윤's name", '지윤', 'jiyun@new.example', 'jiyun'],
  ["alice's name, without an address", 'alice', undefined, `kakao_${id}`],
  ["alice's name twice", 'alice', 'alice@new.example', `kakao_${id}`]
] as const) {
  t.test(`${name}: the username is ${username.slice(0, 20)}`, async t => {
    const { app, arrive } = await createSocialLogin(t, { databaseUrl: djangoDatabase(t) })
    const { user } = await arrive({ id, nickname, ...(email !== undefined && { email }) })
    t.equal(user.username, username)
    t.strictSame(readRows(app, 'select username from auth_user where id = 10'), [{ username }])
  })
}

t.test('an address that is not verified gives no name', async t => {
  const { arrive } = await createSocialLogin(t)
  const { user } = await arrive({ id, email: 'jiyun@new.example', isEmailVerified: false })
  t.equal(user.username, `kakao_${id}`)
})

t.test('where somebody has even that name, in any case, the next has digits behind it', async t => {
  const { app, arrive } = await createSocialLogin(t, { databaseUrl: djangoDatabase(t) })
  execute(app, `update auth_user set username = 'KAKAO_${id}' where id = 2`)
  const { user } = await arrive({ id })
  t.match(user.username, new RegExp(`^kakao_${id}\\d$`))
})

t.test('digits are drawn anew while they are taken', async t => {
  const { app, arrive } = await createSocialLogin(t)
  const taken = [`kakao_${id}`, ...Array.from({ length: 10 }, (_, digit) => `kakao_${id}${digit}`)]
  for (const username of taken) {
    execute(
      app,
      `insert into auth_user (password, is_superuser, username, first_name, last_name, email, is_staff, is_active, date_joined)
       values ('!', 0, '${username}', '', '', '', 0, 1, '2026-11-23 00:00:00')`
    )
  }
  t.match((await arrive({ id })).user.username, new RegExp(`^kakao_${id}\\d\\d$`))
})

t.test('where every name is taken the answer is 503, and nothing is written', async t => {
  const { app, arrive } = await createSocialLogin(t)
  execute(app, 'create trigger taken before insert on auth_user begin select raise(ignore); end')
  const before = allRows(app)
  await t.rejects(arrive({ id }), { message: 'unavailable', statusCode: 503 })
  t.strictSame(allRows(app), before)
})
