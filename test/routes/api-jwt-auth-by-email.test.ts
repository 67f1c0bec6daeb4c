import t from 'tap'
import { bobsPassword, password, post } from '../helper.ts'
import { createMailingApp } from '../mailing-app.ts'
import { claimsOf, writeRows } from '../outside.ts'

const url = '/api-jwt-auth/'
const badCredentials = { non_field_errors: ['Unable to log in with provided credentials.'] }

for (const accountAuthenticationMethod of ['email', 'username_email'] as const) {
  t.test(`with the method ${accountAuthenticationMethod}`, async t => {
    const { app } = await createMailingApp(t, { accountAuthenticationMethod })

    for (const username of ['alice@example.com', 'Alice@EXAMPLE.com', 'alice', 'ALICE']) {
      t.test(`a token is had by ${username} as the username`, async t => {
        const { status, body } = await post(app, url, { username, password })
        t.equal(status, 200)
        t.same(Object.keys(body), ['token'])
        t.match(claimsOf(body.token), { user_id: 1, username: 'alice', email: 'alice@example.com' })
      })
    }

    t.test('the field is called username all the same', async t => {
      const { status, body } = await post(app, url, { email: 'alice@example.com', password })
      t.equal(status, 400)
      t.same(body, { username: ['This field is required.'] })
    })

    t.test('a wrong password, nobody and the disabled are told apart by nothing', async t => {
      for (const [username, secret] of [
        ['alice@example.com', bobsPassword],
        ['nobody@example.com', password],
        ['gone@example.com', password]
      ] as const) {
        const { status, body } = await post(app, url, { username, password: secret })
        t.equal(status, 400, username)
        t.same(body, badCredentials, username)
      }
    })

    t.test('an address among others counts once it is verified', async t => {
      const credentials = { username: 'second@example.com', password }
      writeRows(app, "insert into account_emailaddress values (90, 0, 0, 1, 'second@example.com')")
      t.match(await post(app, url, credentials), { status: 400, body: badCredentials })
      writeRows(app, 'update account_emailaddress set verified = 1 where id = 90')
      const { status, body } = await post(app, url, credentials)
      t.equal(status, 200)
      t.equal(claimsOf(body.token).user_id, 1)
    })
  })
}

t.test('with the method username an address is no name', async t => {
  const { app } = await createMailingApp(t)
  t.match(await post(app, url, { username: 'alice@example.com', password }), { status: 400, body: badCredentials })
})
