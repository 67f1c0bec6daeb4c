import t from 'tap'
import { afterNewPassword, requireGoodPassword } from '../../accounts/new-password.ts'
import { obtain, readRows } from '../helper.ts'
import { countQueuedMails, createMailingApp, origin } from '../mailing-app.ts'
import { writeRows } from '../outside.ts'
import { refusal } from './refusal.ts'

const alice = {
  id: 1,
  password: '!',
  lastLogin: null,
  isSuperuser: false,
  username: 'alice',
  firstName: '',
  lastName: '',
  email: 'alice@example.com',
  isStaff: false,
  isActive: true,
  dateJoined: new Date('2026-11-23T12:00:00Z')
}
const tables = ['rest_auth_session', 'authtoken_token', 'account_emailaddress', 'rest_auth_mail']

t.test('a good password that is typed twice passes', async t => {
  t.doesNotThrow(() =>
    requireGoodPassword(alice, { new_password1: 'staple battery horse', new_password2: 'staple battery horse' })
  )
})

t.test('what is wrong with a password is told by the second field', async t => {
  const check = async (new_password1: string, new_password2 = new_password1) =>
    requireGoodPassword(alice, { new_password1, new_password2 })
  t.same(await refusal(check('staple battery horse', 'staple battery')), [
    ['new_password2', ['The two password fields didn’t match.']]
  ])
  t.same(await refusal(check('alice')), [
    [
      'new_password2',
      [
        'The password is too similar to the username.',
        'This password is too short. It must contain at least 8 characters.',
        'This password is too common.'
      ]
    ]
  ])
})

t.test('what follows a new password stands or falls with it', async t => {
  const { app } = await createMailingApp(t)
  await obtain(app)
  writeRows(app, "insert into account_emailaddress values (90, 0, 0, 1, 'pending@example.com')")
  const rows = () => tables.map(table => readRows(app, `select * from ${table}`))
  const before = rows()
  const failed = new Error('the transaction fails')
  await t.rejects(
    app.database.transaction(async queries => {
      await afterNewPassword(app.accounts, queries, alice, origin)
      t.equal((await queries.emailAddresses.ofUser(1)).length, 1, 'the pending address is gone')
      t.equal(await queries.mails.count(), 1, 'a mail waits')
      throw failed
    }),
    failed
  )
  t.same(rows(), before)
  t.equal(countQueuedMails(app), 0)
})

t.test('all logins and the key end unless they are kept', async t => {
  const { app } = await createMailingApp(t)
  const { claims } = await app.jwtAuth.verify(await obtain(app))
  const { sid = '' } = claims
  const open = () => readRows(app, 'select id from rest_auth_session where ended is null').map(({ id }) => id)
  const keys = () => readRows(app, 'select user_id from authtoken_token').map(({ user_id }) => user_id)
  await app.database.transaction(queries => afterNewPassword(app.accounts, queries, alice, origin, { sid, key: true }))
  t.same([open(), keys()], [[sid], [1]])
  await app.database.transaction(queries => afterNewPassword(app.accounts, queries, alice, origin))
  t.same([open(), keys()], [[], []])
})
