import t from 'tap'
import { createAdminApp, openAdmin } from '../../admin-app.ts'
import { createSocialAdmin, denied, inShort, lastEvent, notFound, openStaff } from '../../admin-social.ts'
import { readRows } from '../../helper.ts'
import { writeRows } from '../../outside.ts'

const extra = {
  id: 3700000001,
  properties: { nickname: '지윤' },
  kakao_account: { email: 'jiyun@kakao.example', is_email_verified: true, is_email_valid: true }
}

/** A social account beside 지윤's, which is number 1. */
const insert = `insert into socialaccount_socialaccount (user_id, provider, uid, last_login, date_joined, extra_data)
                values (?, ?, ?, '2026-11-23 13:54:43', '2026-11-22 13:54:43', ?)`

t.test('the social accounts are listed, the newest first, with what the provider told', async t => {
  const { app, admin } = await createAdminApp(t)
  t.strictSame(inShort(await admin.get('social-accounts/1/')), {
    status: 200,
    body: {
      ...{ id: 1, user: 6, username: '지윤', provider: 'kakao', uid: '3700000001' },
      ...{ date_joined: '2026-11-23T13:54:43.341000Z', last_login: '2026-11-23T13:54:43.341000Z', extra_data: extra }
    }
  })
  for (const [index, told] of ['no JSON', '[1]', 'null', '5'].entries()) {
    writeRows(app, insert, 1, 'google', String(index), told)
  }
  const { body } = await admin.get('social-accounts/?user=1')
  t.equal(body.count, 4)
  t.match(body.results, [{ id: 5, username: 'alice' }, { id: 4 }, { id: 3 }, { id: 2 }])
  for (const { extra_data } of body.results) t.strictSame(extra_data, {})
  t.match(await admin.get('social-accounts/9/'), notFound)
})

t.test('they are found by user, by provider, and by the whole id at a provider', async t => {
  const { app, admin } = await createAdminApp(t)
  writeRows(app, insert, 1, 'facebook', '3700000001', '{}')
  writeRows(app, insert, 1, 'google', '3700000001', '{}')
  writeRows(app, insert, 2, 'kakao', '37', '{}')
  const idsOf = async (query: string) =>
    (await admin.get(`social-accounts/?${query}`)).body.results.map(({ id }: { id: number }) => id)
  t.same(await idsOf(''), [4, 3, 2, 1])
  t.same(await idsOf('ordering=id&page_size=2'), [1, 2])
  t.same(await idsOf('provider=kakao'), [4, 1])
  t.same(await idsOf('user=1'), [3, 2])
  t.same(await idsOf('user=1&provider=google'), [3])
  t.same(await idsOf('search=37'), [4])
  t.same(await idsOf('search=370'), [])
  t.same(await idsOf('search=3700000001'), [2, 1], 'of the providers that the server has, or has an application of')
  t.same(await idsOf('search=3700000001&provider=google'), [3])
  t.same(await idsOf('id=4&id=1'), [4, 1])
  t.match(await admin.get('social-accounts/?ordering=uid'), { status: 400, body: { ordering: [/choice/] } })
})

t.test('a search by an id goes by an index', async t => {
  const { app } = await createAdminApp(t)
  const plan = readRows(
    app,
    `explain query plan select count(*) from socialaccount_socialaccount where provider in ('kakao', 'x') and uid = '37'`
  )
  t.match(plan[0]?.detail, /USING COVERING INDEX .*\(provider=\? AND uid=\?\)/)
})

t.test('a social account is taken away, with its tokens and the logins by it, and its user is told', async t => {
  const { app, admin, kakao } = await createSocialAdmin(t, { kakaoAppId: 770001 })
  const login = await app.inject({
    ...{ method: 'POST', url: '/accounts/rest-auth/kakao/', payload: { access_token: 'tok-jiyun' } }
  })
  t.equal(login.statusCode, 200)
  t.ok(kakao.asked.length > 0)
  t.equal((await admin.delete('social-accounts/1/')).status, 204)
  t.same(readRows(app, 'select id from socialaccount_socialaccount'), [])
  t.same(readRows(app, 'select id from socialaccount_socialtoken'), [])
  t.match(readRows(app, "select ended from rest_auth_session where method = 'kakao'"), [{ ended: /^2026/ }])
  t.match(lastEvent(app, 'social_account_removed_by_admin'), {
    userId: 6,
    details: { by: 5, username: '지윤', before: { provider: 'kakao', uid: '3700000001' } }
  })
  t.match(await admin.delete('social-accounts/1/'), notFound)
})

t.test('one of a provider that the server does not have goes as well', async t => {
  const { app, admin } = await createAdminApp(t)
  writeRows(app, insert, 1, 'twitter', '7', '{}')
  t.equal((await admin.delete('social-accounts/2/')).status, 204)
  t.match(lastEvent(app, 'social_account_removed_by_admin')?.details, { before: { provider: 'twitter', uid: '7' } })
})

t.test('the staff take away those of users; those of the staff, superusers alone', async t => {
  const { app } = await createAdminApp(t)
  const staff = await openStaff(app)
  writeRows(app, insert, 5, 'kakao', '7', '{}')
  t.match(await staff.delete('social-accounts/2/'), denied)
  t.equal((await staff.delete('social-accounts/1/')).status, 204)
  t.same(readRows(app, 'select user_id from socialaccount_socialaccount'), [{ user_id: 5 }])
  t.match(await openAdmin(app).get('social-accounts/'), { status: 401 })
})

t.test('a password that was shown long ago is enough to take one away', async t => {
  const { admin, waitForConfirmation } = await createSocialAdmin(t)
  waitForConfirmation()
  t.equal((await admin.delete('social-accounts/1/')).status, 204)
})
