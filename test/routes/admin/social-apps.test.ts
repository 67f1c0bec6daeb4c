import t from 'tap'
import { createSealer } from '../../../core/sealer.ts'
import { createAdminApp, openAdmin } from '../../admin-app.ts'
import { createSocialAdmin, denied, inShort, lastEvent, notFound, openStaff, toConfirm } from '../../admin-social.ts'
import { readRows } from '../../helper.ts'
import { writeRows } from '../../outside.ts'

const socialSecretKey = 'seals what providers gave, 32 bytes or more'
const sealer = createSealer([socialSecretKey], 'provider secrets')
const socialaccountProviders = { naver: {}, google: {} }
const callback = (domain: string) => `https://${domain}/accounts/kakao/login/callback/`
const newApp = { provider: 'naver', name: 'Naver', client_id: 'naver-id', secret: 'naver-secret', sites: [2, 1] }

const appRows = (columns = '*') => `select ${columns} from socialaccount_socialapp order by id`

t.test('the applications are listed by number, without their secrets', async t => {
  const { admin } = await createAdminApp(t)
  const { status, body } = await admin.get('social-apps/')
  t.equal(status, 200)
  t.strictSame(body, {
    count: 2,
    results: [
      {
        ...{ id: 1, provider: 'kakao', name: 'kakao', client_id: 'kakao-rest-api-key', key: '', app_id: '' },
        ...{ has_secret: false, sites: [1] },
        redirect_uris: [{ site: 1, domain: 'example.com', uri: callback('example.com') }]
      },
      {
        ...{ id: 2, provider: 'facebook', name: 'facebook', client_id: 'fb-id', key: '', app_id: '' },
        ...{ has_secret: true, sites: [2], redirect_uris: [] }
      }
    ]
  })
  t.notMatch(JSON.stringify(body), 'fb-secret')
  t.same((await admin.get('social-apps/1/')).body, body.results[0])
  t.match(await admin.get('social-apps/3/'), notFound)
  const idsOf = async (query: string) =>
    (await admin.get(`social-apps/?${query}`)).body.results.map(({ id }: { id: number }) => id)
  t.same(await idsOf('provider=facebook'), [2])
  t.same(await idsOf('site=1'), [1])
  t.same(await idsOf('site=1&provider=facebook'), [])
  t.same(await idsOf('ordering=-id'), [2, 1])
  t.same(await idsOf('page_size=1&page=2'), [2])
  t.same(await idsOf('id=2'), [2])
  t.match(await admin.get('social-apps/?site=x'), { status: 400, body: { site: ['A valid integer is required.'] } })
})

t.test('an application is made; its secret is kept sealed and never shown', async t => {
  const { app, admin } = await createAdminApp(t, { socialaccountProviders, socialSecretKey })
  const { status, body } = await admin.post('social-apps/', newApp)
  t.match({ status, body }, { status: 201, body: { id: 3, has_secret: true, sites: [1, 2], app_id: '', key: '' } })
  t.equal(body.redirect_uris[1].uri, 'https://second.example.com/accounts/naver/login/callback/')
  t.notOk('secret' in body)
  const [row] = readRows(app, appRows()).slice(2)
  t.match(row, { provider: 'naver', name: 'Naver', client_id: 'naver-id', key: '' })
  t.equal(sealer.open(String(row?.secret), 'socialapp naver'), 'naver-secret')
  t.same(lastEvent(app, 'social_app_created_by_admin')?.details, {
    ...{ by: 5, by_username: 'admin', social_app: 3 },
    after: {
      ...{ provider: 'naver', name: 'Naver', client_id: 'naver-id', key: '', secret: 'set', app_id: '', sites: [2, 1] }
    }
  })
  const all = readRows(app, 'select details from rest_auth_event')
  t.notMatch(JSON.stringify(all), 'naver-secret')
})

t.test('without SOCIAL_SECRET_KEY a secret is kept as Django keeps it; most of the fields may be left out', async t => {
  const { app, admin } = await createAdminApp(t, { socialaccountProviders })
  t.equal((await admin.post('social-apps/', { ...newApp, secret: 's'.repeat(191) })).status, 201)
  t.match(await admin.post('social-apps/', { provider: 'google', name: 'Google' }), {
    status: 201,
    body: { client_id: '', has_secret: false, sites: [], redirect_uris: [] }
  })
  t.match(readRows(app, appRows('secret')).slice(2), [{ secret: 's'.repeat(191) }, { secret: '' }])
  t.equal(lastEvent(app, 'social_app_created_by_admin')?.details.after.secret, 'none')
})

t.test('the number of an app is kept for Kakao, in a table of ours', async t => {
  const { app, admin } = await createAdminApp(t, { socialaccountProviders })
  const numbers = () => readRows(app, 'select * from rest_auth_social_app')
  t.match(await admin.patch('social-apps/1/', { app_id: 770001 }), { status: 200, body: { app_id: '770001' } })
  t.same(numbers(), [{ social_app_id: 1, app_id: '770001' }])
  t.same(lastEvent(app, 'social_app_changed_by_admin')?.details, {
    ...{ by: 5, by_username: 'admin', social_app: 1, before: { app_id: '' }, after: { app_id: '770001' } }
  })
  t.match(await admin.patch('social-apps/1/', { name: '카카오' }), { body: { app_id: '770001', name: '카카오' } })
  t.match(await admin.patch('social-apps/1/', { app_id: '' }), { status: 200, body: { app_id: '' } })
  t.same(numbers(), [])
  for (const app_id of ['77a', '-1', '0770001', '1.5']) {
    const answer = await admin.patch('social-apps/1/', { app_id })
    t.match(answer, { status: 400, body: { app_id: [/^Give the number of the app/] } }, app_id)
  }
  t.match(await admin.patch('social-apps/1/', { app_id: '1'.repeat(21) }), { status: 400, body: { app_id: [/20/] } })
  const needless = { status: 400, body: { app_id: ['Apps of this provider have no number: leave it empty.'] } }
  t.match(await admin.post('social-apps/', { ...newApp, app_id: '5' }), needless)
  t.match(await admin.post('social-apps/', { ...newApp, app_id: '' }), { status: 201 })
  t.match(await admin.patch('social-apps/2/', { app_id: '5' }), needless)
})

t.test('a secret is changed, left alone, and removed', async t => {
  const { app, admin } = await createAdminApp(t, { socialSecretKey })
  const secretOf = () => String(readRows(app, appRows('secret'))[0]?.secret)
  const changes = () => lastEvent(app, 'social_app_changed_by_admin')?.details
  t.match(await admin.patch('social-apps/1/', { secret: 'the-first' }), { status: 200, body: { has_secret: true } })
  t.match(changes(), { before: { secret: 'none' }, after: { secret: 'set' } })
  const sealed = secretOf()
  t.equal(sealer.open(sealed, 'socialapp kakao'), 'the-first')
  t.match(await admin.patch('social-apps/1/', { key: 'native' }), { body: { has_secret: true, key: 'native' } })
  t.equal(secretOf(), sealed)
  t.same([changes().before, changes().after], [{ key: '' }, { key: 'native' }])
  await admin.patch('social-apps/1/', { secret: 'the-second' })
  t.equal(sealer.open(secretOf(), 'socialapp kakao'), 'the-second')
  t.same([changes().before, changes().after], [{ secret: 'set' }, { secret: 'changed' }])
  t.match(await admin.patch('social-apps/1/', { secret: '' }), { status: 200, body: { has_secret: false } })
  t.equal(secretOf(), '')
  t.same([changes().before, changes().after], [{ secret: 'set' }, { secret: 'none' }])
})

t.test('a secret that would not fit into its column once it is sealed is refused', async t => {
  const { app, admin } = await createAdminApp(t, { socialSecretKey })
  t.equal((await admin.patch('social-apps/1/', { secret: 's'.repeat(109) })).status, 200)
  t.equal(String(readRows(app, appRows('secret'))[0]?.secret).length, 191)
  for (const secret of ['s'.repeat(110), '비'.repeat(37)]) {
    t.same(inShort(await admin.patch('social-apps/1/', { secret })), {
      status: 400,
      body: { secret: ['It is kept encrypted, in a column that takes no more than 109 bytes of it.'] }
    })
  }
})

t.test('the provider must be one of the server, or the one that the row has', async t => {
  const { admin } = await createAdminApp(t, { socialaccountProviders })
  const noChoice = (value: string) => ({ status: 400, body: { provider: [`"${value}" is not a valid choice.`] } })
  t.match(await admin.post('social-apps/', { ...newApp, provider: 'facebook' }), noChoice('facebook'))
  t.match(await admin.patch('social-apps/1/', { provider: 'nobody' }), noChoice('nobody'))
  t.match(await admin.patch('social-apps/2/', { provider: 'facebook', client_id: 'another' }), {
    status: 200,
    body: { provider: 'facebook', client_id: 'another' }
  })
})

t.test('another provider takes its own secret and number, and none while tokens are kept', async t => {
  const { app, admin } = await createAdminApp(t, { socialaccountProviders, socialSecretKey })
  const change = (fields: object) => admin.patch('social-apps/1/', fields)
  t.match(await change({ provider: 'google' }), { status: 400, body: { provider: [/^Provider's tokens are kept/] } })
  writeRows(app, 'delete from socialaccount_socialtoken')
  t.equal((await change({ secret: 'of-kakao', app_id: '770001' })).status, 200)
  t.match(await change({ provider: 'google' }), { status: 400, body: { secret: ['This field is required.'] } })
  t.match(await change({ provider: 'google', secret: 'of-google' }), {
    status: 200,
    body: { provider: 'google', app_id: '', has_secret: true }
  })
  const [row] = readRows(app, appRows())
  t.equal(sealer.open(String(row?.secret), 'socialapp google'), 'of-google')
  t.match(await change({ provider: 'kakao', secret: '' }), { status: 200, body: { has_secret: false } })
  t.match(await change({ provider: 'naver' }), { status: 200, body: { provider: 'naver', has_secret: false } })
})

t.test('a site has one application of a provider, and must be there', async t => {
  const { app, admin } = await createAdminApp(t, { socialaccountProviders })
  const unknown = { status: 400, body: { sites: ['Invalid pk "9" - object does not exist.'] } }
  t.match(await admin.post('social-apps/', { ...newApp, sites: [1, 9] }), unknown)
  t.match(await admin.patch('social-apps/1/', { sites: [9] }), unknown)
  const second = { provider: 'kakao', name: 'another', client_id: 'x' }
  const served = (domain: string, provider: string) => ({
    status: 400,
    body: { sites: [`${domain} has another application of ${provider} already.`] }
  })
  t.match(await admin.post('social-apps/', { ...second, sites: [2, 1] }), served('example.com', 'Kakao'))
  t.match(await admin.post('social-apps/', { ...second, sites: [2] }), { status: 201, body: { id: 3 } })
  t.match(await admin.patch('social-apps/1/', { sites: [1, 2] }), served('second.example.com', 'Kakao'))
  t.match(await admin.patch('social-apps/1/', { sites: [] }), { status: 200, body: { sites: [], redirect_uris: [] } })
  t.match(await admin.patch('social-apps/3/', { sites: [2, 1, 2] }), { status: 200, body: { sites: [1, 2] } })
  t.equal((await admin.post('social-apps/', newApp)).status, 201)
  t.match(await admin.patch('social-apps/3/', { provider: 'naver' }), served('example.com', 'Naver'))
  t.match(await admin.patch('social-apps/3/', { sites: '1' }), { status: 400, body: { sites: [/list/] } })
  t.same(
    readRows(app, 'select socialapp_id as app, site_id as site from socialaccount_socialapp_sites order by 1, 2'),
    [{ app: 2, site: 2 }, ...[3, 4].flatMap(app => [1, 2].map(site => ({ app, site })))]
  )
})

t.test('two that Django has for one site may still be changed otherwise', async t => {
  const { app, admin } = await createAdminApp(t)
  writeRows(app, "update socialaccount_socialapp set provider = 'kakao' where id = 2")
  writeRows(app, 'update socialaccount_socialapp_sites set site_id = 1')
  t.equal((await admin.patch('social-apps/2/', { client_id: 'x', sites: [1] })).status, 200)
  writeRows(app, "update socialaccount_socialapp set provider = 'facebook'")
  t.equal((await admin.patch('social-apps/2/', { sites: [] })).status, 200)
  t.match((await admin.patch('social-apps/2/', { sites: [1] })).body, { sites: [/another application of facebook/] })
})

t.test('a field that is wrong is told at its name', async t => {
  const { admin } = await createAdminApp(t)
  const long = { provider: 'p'.repeat(31), name: 'n'.repeat(41), key: 'k'.repeat(192) }
  const max = (number: number) => [`Ensure this field has no more than ${number} characters.`]
  t.same(inShort(await admin.post('social-apps/', { ...long, client_id: 'c'.repeat(192), secret: 's'.repeat(192) })), {
    status: 400,
    body: { provider: max(30), name: max(40), client_id: max(191), key: max(191), secret: max(191) }
  })
  const required = ['This field is required.']
  t.same((await admin.post('social-apps/', {})).body, { provider: required, name: required })
  t.match(await admin.patch('social-apps/1/', { secret: null, name: '', client_id: [] }), {
    status: 400,
    body: { secret: [/null/], name: [/blank/], client_id: [/string/] }
  })
  t.match(await admin.patch('social-apps/9/', { name: 'x' }), notFound)
})

t.test('an application is deleted with the tokens that were kept under it', async t => {
  const { app, admin } = await createAdminApp(t)
  await admin.patch('social-apps/1/', { app_id: '770001' })
  t.equal((await admin.delete('social-apps/1/')).status, 204)
  t.same(readRows(app, appRows('id')), [{ id: 2 }])
  for (const table of ['socialaccount_socialtoken', 'rest_auth_social_app']) {
    t.same(readRows(app, `select * from ${table}`), [], table)
  }
  t.equal(readRows(app, 'select id from socialaccount_socialaccount').length, 1)
  t.match(lastEvent(app, 'social_app_deleted_by_admin')?.details, {
    ...{ social_app: 1, tokens: 1 },
    before: { provider: 'kakao', client_id: 'kakao-rest-api-key', secret: 'none', app_id: '770001', sites: [1] }
  })
  t.match(await admin.delete('social-apps/1/'), notFound)
})

t.test('an application that tables of the host point at stays, as a whole', async t => {
  const { app, admin } = await createAdminApp(t)
  writeRows(app, 'create table note (app_id integer references socialaccount_socialapp (id))')
  writeRows(app, 'insert into note values (1)')
  t.match(await admin.delete('social-apps/1/'), { status: 409, body: { detail: /^Other rows/ } })
  t.equal(readRows(app, 'select id from socialaccount_socialtoken').length, 1)
  writeRows(app, 'delete from note')
  writeRows(app, "create trigger fault before delete on socialaccount_socialapp begin select raise(abort, 'x'); end")
  t.equal((await admin.delete('social-apps/1/')).status, 500)
})

t.test('applications are for superusers; the staff may look at them', async t => {
  const { app } = await createAdminApp(t)
  const staff = await openStaff(app)
  t.equal((await staff.get('social-apps/')).status, 200)
  t.match(await staff.post('social-apps/', { ...newApp, provider: 'kakao', sites: [2] }), denied)
  t.match(await staff.patch('social-apps/1/', { name: 'x' }), denied)
  t.match(await staff.delete('social-apps/1/'), denied)
  t.match(await openAdmin(app).get('social-apps/'), { status: 401 })
})

t.test('all but a name takes a password that was shown a short while ago', async t => {
  const { app, admin, waitForConfirmation } = await createSocialAdmin(t)
  waitForConfirmation()
  t.match(await admin.post('social-apps/', { provider: 'kakao', name: 'x', sites: [2] }), toConfirm)
  for (const fields of [{ client_id: 'x' }, { key: 'x' }, { secret: 'x' }, { app_id: '1' }, { sites: [2] }]) {
    t.match(await admin.patch('social-apps/1/', fields), toConfirm, JSON.stringify(fields))
  }
  t.match(await admin.delete('social-apps/1/'), toConfirm)
  t.match(await admin.patch('social-apps/1/', { name: 'Kakao', sites: [1], secret: '' }), { status: 200 })
  t.match(readRows(app, appRows())[0], { name: 'Kakao', client_id: 'kakao-rest-api-key' })
})

t.test('what is wrong is said in Korean', async t => {
  const { app } = await createAdminApp(t)
  const admin = openAdmin(app, { 'accept-language': 'ko' })
  await admin.logIn('admin')
  const { body } = await admin.post('social-apps/', { provider: 'kakao', name: 'x', sites: [1] })
  t.same(body, { sites: ['example.com에는 이미 카카오의 다른 애플리케이션이 있습니다.'] })
})
