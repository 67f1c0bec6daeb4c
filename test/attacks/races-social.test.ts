import t from 'tap'
import { checkIntegrity, createTwins, registered, statuses, times } from './twins.ts'

const url = '/accounts/rest-auth/kakao/'
const kakaoLogin = { url, payload: { access_token: 'tok-jiyun' } }

// unique (provider, uid) on socialaccount_socialaccount; SQLite's one writer has the second one find the first.
t.test('of twenty first logins of one person, on two servers, all get one user', async t => {
  const { apps, race, rows } = await createTwins(t)
  const answers = await race(times(20, () => kakaoLogin))
  t.same(statuses(answers), { 200: 20 })
  t.equal(new Set(answers.map(({ body }) => body.user.pk)).size, 1)
  for (const table of [
    'auth_user',
    'account_emailaddress',
    'socialaccount_socialaccount',
    'socialaccount_socialtoken',
    'socialaccount_socialapp'
  ]) {
    t.equal(rows(`select * from ${table}`).length, 1, table)
  }
  t.equal(rows('select * from rest_auth_session').length, 20)
  checkIntegrity(t, apps[0].database.path)
})

// `insert into socialaccount_socialaccount … on conflict (provider, uid) do update … where user_id = ? returning`.
t.test('of ten users who connect one Kakao account at once, one has it', async t => {
  const { apps, race, rows } = await createTwins(t)
  const people = await Promise.all(times(10, i => registered(apps[0], `minsu${i}`)))
  const answers = await race(
    people.map(({ token }) => ({ url: `${url}connect/`, payload: { access_token: 'tok-jiyun' }, token }))
  )
  t.same(statuses(answers), { 200: 1, 400: 9 })
  const [winner] = people.filter((_, i) => answers[i]?.status === 200)
  t.same(rows('select user_id, uid from socialaccount_socialaccount'), [{ user_id: winner?.pk, uid: '3700000001' }])
  for (const { status, body } of answers) {
    if (status === 400)
      t.same(body, { non_field_errors: ['This social account is already connected to another user.'] })
  }
  checkIntegrity(t, apps[0].database.path)
})

t.test(
  'of first logins and connections of one person at once, one user has them, and the logins get that user',
  async t => {
    const { apps, race, rows } = await createTwins(t)
    const people = await Promise.all(times(5, i => registered(apps[0], `minsu${i}`)))
    const answers = await race([
      ...people.map(({ token }) => ({ url: `${url}connect/`, payload: { access_token: 'tok-jiyun' }, token })),
      ...times(5, () => kakaoLogin)
    ])
    const [account, ...more] = rows('select user_id from socialaccount_socialaccount')
    t.same(more, [])
    const logins = answers.slice(5)
    t.same(statuses(logins), { 200: 5 })
    t.same(new Set(logins.map(({ body }) => body.user.pk)), new Set([account?.user_id]))
    checkIntegrity(t, apps[0].database.path)
  }
)

t.test('of twenty disconnections of two accounts of who has no password, one account stays', async t => {
  const { apps, race, rows } = await createTwins(t)
  const [first] = await race([kakaoLogin])
  const token = String(first?.body.token)
  await race([{ url: `${url}connect/`, payload: { access_token: 'tok-n1' }, token }])
  const ids = rows('select id from socialaccount_socialaccount').map(({ id }) => Number(id))
  t.equal(ids.length, 2)
  const answers = await race(times(20, i => ({ url: `/socialaccounts/${ids[i % 2]}/disconnect/`, token })))
  t.equal(statuses(answers)[200], 1)
  for (const { status } of answers) t.ok([200, 400, 404].includes(status))
  t.equal(rows('select id from socialaccount_socialaccount').length, 1)
  checkIntegrity(t, apps[0].database.path)
})
