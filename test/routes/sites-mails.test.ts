// SITE_ID=auto: a mail has the name and the links of the site that it was asked for at.
import type { FastifyInstance } from 'fastify'
import t from 'tap'
import { password, readRows } from '../helper.ts'
import { as, emailKeyIn, resetLinkIn } from '../mailing-app.ts'
import { linkIn, type ReadMail } from '../mails.ts'
import { writeRows } from '../outside.ts'
import { ask, createTwoSites, first, second } from '../two-sites.ts'

const passphrase = 'another fine passphrase'
const twice = { new_password1: passphrase, new_password2: passphrase }

const post = (app: FastifyInstance, url: string, payload: object, headers: Record<string, string>) =>
  ask(app, { method: 'POST', url, payload, headers })

/** Two that leave at once may come in any order. */
const subjectsOf = (mails: readonly ReadMail[]) => mails.map(({ subject }) => subject.replace('[second] ', '')).sort()

function mailAbout(mails: readonly ReadMail[], subject: string): ReadMail {
  const mail = mails.findLast(mail => mail.subject.endsWith(subject))
  if (mail === undefined) throw new Error(`no mail: ${subject}`)
  return mail
}

/** Every mail is the second site's: by its subject, its text, and its link if it has one. */
function areSecond(t: Pick<typeof import('tap').t, 'match' | 'notMatch' | 'equal'>, mails: readonly ReadMail[]): void {
  for (const mail of mails) {
    t.match(mail.subject, /^\[second\] /)
    t.match(mail.text, /second/)
    t.notMatch(`${mail.text} ${mail.html}`.replaceAll(/[\w-]+@[\w.]+/g, ''), /(?<!second\.)example\.com/, mail.subject)
    if (mail.text.includes('://')) t.equal(new URL(linkIn(mail)).host, 'second.example.com')
  }
}

t.test('of two sites that are asked for a reset, each writes in its own name and leads to its own domain', async t => {
  const { app, mails } = await createTwoSites(t)
  await post(app, '/rest-auth/password/reset/', { email: 'alice@example.com' }, first)
  await post(app, '/rest-auth/password/reset/', { email: 'bob@example.com' }, second)
  const sent = (await mails()).map(mail => [mail.to, mail.subject, new URL(linkIn(mail)).origin])
  t.same(sent, [
    ['alice@example.com', '[example.com] Reset your password', 'https://example.com'],
    ['bob@example.com', '[second] Reset your password', 'https://second.example.com']
  ])
})

t.test('whatever is done to an account at a site is told in the name of that site', async t => {
  const { app, mails } = await createTwoSites(t)
  const alice = as(app, await obtainAt(app, 'alice'))
  const done = async (...given: Parameters<typeof alice>) => {
    const [method, url, body] = given
    t.match(await alice(method, url, body, second), { status: /^20/ }, url)
  }
  await done('POST', '/rest-auth/emails/', { email: 'new@example.org' })
  const key = emailKeyIn(mailAbout(await mails(), 'Confirm your e-mail address'))
  t.match(await post(app, '/rest-auth/registration/verify-email/', { key }, second), { status: 200 })
  const [added] = readRows(app, "select id from account_emailaddress where email = 'new@example.org'")
  await done('POST', `/rest-auth/emails/${added?.id}/primary/`)
  await done('DELETE', '/rest-auth/emails/1/')
  await done('POST', '/accounts/rest-auth/kakao/connect/', { access_token: 'kakao-access' })
  const [account] = readRows(app, 'select id from socialaccount_socialaccount where user_id = 1')
  await done('POST', `/socialaccounts/${account?.id}/disconnect/`)
  await done('POST', '/rest-auth/password/change/', twice)
  await post(app, '/rest-auth/password/reset/', { email: 'new@example.org' }, second)
  const reset = resetLinkIn(mailAbout(await mails(), 'Reset your password'))
  t.match(await post(app, '/rest-auth/password/reset/confirm/', { ...reset, ...twice }, second), { status: 200 })
  const sent = await mails()
  t.same(
    subjectsOf(sent),
    [
      'Confirm your e-mail address',
      'An e-mail address was added',
      'Your primary e-mail address was changed',
      'An e-mail address was removed',
      'Kakao login was connected',
      'Kakao login was disconnected',
      'Your password was changed',
      'Reset your password',
      'Your password was changed'
    ].sort()
  )
  areSecond(t, sent)
})

t.test('so is the registration, the link that is asked for again, and the end of an account', async t => {
  const settings = {
    accountEmailVerification: 'mandatory',
    accountPreventEnumeration: true,
    accountDeletion: true
  } as const
  const { app, mails } = await createTwoSites(t, settings)
  const fields = { password1: passphrase, password2: passphrase }
  const register = (username: string, email: string) =>
    post(app, '/rest-auth/registration/', { username, email, ...fields }, second)
  t.match(await register('newbie', 'newbie@example.org'), { status: 201 })
  t.match(await register('mallory', 'alice@example.com'), { status: 201 })
  await post(app, '/rest-auth/registration/resend-email/', { email: 'newbie@example.org' }, second)
  const key = emailKeyIn(mailAbout(await mails(), 'Confirm your e-mail address'))
  writeRows(app, 'update account_emailaddress set "primary" = 0 where email = \'newbie@example.org\'')
  writeRows(app, "update auth_user set email = 'older@example.org' where username = 'newbie'")
  t.match(await post(app, '/rest-auth/registration/verify-email/', { key }, second), { status: 200 })
  const alice = as(app, await obtainAt(app, 'alice'))
  t.match(await alice('DELETE', '/rest-auth/user/', { password }, second), { status: 204 })
  const sent = await mails()
  t.same(
    subjectsOf(sent),
    [
      'Confirm your e-mail address',
      'You have an account already',
      'Confirm your e-mail address',
      'Your primary e-mail address was changed',
      'Your account was deleted'
    ].sort()
  )
  areSecond(t, sent)
})

t.test('what Kakao tells at a site is passed on in the name of that site', async t => {
  const unlink = { app_id: '770001', user_id: '3700000001' }
  const authorization = 'KakaoAK the-admin-key'
  for (const [event, subject] of [
    ['unlink', '[second] 카카오 로그인 연결이 해제되었습니다'],
    ['delete', '[second] 회원 탈퇴가 완료되었습니다']
  ] as const) {
    const { app, mails } = await createTwoSites(t, {
      kakaoAdminKey: 'the-admin-key',
      kakaoEventPolicy: [`unlink=${event}`]
    })
    writeRows(app, "update socialaccount_socialaccount set extra_data = '{}'")
    const { status } = await post(app, '/accounts/kakao/webhook/unlink/', unlink, { ...second, authorization })
    t.equal(status, 200)
    await app.social.flush()
    await app.mailer.flush()
    const sent = await mails()
    t.same(
      sent.map(mail => mail.subject),
      [subject]
    )
    areSecond(t, sent)
  }
})

t.test('with DEFAULT_SITE_ID a host that is no site’s has the mails of that one', async t => {
  const { app, mails } = await createTwoSites(t, { defaultSiteId: 2 })
  await post(app, '/rest-auth/password/reset/', { email: 'alice@example.com' }, { host: 'evil.example' })
  areSecond(t, await mails())
  t.equal((await mails()).length, 1)
})

t.test('a link holds at every site, since they have the same users', async t => {
  const { app, mails } = await createTwoSites(t)
  await post(app, '/rest-auth/password/reset/', { email: 'alice@example.com' }, first)
  const reset = resetLinkIn((await mails())[0] as ReadMail)
  t.match(await post(app, '/rest-auth/password/reset/confirm/', { ...reset, ...twice }, second), { status: 200 })
  t.match(await post(app, '/rest-auth/login/', { username: 'alice', password: passphrase }, first), { status: 200 })
})

t.test('and so does a token', async t => {
  const { app } = await createTwoSites(t)
  const authorization = `JWT ${await obtainAt(app, 'alice')}`
  for (const site of [first, second]) {
    const answer = await ask(app, { url: '/rest-auth/user/', headers: { ...site, authorization } })
    t.match(answer, { status: 200, body: { username: 'alice' } })
  }
})

async function obtainAt(app: FastifyInstance, username: string): Promise<string> {
  const { body } = await post(app, '/api-jwt-auth/', { username, password }, second)
  return body.token
}
