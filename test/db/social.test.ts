import t from 'tap'
import type { Database } from '../../db/open.ts'
import type { NewSocialToken } from '../../db/social.ts'
import { openDjango, rowsOf } from './opened.ts'

const kakaoApp = { provider: 'kakao', name: 'kakao', clientId: 'another', secret: '', key: '' }
const now = new Date('2026-11-24T09:00:00Z')

function saveToken(database: Database, values: Partial<NewSocialToken>): Promise<void> {
  const token = { appId: 1, accountId: 1, token: 'newer', tokenSecret: '', ...values }
  return database.transaction(({ social }) => social.saveToken(token))
}

const tokensOf = (database: Database) =>
  rowsOf(database, 'SELECT id, token, token_secret, expires_at, app_id FROM socialaccount_socialtoken ORDER BY id')

t.test('findApp gives the application of a site for a provider', async t => {
  const { social } = await openDjango(t)
  t.strictSame(await social.findApp('kakao', 1), {
    id: 1,
    provider: 'kakao',
    name: 'kakao',
    clientId: 'kakao-rest-api-key',
    secret: '',
    key: '',
    appId: ''
  })
})

t.test('findApp gives none of another site or provider', async t => {
  const { social } = await openDjango(t)
  t.equal(await social.findApp('kakao', 2), undefined)
  t.equal(await social.findApp('facebook', 1), undefined)
  t.equal(await social.findApp('naver', 1), undefined)
})

t.test('findApp gives the first of several', async t => {
  const database = await openDjango(t)
  await database.transaction(({ social }) => social.insertApp(kakaoApp, 1))
  t.match(await database.social.findApp('kakao', 1), { id: 1, clientId: 'kakao-rest-api-key' })
})

t.test('siteOfApp gives the first site that an application serves', async t => {
  const database = await openDjango(t)
  const { social } = database
  t.equal(await social.siteOfApp(1), 1)
  const app = await database.transaction(({ social }) => social.insertApp(kakaoApp, 2))
  t.equal(await social.siteOfApp(app.id), 2)
  t.equal(await social.siteOfApp(99), undefined)
})

t.test('insertApp writes an application that serves the site', async t => {
  const database = await openDjango(t)
  const app = await database.transaction(({ social }) => social.insertApp(kakaoApp, 2))
  t.strictSame(app, { id: 3, ...kakaoApp })
  t.strictSame(rowsOf(database, 'SELECT site_id FROM socialaccount_socialapp_sites WHERE socialapp_id = 3'), [
    { site_id: 2 }
  ])
  t.strictSame(await database.social.findApp('kakao', 2), { ...app, appId: '' })
})

t.test('findAccount gives who a person of a provider is', async t => {
  const { social } = await openDjango(t)
  const account = await social.findAccount('kakao', '3700000001')
  t.match(account, { id: 1, userId: 6, lastLogin: new Date('2026-11-23T13:54:43.341Z') })
  t.match(JSON.parse(String(account?.extraData)), { properties: { nickname: '지윤' } })
})

t.test('findAccount gives nobody of another provider or number', async t => {
  const { social } = await openDjango(t)
  t.equal(await social.findAccount('naver', '3700000001'), undefined)
  t.equal(await social.findAccount('kakao', '370000000'), undefined)
})

t.test('insertAccount gives the new account and writes it', async t => {
  const database = await openDjango(t)
  const values = { provider: 'kakao', uid: '42', userId: 1, lastLogin: now, dateJoined: now, extraData: '{}' }
  const account = await database.transaction(({ social }) => social.insertAccount(values))
  t.strictSame(account, { id: 2, ...values })
  t.strictSame(
    rowsOf(database, 'SELECT provider, uid, user_id, last_login FROM socialaccount_socialaccount WHERE id = 2'),
    [{ provider: 'kakao', uid: '42', user_id: 1, last_login: '2026-11-24 09:00:00' }]
  )
})

t.test('an account that is somebody’s is refused', async t => {
  const database = await openDjango(t)
  const values = { provider: 'kakao', uid: '3700000001', userId: 1, lastLogin: now, dateJoined: now, extraData: '{}' }
  await t.rejects(
    database.transaction(({ social }) => social.insertAccount(values)),
    { code: 'SQLITE_CONSTRAINT_UNIQUE' }
  )
  t.strictSame(rowsOf(database, 'SELECT user_id FROM socialaccount_socialaccount'), [{ user_id: 6 }])
})

t.test('accountsOfUser gives the accounts of a user and of nobody else, oldest first', async t => {
  const database = await openDjango(t)
  const values = { userId: 6, lastLogin: now, dateJoined: now, extraData: '{}' }
  await database.transaction(async ({ social }) => {
    await social.insertAccount({ ...values, provider: 'naver', uid: 'b' })
    await social.insertAccount({ ...values, provider: 'naver', uid: 'x', userId: 1 })
    await social.insertAccount({ ...values, provider: 'facebook', uid: 'a' })
  })
  const accounts = await database.social.accountsOfUser(6)
  t.strictSame(
    accounts.map(({ id, provider, uid }) => [id, provider, uid]),
    [
      [1, 'kakao', '3700000001'],
      [2, 'naver', 'b'],
      [4, 'facebook', 'a']
    ]
  )
  t.strictSame(await database.social.accountsOfUser(2), [])
})

const kakao42 = { provider: 'kakao', uid: '42', userId: 1, lastLogin: now, dateJoined: now, extraData: '{}' }

t.test('connectAccount writes an account that was nobody’s', async t => {
  const database = await openDjango(t)
  const account = await database.transaction(({ social }) => social.connectAccount(kakao42))
  t.strictSame(account, { id: 2, ...kakao42 })
  t.strictSame(await database.social.findAccount('kakao', '42'), account)
})

t.test("connectAccount keeps what is new of the user's own account, and the day that it joined", async t => {
  const database = await openDjango(t)
  const before = await database.social.findAccount('kakao', '3700000001')
  const values = { ...kakao42, uid: '3700000001', userId: 6, extraData: '{"id":3700000001}' }
  const account = await database.transaction(({ social }) => social.connectAccount(values))
  t.strictSame(account, { ...before, lastLogin: now, extraData: '{"id":3700000001}' })
  t.strictSame(await database.social.accountsOfUser(6), [account])
})

t.test("connectAccount leaves another user's account as it is", async t => {
  const database = await openDjango(t)
  const before = rowsOf(database, 'SELECT * FROM socialaccount_socialaccount')
  const values = { ...kakao42, uid: '3700000001' }
  t.equal(await database.transaction(({ social }) => social.connectAccount(values)), undefined)
  t.strictSame(rowsOf(database, 'SELECT * FROM socialaccount_socialaccount'), before)
})

t.test('removeAccount deletes an account with its tokens, and no other', async t => {
  const database = await openDjango(t)
  await saveToken(database, { appId: 2 })
  await database.transaction(async ({ social }) => {
    const other = await social.insertAccount(kakao42)
    await social.saveToken({ appId: 1, accountId: other.id, token: 'other', tokenSecret: '' })
    await social.removeAccount(1)
  })
  t.strictSame(rowsOf(database, 'SELECT id FROM socialaccount_socialaccount'), [{ id: 2 }])
  t.strictSame(rowsOf(database, 'SELECT account_id, token FROM socialaccount_socialtoken'), [
    { account_id: 2, token: 'other' }
  ])
})

t.test('updateAccount writes what is given and nothing else', async t => {
  const database = await openDjango(t)
  const [before] = rowsOf(database, 'SELECT * FROM socialaccount_socialaccount')
  await database.transaction(({ social }) => social.updateAccount(1, { lastLogin: now }))
  t.strictSame(rowsOf(database, 'SELECT * FROM socialaccount_socialaccount'), [
    { ...before, last_login: '2026-11-24 09:00:00' }
  ])
})

t.test('saveToken writes over the token of the same account and application', async t => {
  const database = await openDjango(t)
  await saveToken(database, { tokenSecret: 'refresh-newer', expiresAt: now })
  t.strictSame(tokensOf(database), [
    { id: 1, token: 'newer', token_secret: 'refresh-newer', expires_at: '2026-11-24 09:00:00', app_id: 1 }
  ])
})

t.test('saveToken keeps the refresh token when there is no new one, and forgets an old expiry', async t => {
  const database = await openDjango(t)
  await saveToken(database, {})
  t.strictSame(tokensOf(database), [
    { id: 1, token: 'newer', token_secret: 'refresh-jiyun', expires_at: null, app_id: 1 }
  ])
})

t.test('saveToken writes a token of another application beside it', async t => {
  const database = await openDjango(t)
  await saveToken(database, { appId: 2 })
  t.strictSame(
    tokensOf(database).map(row => [row.app_id, row.token, row.token_secret]),
    [
      [1, 'tok-jiyun', 'refresh-jiyun'],
      [2, 'newer', '']
    ]
  )
})
