// Logging out by a refresh token, for who has no token any more that holds.
import t from 'tap'
import { bobsPassword, password, post, readRows } from '../../helper.ts'
import { as, createMailingApp, submit } from '../../mailing-app.ts'
import {
  createRotatingApp,
  endOfSession,
  logInPair,
  mustRefresh,
  refresh,
  refusals,
  statusOf
} from '../../rotating-app.ts'

const url = '/rest-auth/logout/'
const loggedOut = { status: 200, body: { detail: 'Successfully logged out.' } }

t.test('a refresh token ends its session, when no token holds any more', async t => {
  const told: unknown[] = []
  const { app, clock } = await createRotatingApp(t, { onUserLoggedOut: user => void told.push(user.username) })
  const { token, refresh_token: refreshToken } = await logInPair(app)
  clock.seconds += 301
  t.equal(await statusOf(app, token), 401)
  t.match(await post(app, url, { refresh_token: refreshToken }), loggedOut)
  t.equal(endOfSession(app), '2026-11-23 18:58:21')
  t.match(await refresh(app, refreshToken), refusals.ended)
  t.same(told, ['alice'])
})

t.test('so does an older one of the session, and a form', async t => {
  const { app } = await createRotatingApp(t)
  const first = await logInPair(app)
  const next = await mustRefresh(app, first.refresh_token)
  t.match(await submit(app, url, { refresh_token: first.refresh_token }), loggedOut)
  t.match(await refresh(app, next.refresh_token), refusals.ended)
  t.equal(await statusOf(app, next.token), 401)
})

t.test('other sessions go on, and keys of Django REST Framework stay', async t => {
  const { app } = await createRotatingApp(t)
  const [one, two] = [await logInPair(app), await logInPair(app)]
  const bobs = await logInPair(app, 'bob', bobsPassword)
  await post(app, url, { refresh_token: one.refresh_token })
  for (const { token } of [two, bobs]) t.equal(await statusOf(app, token), 200)
  t.equal(readRows(app, 'select * from authtoken_token').length, 1)
})

t.test('one that is no good ends nothing, and is told the same', async t => {
  const told: unknown[] = []
  const { app } = await createRotatingApp(t, { onUserLoggedOut: user => void told.push(user.username) })
  const { refresh_token: refreshToken } = await logInPair(app)
  t.match(await post(app, url, { refresh_token: 'garbage' }), loggedOut)
  t.equal(endOfSession(app), null)
  for (let i = 0; i < 2; i++) t.match(await post(app, url, { refresh_token: refreshToken }), loggedOut)
  t.same(told, ['alice'], 'and the host hears of one logout')
  t.equal(readRows(app, "select * from rest_auth_event where event = 'logout'").length, 1)
})

t.test('a token and a refresh token end both of their sessions', async t => {
  const told: unknown[] = []
  const { app } = await createRotatingApp(t, { onUserLoggedOut: user => void told.push(user.username) })
  const [one, two] = [await logInPair(app), await logInPair(app)]
  t.match(await as(app, one.token)('POST', url, { refresh_token: two.refresh_token }), loggedOut)
  for (const { token } of [one, two]) t.equal(await statusOf(app, token), 401)
  t.same(told, ['alice'])
  t.same(readRows(app, "select event from rest_auth_event where event = 'logout'").length, 2)
})

t.test('its own of the same session is one logout', async t => {
  const { app } = await createRotatingApp(t)
  const { token, refresh_token: refreshToken } = await logInPair(app)
  t.match(await as(app, token)('POST', url, { refresh_token: refreshToken }), loggedOut)
  t.same(readRows(app, "select event from rest_auth_event where event = 'logout'").length, 1)
})

t.test('what is no text is refused', async t => {
  const { app } = await createRotatingApp(t)
  t.match(await post(app, url, { refresh_token: ['x'] }), {
    status: 400,
    body: { refresh_token: ['Not a valid string.'] }
  })
})

t.test('where tokens slide, the field is passed over', async t => {
  const { app } = await createMailingApp(t)
  await post(app, '/rest-auth/login/', { username: 'alice', password })
  t.match(await post(app, url, { refresh_token: ['x'] }), loggedOut)
  t.equal(endOfSession(app), null)
})
