import t from 'tap'
import { type Authentication, authenticateToken } from '../../accounts/authenticate.ts'
import { logOut } from '../../accounts/log-out.ts'
import { obtain, readRows } from '../helper.ts'
import { createMailingApp, origin } from '../mailing-app.ts'
import { claimsOf, loginTime, signToken } from '../outside.ts'

/** Claims of tokens that Django made for alice ten seconds before the tests' time, the other of a login before that. */
const claims = { user_id: 1, username: 'alice', email: 'alice@example.com', exp: loginTime + 290 }
const refreshable = { ...claims, orig_iat: loginTime - 20 }

/** What the tests' time and others are in the database. */
const times = {
  now: '2026-11-23 18:53:20',
  tenSecondsBefore: '2026-11-23 18:53:10',
  twentySecondsBefore: '2026-11-23 18:53:00',
  aWeekAfterLogin: '2026-11-30 18:53:00'
}

const sessions = 'select * from rest_auth_session'

t.test('logging out ends the session of the token, and no other', async t => {
  const { app } = await createMailingApp(t)
  const [token, other] = [await obtain(app), await obtain(app)]
  await logOut(app.accounts, await authenticateToken(app.accounts, token, 'user'), origin)
  const ended = (sid: unknown) => readRows(app, 'select ended from rest_auth_session where id = ?', sid)
  t.same(ended(claimsOf(token).sid), [{ ended: times.now }])
  t.same(ended(claimsOf(other).sid), [{ ended: null }])
  t.equal(readRows(app, sessions).length, 2)
})

t.test('a second logout leaves the time of the first', async t => {
  const { app, clock } = await createMailingApp(t)
  const shown = await authenticateToken(app.accounts, await obtain(app), 'user')
  await logOut(app.accounts, shown, origin)
  clock.seconds += 10
  await logOut(app.accounts, shown, origin)
  t.match(readRows(app, sessions), [{ ended: times.now }])
})

t.test('a token that Django signed gets a session that is over, for as long as it could be refreshed', async t => {
  const { app } = await createMailingApp(t)
  const shown = await authenticateToken(app.accounts, signToken(refreshable), 'user')
  await logOut(app.accounts, shown, origin)
  const [{ id, ...session } = {}] = readRows(app, sessions)
  t.match(id, /^[\w-]{22}$/)
  t.same(session, {
    user_id: 1,
    created: times.twentySecondsBefore,
    last_used: times.now,
    expires: times.aWeekAfterLogin,
    ended: times.now,
    user_agent: 'tests',
    ip_address: '192.0.2.7',
    method: 'django'
  })
})

t.test('or, where none can be, for as long as it is valid', async t => {
  const { app } = await createMailingApp(t, { jwtAllowRefresh: false })
  const shown = await authenticateToken(app.accounts, signToken(claims), 'user')
  await logOut(app.accounts, shown, origin)
  // It says nothing of its login; it began as long before its end as tokens last.
  t.match(readRows(app, sessions), [{ created: times.tenSecondsBefore, expires: '2026-11-23 18:58:20' }])
})

t.test('one that lasts longer than ours is over until its own end', async t => {
  const { app } = await createMailingApp(t, { jwtAllowRefresh: false })
  const aDay = signToken({ ...claims, exp: loginTime + 86_400 })
  await logOut(app.accounts, await authenticateToken(app.accounts, aDay, 'user'), origin)
  t.match(readRows(app, sessions), [{ expires: '2026-11-24 18:53:20' }])
})

t.test('the key of Django REST Framework goes with a token, and with itself', async t => {
  for (const [what, shown] of Object.entries({
    'with itself': { user: { id: 1, username: 'alice', email: 'alice@example.com' } },
    'with a token': {
      user: { id: 1, username: 'alice', email: 'alice@example.com' },
      claims: { ...refreshable, sid: 'one' }
    }
  } satisfies Record<string, Authentication>)) {
    t.test(what, async t => {
      const { app } = await createMailingApp(t)
      await logOut(app.accounts, shown, origin)
      t.same(readRows(app, 'select * from authtoken_token'), [])
    })
  }
})

t.test('a user who is deleted between the look at the token and the logout is no obstacle', async t => {
  const { app } = await createMailingApp(t)
  const shown = await authenticateToken(app.accounts, signToken(refreshable), 'user')
  await app.database.transaction(({ removeUser }) => removeUser(1))
  await logOut(app.accounts, shown, origin)
  t.same(readRows(app, sessions), [])
})
