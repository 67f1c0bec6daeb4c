import t from 'tap'
import { updateUser } from '../../accounts/update-user.ts'
import { createApp, djangoDatabase, readRows } from '../helper.ts'
import { loginOf, userGone } from './login-of.ts'
import { refusal, thrown } from './refusal.ts'

const origin = { ipAddress: '', userAgent: '', language: 'en' } as const

t.test('the user is returned with the new names, and nobody else is changed', async t => {
  const app = await createApp(t, { databaseUrl: djangoDatabase(t) })
  const others = readRows(app, 'select * from auth_user where id <> 1')
  const user = await updateUser(
    app.accounts,
    await loginOf(app, 1),
    { username: 'alison', last_name: 'Liddell' },
    origin
  )
  t.match(user, { id: 1, username: 'alison', firstName: '', lastName: 'Liddell' })
  t.same(user, await app.database.users.find(1))
  t.same(readRows(app, 'select * from auth_user where id <> 1'), others)
})

t.test('a name that is somebody else’s in any case is refused, and the user’s own in another case is not', async t => {
  const app = await createApp(t, { databaseUrl: djangoDatabase(t) })
  const alice = await loginOf(app, 1)
  t.same(await refusal(updateUser(app.accounts, alice, { username: 'BOB', first_name: 'A' }, origin)), [
    ['username', ['A user with that username already exists.']]
  ])
  t.same(readRows(app, 'select username, first_name from auth_user where id = 1'), [
    { username: 'alice', first_name: '' }
  ])
  t.match(await updateUser(app.accounts, alice, { username: 'ALICE' }, origin), { username: 'ALICE' })
})

t.test('a user who was disabled or deleted since the request was let through is not changed', async t => {
  const app = await createApp(t, { databaseUrl: djangoDatabase(t) })
  const alice = await loginOf(app, 1)
  const before = readRows(app, 'select * from auth_user')
  for (const id of [3, 99]) {
    const somebody = { ...alice, user: { ...alice.user, id } }
    t.match(await thrown(updateUser(app.accounts, somebody, { first_name: 'A' }, origin)), userGone, String(id))
  }
  t.same(readRows(app, 'select * from auth_user'), before)
})
