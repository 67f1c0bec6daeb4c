// Of many who want one name or address at once, one gets it. Today SQLite's one writer decides (BEGIN IMMEDIATE, then look,
// then write). By a constraint alone: auth_user.username and account_emailaddress.email are unique as they are written, in
// no other case, and auth_user.email not at all; another database needs one statement more for the rest of it.
import t from 'tap'
import { claimsOf } from '../outside.ts'
import { checkIntegrity, createTwins, passwords, registered, statuses, times } from './twins.ts'

const url = '/rest-auth/registration/'
const nameTaken = { username: ['A user with that username already exists.'] }
const emailTaken = { email: ['A user is already registered with this e-mail address.'] }

const spellings: Record<string, [stored: string[], typed: string[]]> = {
  'in mixed case': [
    ['newbie', 'Newbie', 'NEWBIE', 'newBIE'],
    ['newbie', 'Newbie', 'NEWBIE', 'newBIE']
  ],
  'with letters beyond ASCII, small, in capitals and capitalised': [
    ['émile', 'ÉMILE', 'Émile'],
    ['émile', 'ÉMILE', 'Émile']
  ],
  'in full width': [
    ['alice', 'ALICE'],
    ['ａｌｉｃｅ', 'alice', 'ＡＬＩＣＥ', 'ALICE']
  ],
  'composed and decomposed': [
    ['Å민수'],
    ['A\u030a민수', 'Å민수', '\u212b민수', 'A\u030a\u1106\u1175\u11ab\u1109\u116e']
  ],
  'with a ligature': [['ﬁn'.normalize('NFKC')], ['ﬁn', 'fin']]
}

for (const [how, [stored, typed]] of Object.entries(spellings)) {
  t.test(`of twenty registrations of one name ${how}, on two servers, one wins`, async t => {
    const { apps, race, rows } = await createTwins(t)
    const answers = await race(times(20, i => ({ url, payload: { username: typed[i % typed.length], ...passwords } })))
    t.same(statuses(answers), { 201: 1, 400: 19 })
    for (const { status, body } of answers) if (status === 400) t.same(body, nameTaken)
    const users = rows('select username from auth_user')
    t.equal(users.length, 1)
    t.ok(stored.includes(String(users[0]?.username)))
    t.equal(rows('select id from rest_auth_session').length, 1)
    checkIntegrity(t, apps[0].database.path)
  })
}

t.test('of twenty registrations of one e-mail address in mixed case, on two servers, one wins', async t => {
  const { apps, race, rows } = await createTwins(t)
  const emails = ['one@example.com', 'One@Example.com', 'ONE@EXAMPLE.COM', 'one@EXAMPLE.com']
  const answers = await race(
    times(20, i => ({ url, payload: { username: `newbie${i}`, email: emails[i % 4], ...passwords } }))
  )
  t.same(statuses(answers), { 201: 1, 400: 19 })
  for (const { status, body } of answers) if (status === 400) t.same(body, emailTaken)
  t.equal(rows('select id from auth_user').length, 1)
  t.equal(rows('select id from account_emailaddress').length, 1)
  checkIntegrity(t, apps[0].database.path)
})

t.test('of a registration, a rename and a first login that want one name, one gets it', async t => {
  const { apps, kakao, race, rows } = await createTwins(t)
  const others = await Promise.all(times(6, i => registered(apps[0], `other${i}`)))
  kakao.tokens.set('tok-wanted', { person: { id: '42', nickname: 'wanted', email: 'w@kakao.example' } })
  const answers = await race([
    ...times(6, i => ({ url, payload: { username: i % 2 ? 'Wanted' : 'wanted', ...passwords } })),
    ...others.map(({ token }) => ({
      method: 'PATCH' as const,
      url: '/rest-auth/user/',
      payload: { username: 'WANTED' },
      token
    })),
    { url: '/accounts/rest-auth/kakao/', payload: { access_token: 'tok-wanted' } }
  ])
  const [login] = answers.splice(-1)
  t.equal(login?.status, 200, 'who comes by Kakao gets another name if need be')
  t.equal(rows("select id from auth_user where lower(username) = 'wanted'").length, 1)
  t.ok(answers.filter(({ status }) => status < 300).length <= 1)
  for (const { status, body } of answers) if (status >= 300) t.same([status, body], [400, nameTaken])
  checkIntegrity(t, apps[0].database.path)
})

t.test('of a registration, a first login and users who add it, one gets an address to be theirs', async t => {
  const { apps, race, rows } = await createTwins(t)
  const others = await Promise.all(times(5, i => registered(apps[0], `other${i}`)))
  const email = 'n7@kakao.example'
  const answers = await race([
    ...times(5, i => ({
      url,
      payload: { username: `newbie${i}`, email: i % 2 ? email : email.toUpperCase(), ...passwords }
    })),
    ...others.map(({ token }) => ({ url: '/rest-auth/emails/', payload: { email }, token })),
    { url: '/accounts/rest-auth/kakao/', payload: { access_token: 'tok-n7' } }
  ])
  t.equal(rows('select id from auth_user where lower(email) = ?', email).length, 1)
  t.same(
    rows('select "primary" from account_emailaddress where lower(email) = ?', email),
    [{ primary: 1 }],
    'what others claimed of it is dropped'
  )
  for (const { status } of answers) t.ok([200, 201, 400].includes(status))
  checkIntegrity(t, apps[0].database.path)
})

t.test('twenty registrations of different people at once all succeed, each as themselves', async t => {
  const { apps, race } = await createTwins(t)
  const answers = await race(
    times(20, i => ({ url, payload: { username: `newbie${i}`, email: `newbie${i}@example.com`, ...passwords } }))
  )
  t.same(statuses(answers), { 201: 20 })
  for (const [i, { body }] of answers.entries()) {
    t.match(claimsOf(body.token), { username: `newbie${i}`, user_id: body.user.pk, email: `newbie${i}@example.com` })
  }
  checkIntegrity(t, apps[0].database.path)
})
