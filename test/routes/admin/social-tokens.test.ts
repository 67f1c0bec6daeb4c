import t from 'tap'
import { createSealer } from '../../../core/sealer.ts'
import { createAdminApp, openAdmin } from '../../admin-app.ts'
import { denied, inShort, lastEvent, notFound, openStaff } from '../../admin-social.ts'
import { readRows } from '../../helper.ts'
import { writeRows } from '../../outside.ts'

const socialSecretKey = 'seals what providers gave, 32 bytes or more'
const sealer = createSealer([socialSecretKey], 'provider secrets')
const purpose = 'socialtoken kakao 3700000001'

const account = `insert into socialaccount_socialaccount (user_id, provider, uid, last_login, date_joined, extra_data)
                 values (?, ?, ?, '2026-11-23 13:54:43', '2026-11-22 13:54:43', '{}')`
const token = 'insert into socialaccount_socialtoken (token, token_secret, account_id, app_id) values (?, ?, ?, ?)'

t.test('the tokens are listed, the newest first, and say nothing of themselves', async t => {
  const { app, admin } = await createAdminApp(t)
  t.strictSame(inShort(await admin.get('social-tokens/1/')), {
    status: 200,
    body: {
      ...{ id: 1, account: 1, user: 6, username: '지윤', provider: 'kakao', app: 1, token: '…' },
      ...{ has_refresh_token: true, expires_at: '2026-11-23T19:54:43.342000Z' }
    }
  })
  writeRows(app, account, 1, 'facebook', '7')
  writeRows(app, token, 'a-long-token-of-facebook', '', 2, 2)
  const { body } = await admin.get('social-tokens/')
  t.match(body, { count: 2, results: [{ id: 2, has_refresh_token: false, expires_at: null }, { id: 1 }] })
  t.equal(body.results[0].token, 'a-lo…')
  t.notMatch(JSON.stringify(body), /tok-jiyun|refresh-jiyun|long-token/)
  const idsOf = async (query: string) =>
    (await admin.get(`social-tokens/?${query}`)).body.results.map(({ id }: { id: number }) => id)
  t.same(await idsOf('ordering=id'), [1, 2])
  t.same(await idsOf('user=1'), [2])
  t.same(await idsOf('provider=kakao'), [1])
  t.same(await idsOf('provider=facebook&user=6'), [])
  t.same(await idsOf('id=1'), [1])
  t.match(await admin.get('social-tokens/9/'), notFound)
})

t.test('of a token as much is shown as tells it from others, where it is long enough and can be opened', async t => {
  const { app, admin } = await createAdminApp(t, { socialSecretKey })
  const shown = async (kept: string) => {
    writeRows(app, 'update socialaccount_socialtoken set token = ? where id = 1', kept)
    return (await admin.get('social-tokens/1/')).body.token
  }
  t.equal(await shown('twelve-bytes'), '…')
  t.equal(await shown('thirteen-byte'), 'thir…')
  t.equal(await shown(sealer.seal('thirteen-byte', purpose)), 'thir…')
  t.equal(await shown(sealer.seal('short', purpose)), '…')
  t.equal(await shown(sealer.seal('thirteen-byte', 'socialtoken kakao 1')), '…')
})

t.test('without SOCIAL_SECRET_KEY nothing of a sealed token is shown', async t => {
  const { app, admin } = await createAdminApp(t)
  writeRows(app, 'update socialaccount_socialtoken set token = ?', sealer.seal('thirteen-byte', purpose))
  t.equal((await admin.get('social-tokens/1/')).body.token, '…')
})

t.test('a token is forgotten, and its account stays', async t => {
  const { app, admin } = await createAdminApp(t)
  t.equal((await admin.delete('social-tokens/1/')).status, 204)
  t.same(readRows(app, 'select id from socialaccount_socialtoken'), [])
  t.equal(readRows(app, 'select id from socialaccount_socialaccount').length, 1)
  t.match(lastEvent(app, 'social_token_removed_by_admin'), {
    userId: 6,
    details: { by: 5, username: '지윤', before: { provider: 'kakao', social_app: 1 } }
  })
  t.match(await admin.delete('social-tokens/1/'), notFound)
})

t.test('the staff forget those of users; those of the staff, superusers alone', async t => {
  const { app } = await createAdminApp(t)
  const staff = await openStaff(app)
  writeRows(app, account, 5, 'kakao', '7')
  writeRows(app, token, 'tok', '', 2, 1)
  t.match(await staff.delete('social-tokens/2/'), denied)
  t.equal((await staff.delete('social-tokens/1/')).status, 204)
  t.same(readRows(app, 'select id from socialaccount_socialtoken'), [{ id: 2 }])
  t.match(await openAdmin(app).get('social-tokens/'), { status: 401 })
})
