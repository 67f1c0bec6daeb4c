import t from 'tap'
import { updateUser } from '../../accounts/update-user.ts'
import { createApp, djangoDatabase, readRows } from '../helper.ts'

t.test('a user who was disabled or deleted since the request was let through is not changed', async t => {
  const app = await createApp(t, { databaseUrl: djangoDatabase(t) })
  const before = readRows(app, 'select * from auth_user')
  for (const id of [3, 99]) {
    const error = await updateUser(app.accounts, id, { first_name: 'A' }).catch((error: unknown) => error)
    t.match(error, { statusCode: 401, detail: { name: 'userInactiveOrDeleted' } }, String(id))
  }
  t.same(readRows(app, 'select * from auth_user'), before)
})
