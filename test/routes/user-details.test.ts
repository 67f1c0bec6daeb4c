import t, { type Test } from 'tap'
import type { SuiteOptions } from '../../app.ts'
import type { AccountHooks } from '../../index.ts'
import { createKakaoApp, djangoDatabase, obtain, password, post } from '../helper.ts'
import { connectUrl, url as kakaoUrl } from '../kakao-login.ts'
import { as } from '../mailing-app.ts'

/** A server on Django's database that shows users in its own way. */
async function createShowing(t: Test, userDetails: AccountHooks['userDetails'], options: SuiteOptions = {}) {
  const { app } = await createKakaoApp(t, {
    databaseUrl: djangoDatabase(t),
    accountEmailVerification: 'none',
    ...(userDetails && { userDetails }),
    ...options
  })
  return app
}

t.test('userDetails is the user that is shown', async t => {
  const app = await createShowing(t, async ({ id, username, isStaff }, { url }) => ({ id, username, isStaff, url }))
  const passphrase = 'a lovely passphrase'

  t.test('at a login', async t => {
    const { body } = await post(app, '/rest-auth/login/', { username: 'alice', password })
    t.same(body.user, { id: 1, username: 'alice', isStaff: false, url: '/rest-auth/login/' })
    t.same(Object.keys(body), ['token', 'user'])
  })

  t.test('at a registration', async t => {
    const url = '/rest-auth/registration/'
    const { body } = await post(app, url, { username: 'newbie', password1: passphrase, password2: passphrase })
    t.same(body.user, { id: 10, username: 'newbie', isStaff: false, url })
  })

  t.test('at a social login', async t => {
    const { body } = await post(app, kakaoUrl, { access_token: 'tok-jiyun' })
    t.same(body.user, { id: 6, username: '지윤', isStaff: false, url: kakaoUrl })
  })

  t.test('when a social account is connected', async t => {
    const { body } = await as(app, await obtain(app))('POST', connectUrl, { access_token: 'tok-n1' })
    t.same(body.user, { id: 1, username: 'alice', isStaff: false, url: connectUrl })
  })

  t.test('of themselves, with GET, PUT and PATCH', async t => {
    const ask = as(app, await obtain(app, 'admin'))
    const admin = { id: 5, username: 'admin', isStaff: true, url: '/rest-auth/user/' }
    t.same((await ask('GET', '/rest-auth/user/')).body, admin)
    t.same((await ask('PATCH', '/rest-auth/user/', { first_name: 'A' })).body, admin)
    t.same((await ask('PUT', '/rest-auth/user/', { username: 'admin' })).body, admin)
  })
})

t.test('it sees the user as they are after a change', async t => {
  const app = await createShowing(t, ({ firstName }) => ({ firstName }))
  const ask = as(app, await obtain(app))
  t.same((await ask('PATCH', '/rest-auth/user/', { first_name: '길동' })).body, { firstName: '길동' })
  t.same((await ask('GET', '/rest-auth/user/')).body, { firstName: '길동' })
})

t.test('whatever it shows of a user, the hash of the password is not among it', async t => {
  const app = await createShowing(t, user => user)
  const { token, user } = (await post(app, '/rest-auth/login/', { username: 'alice', password })).body
  const ask = as(app, token)
  const shown = [
    user,
    (await ask('GET', '/rest-auth/user/')).body,
    (await ask('PATCH', '/rest-auth/user/', { first_name: 'A' })).body
  ]
  for (const details of shown) {
    t.match(details, { id: 1, username: 'alice', email: 'alice@example.com', isActive: true })
    t.notOk('password' in details)
  }
})

t.test('with keys in place of tokens no user is shown, and it is not asked', async t => {
  let asked = 0
  const app = await createShowing(
    t,
    () => {
      asked++
      return {}
    },
    { restUseJwt: false }
  )
  const { body } = await post(app, '/rest-auth/login/', { username: 'alice', password })
  t.same(Object.keys(body), ['key'])
  t.equal(asked, 0)
})

t.test('without it a user is shown as django-rest-auth does', async t => {
  const app = await createShowing(t, undefined)
  const { body } = await as(app, await obtain(app))('GET', '/rest-auth/user/')
  t.same(body, { pk: 1, username: 'alice', email: 'alice@example.com', first_name: '', last_name: '' })
})
