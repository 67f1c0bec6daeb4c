// The same promises over two processes, which share nothing but the file of the database.
import t, { type Test } from 'tap'
import { secretKey } from '../helper.ts'
import { kakaoAppId, startKakaoServer } from '../kakao-server.ts'
import { emailKeyIn, resetLinkIn } from '../mailing-app.ts'
import { readMails } from '../mails.ts'
import { kill, send, startStandalone } from '../standalone-server.ts'
import { checkIntegrity, newPasswords, passwords, readBeside, statuses, times } from './twins.ts'

async function createProcesses(t: Test) {
  const folder = t.testdir()
  const path = `${folder}/db.sqlite3`
  const kakao = await startKakaoServer()
  t.teardown(() => kakao.close())
  const settings = {
    SECRET_KEY: secretKey,
    DATABASE_URL: `file:${path}`,
    EMAIL_URL: `file:${folder}/mails`,
    KAKAO_APP_ID: String(kakaoAppId),
    KAKAO_API_URL: kakao.url,
    SOCIALACCOUNT_STORE_TOKENS: 'true',
    PASSWORD_RESET_URL: 'http://localhost/password-reset/confirm/{uid}/{token}/'
  }
  const servers = times(2, () => startStandalone({ settings }))
  t.teardown(() => Promise.all(servers.map(kill)))
  const urls = await Promise.all(servers.map(server => server.url()))
  return {
    path,
    mails: () => readMails(`${folder}/mails`),
    /** Posts to the two in turns, all at once. */
    race: (requests: readonly (readonly [url: string, payload: object])[]) =>
      Promise.all(requests.map(([url, payload], i) => send(`${urls[i % 2]}${url}`, payload)))
  }
}

t.test('over two processes, names, addresses, links, keys and people of Kakao are somebody’s once', async t => {
  const { path, mails, race } = await createProcesses(t)

  t.test('of twenty registrations of one name in mixed case one wins', async t => {
    const names = ['minsu', 'Minsu', 'MINSU']
    const answers = await race(
      times(20, i => ['/rest-auth/registration/', { username: names[i % 3], ...passwords }] as const)
    )
    t.same(statuses(answers), { 201: 1, 400: 19 })
    t.equal(readBeside(path, 'select id from auth_user').length, 1)
  })

  t.test('of twenty registrations of one e-mail address in mixed case one wins', async t => {
    const emails = ['one@example.com', 'ONE@example.com']
    const answers = await race(
      times(
        20,
        i => ['/rest-auth/registration/', { username: `one${i}`, email: emails[(i >> 1) % 2], ...passwords }] as const
      )
    )
    t.same(statuses(answers), { 201: 1, 400: 19 })
    t.equal(readBeside(path, 'select id from auth_user').length, 2)
  })

  t.test('of twenty uses of an e-mail key one wins', async t => {
    const [mail] = await mails()
    const key = mail === undefined ? '' : emailKeyIn(mail)
    const answers = await race(times(20, () => ['/rest-auth/registration/verify-email/', { key }] as const))
    t.same(statuses(answers), { 200: 1, 404: 19 })
  })

  t.test('of twenty uses of a reset link one wins', async t => {
    await race([['/rest-auth/password/reset/', { email: 'one@example.com' }]])
    const mail = (await mails()).find(({ text }) => text.includes('/password-reset/'))
    const link = mail === undefined ? {} : resetLinkIn(mail)
    const answers = await race(
      times(
        20,
        i => ['/rest-auth/password/reset/confirm/', { ...link, ...newPasswords(`another passphrase ${i}`) }] as const
      )
    )
    t.same(statuses(answers), { 200: 1, 400: 19 })
  })

  t.test('twenty first logins of one person at Kakao get one user', async t => {
    const before = readBeside(path, 'select id from auth_user').length
    const answers = await race(times(20, () => ['/accounts/rest-auth/kakao/', { access_token: 'tok-jiyun' }] as const))
    t.same(statuses(answers), { 200: 20 })
    t.equal(readBeside(path, 'select id from auth_user').length, before + 1)
    t.equal(readBeside(path, 'select id from socialaccount_socialaccount').length, 1)
  })

  t.test('sixty registrations and logins of different people all succeed', async t => {
    const answers = await race([
      ...times(40, i => ['/rest-auth/registration/', { username: `jiyun${i}`, ...passwords }] as const),
      ...times(20, i => ['/accounts/rest-auth/kakao/', { access_token: `tok-n${i}` }] as const)
    ])
    t.same(statuses(answers), { 200: 20, 201: 40 })
  })

  t.test('and nothing is there by half', async t => checkIntegrity(t, path))
})
