import t from 'tap'
import { disconnectSocialAccount } from '../../accounts/disconnect-social-account.ts'
import { createApp, djangoDatabase, readRows } from '../helper.ts'
import { allRows, execute } from '../kakao-login.ts'

const userGone = { code: 'REST_AUTH_REFUSED', statusCode: 401, detail: { name: 'userInactiveOrDeleted' } }
const withoutPassword = {
  code: 'REST_AUTH_INVALID_INPUT',
  fields: { non_field_errors: [{ name: 'socialLastWithoutPassword' }] }
}

t.test('a user who was disabled or deleted since the request was let through keeps the account', async t => {
  const app = await createApp(t, { databaseUrl: djangoDatabase(t) })
  execute(app, "update auth_user set is_active = 0, password = 'argon2$x' where id = 6")
  const before = allRows(app)
  for (const userId of [6, 99]) {
    await t.rejects(disconnectSocialAccount(app.accounts, userId, 1), userGone)
  }
  t.strictSame(allRows(app), before)
})

for (const [hash, isKept] of [
  ['!', true],
  ['!P8Au065itEo', true],
  ['', true],
  ['argon2$argon2id$v=19$m=19456,t=2,p=1$c2FsdA$aGFzaA', false],
  ['pbkdf2_sha256$260000$salt$hash!', false]
] as const) {
  t.test(`with the hash "${hash.slice(0, 13)}" the last account ${isKept ? 'stays' : 'goes'}`, async t => {
    const app = await createApp(t, { databaseUrl: djangoDatabase(t) })
    execute(app, `update auth_user set password = '${hash}' where id = 6`)
    const work = disconnectSocialAccount(app.accounts, 6, 1)
    if (isKept) await t.rejects(work, withoutPassword)
    else await work
    t.equal(readRows(app, 'select id from socialaccount_socialaccount').length, isKept ? 1 : 0)
  })
}
