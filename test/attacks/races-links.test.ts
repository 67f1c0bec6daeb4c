// What is good once is good once, however many try at the same time, on two servers.
import t from 'tap'
import { post, readRows } from '../helper.ts'
import { emailKeyIn, resetLinkIn } from '../mailing-app.ts'
import {
  checkIntegrity,
  createTwins,
  newPasswords,
  passphrase,
  registered,
  statuses,
  type Twins,
  times
} from './twins.ts'

const confirmUrl = '/rest-auth/password/reset/confirm/'

/** A user with a verified address, their reset links, and a clock that has gone on. */
async function withResetLinks({ apps, clock, mails }: Twins, links: number) {
  const [app] = apps
  const { pk, token } = await registered(app, 'minsu', 'minsu@example.com')
  const [confirm] = await mails()
  if (confirm === undefined) throw new Error('no mail')
  await post(app, '/rest-auth/registration/verify-email/', { key: emailKeyIn(confirm) })
  for (let i = 0; i < links; i++) {
    clock.seconds++
    await post(app, '/rest-auth/password/reset/', { email: 'minsu@example.com' })
  }
  clock.seconds++
  const sent = (await mails()).filter(({ text }) => text.includes('/password-reset/'))
  return { pk, token, links: sent.map(resetLinkIn) }
}

// `update auth_user set password = … where id = ? and password = ? returning`: the second one finds another password.
t.test('of twenty uses of one reset link, on two servers, one wins', async t => {
  const twins = await createTwins(t)
  const {
    links: [link]
  } = await withResetLinks(twins, 1)
  const answers = await twins.race(
    times(20, i => ({ url: confirmUrl, payload: { ...link, ...newPasswords(`a lovely passphrase ${i}`) } }))
  )
  t.same(statuses(answers), { 200: 1, 400: 19 })
  for (const { status, body } of answers) if (status === 400) t.same(body, { token: ['Invalid value'] })
  const winner = answers.findIndex(({ status }) => status === 200)
  const login = (i: number) =>
    post(twins.apps[0], '/rest-auth/login/', { username: 'minsu', password: `a lovely passphrase ${i}` })
  t.equal((await login(winner)).status, 200)
  t.equal((await login((winner + 1) % 20)).status, 400)
  checkIntegrity(t, twins.apps[0].database.path)
})

t.test('of twenty uses of several reset links of one user, one wins, and the others die with it', async t => {
  const twins = await createTwins(t)
  const { links } = await withResetLinks(twins, 3)
  t.equal(new Set(links.map(({ token }) => token)).size, 3)
  const answers = await twins.race(
    times(20, i => ({ url: confirmUrl, payload: { ...links[i % 3], ...newPasswords(`a lovely passphrase ${i}`) } }))
  )
  t.same(statuses(answers), { 200: 1, 400: 19 })
})

t.test('a login with the old password, or a refresh, beside a reset leaves no session open', async t => {
  const twins = await createTwins(t)
  const {
    token,
    links: [link]
  } = await withResetLinks(twins, 1)
  const answers = await twins.race([
    ...times(6, () => ({ url: '/rest-auth/login/', payload: { username: 'minsu', password: passphrase } })),
    { url: confirmUrl, payload: { ...link, ...newPasswords('another passphrase') } },
    ...times(6, () => ({ url: '/api-jwt-auth/refresh/', payload: { token } })),
    ...times(6, () => ({ url: '/api-jwt-auth/', payload: { username: 'minsu', password: passphrase } }))
  ])
  // A login that came first has ended the link, and then the reset is refused and nothing ends.
  const [reset] = answers.splice(6, 1)
  const open = twins.rows('select id from rest_auth_session where ended is null')
  if (reset?.status === 200) t.same(open, [])
  else t.same(reset, { status: 400, body: { token: ['Invalid value'] } })
  for (const { status } of answers) t.ok(status === 200 || status === 400)
  checkIntegrity(t, twins.apps[0].database.path)
})

// `update account_emailaddress set verified = 1 where id = ? and verified = 0 returning`.
t.test('of twenty uses of one e-mail key, on two servers, one wins', async t => {
  const twins = await createTwins(t)
  const {
    apps: [app],
    race,
    mails
  } = twins
  await registered(app, 'minsu', 'minsu@example.com')
  const [mail] = await mails()
  if (mail === undefined) throw new Error('no mail')
  const key = emailKeyIn(mail)
  const answers = await race(times(20, () => ({ url: '/rest-auth/registration/verify-email/', payload: { key } })))
  t.same(statuses(answers), { 200: 1, 404: 19 })
  for (const { status, body } of answers) if (status === 404) t.same(body, { detail: 'Not found.' })
  t.same(readRows(app, "select count(*) as n from rest_auth_event where event = 'email_verified'"), [{ n: 1 }])
  checkIntegrity(t, app.database.path)
})

// As above: the page and the endpoint decide by the same statements.
t.test('of uses of a link at its page and at its endpoint at once, one wins', async t => {
  const twins = await createTwins(t)
  const {
    links: [link]
  } = await withResetLinks(twins, 1)
  const [app, other] = twins.apps
  const page = (i: number) =>
    other.inject({
      method: 'POST',
      url: `/password-reset/confirm/${link?.uid}/${link?.token}/`,
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      payload: new URLSearchParams(newPasswords(`a lovely passphrase ${i}`)).toString()
    })
  const codes = await Promise.all(
    times(10, async i =>
      i % 2
        ? (await page(i)).statusCode
        : (await post(app, confirmUrl, { ...link, ...newPasswords(`a lovely passphrase ${i}`) })).status
    )
  )
  t.equal(codes.filter(code => code === 200).length, 1)
  t.ok(codes.every(code => [200, 400, 404].includes(code)))
})
