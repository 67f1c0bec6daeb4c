// Who registers with an address of somebody else has prepared ways to come back: its owner's reset closes them.
import { join } from 'node:path'
import type { FastifyInstance } from 'fastify'
import t, { type Test } from 'tap'
import { createKakaoApp, djangoDatabase, post, readRows } from '../../../../helper.ts'
import { connect, logIn } from '../../../../kakao-login.ts'
import { as, resetLinkIn } from '../../../../mailing-app.ts'
import { readMails } from '../../../../mails.ts'
import { writeRows } from '../../../../outside.ts'

const email = 'owner@example.com'
const passphrase = 'what the stranger chose'
const ownPassphrase = 'what the owner has chosen'

/** A server at which a stranger has registered with the owner's address, added another one and connected Kakao. */
async function createPrepared(t: Test) {
  const folder = join(t.testdirName, 'mails')
  const options = { accountAuthenticationMethod: 'username_email', emailUrl: `file:${folder}` } as const
  const { app } = await createKakaoApp(t, { databaseUrl: djangoDatabase(t), ...options })
  const fields = { username: 'owner', email, password1: passphrase, password2: passphrase }
  const { token, user } = (await post(app, '/rest-auth/registration/', fields)).body
  const id: number = user.pk
  await connect(app, token, 'tok-n1')
  await as(app, token)('POST', '/rest-auth/emails/', { email: 'stranger@example.com' })
  writeRows(app, "update account_emailaddress set verified = 1 where email = 'stranger@example.com'")

  /** What the owner does, with the link that only they can read. */
  async function reset(): Promise<void> {
    await post(app, '/rest-auth/password/reset/', { email })
    const mail = (await readMails(folder)).at(-1)
    if (mail?.to !== email) throw new Error('no mail to the owner')
    const passwords = { new_password1: ownPassphrase, new_password2: ownPassphrase }
    const { status } = await post(app, '/rest-auth/password/reset/confirm/', { ...resetLinkIn(mail), ...passwords })
    if (status !== 200) throw new Error('the link does not work')
  }
  return { app, token: token as string, id, reset }
}

const addresses = (app: FastifyInstance, id: number) =>
  readRows(app, 'select email, verified, "primary" from account_emailaddress where user_id = ? order by id', id)
const logInBy = async (app: FastifyInstance, email: string, password: string) =>
  (await post(app, '/rest-auth/login/', { email, password })).status

t.test('a reset of an address that was not verified removes every other way in, and verifies it', async t => {
  const { app, token, id, reset } = await createPrepared(t)
  t.match((await logIn(app, 'tok-n1')).body, { user: { pk: id } })
  await reset()
  t.same(readRows(app, 'select * from socialaccount_socialaccount where user_id = ?', id), [])
  t.same(readRows(app, "select * from socialaccount_socialtoken where token = 'tok-n1'"), [])
  t.same(addresses(app, id), [{ email, verified: 1, primary: 1 }])
  t.equal((await as(app, token)('GET', '/rest-auth/user/')).status, 401)
  t.equal(await logInBy(app, email, passphrase), 400)
  t.equal(await logInBy(app, 'stranger@example.com', ownPassphrase), 400)
  t.equal(await logInBy(app, email, ownPassphrase), 200)
  const login = await logIn(app, 'tok-n1')
  t.equal(login.status, 200)
  t.not(login.body.user.pk, id, 'Kakao makes another user')
})

t.test('one of a verified address leaves what the user has', async t => {
  const { app, id, reset } = await createPrepared(t)
  writeRows(app, 'update account_emailaddress set verified = 1 where email = ?', email)
  await reset()
  t.match((await logIn(app, 'tok-n1')).body, { user: { pk: id } })
  t.same(addresses(app, id), [
    { email, verified: 1, primary: 1 },
    { email: 'stranger@example.com', verified: 1, primary: 0 }
  ])
})

t.test('so does one of an address that Django kept no row of', async t => {
  const { app, id, reset } = await createPrepared(t)
  writeRows(app, 'delete from account_emailconfirmation')
  writeRows(app, 'delete from account_emailaddress where email = ?', email)
  await reset()
  t.match((await logIn(app, 'tok-n1')).body, { user: { pk: id } })
  t.same(addresses(app, id), [{ email: 'stranger@example.com', verified: 1, primary: 0 }])
})
