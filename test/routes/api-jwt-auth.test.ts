import t from 'tap'
import { createApp, djangoDatabase, obtain, password, post, readRows } from '../helper.ts'

t.test('obtain answers a token and begins a session', async t => {
  const app = await createApp(t, { databaseUrl: djangoDatabase(t) })
  const { status, body } = await post(app, '/api-jwt-auth/', { username: 'alice', password }, { 'user-agent': 'tests' })
  t.equal(status, 200)
  t.same(Object.keys(body), ['token'])
  const [session] = readRows(app, 'select user_id, user_agent, ip_address, method, ended from rest_auth_session')
  t.same(session, { user_id: 1, user_agent: 'tests', ip_address: '127.0.0.1', method: 'password', ended: null })
})

t.test('refresh answers a new token of the same session and login', async t => {
  const app = await createApp(t, { databaseUrl: djangoDatabase(t) })
  const token = await obtain(app)
  const { status, body } = await post(app, '/api-jwt-auth/refresh/', { token })
  t.equal(status, 200)
  const [old, refreshed] = [token, body.token].map(text =>
    JSON.parse(Buffer.from(text.split('.')[1], 'base64url').toString())
  )
  t.not(body.token, token)
  t.equal(refreshed.sid, old.sid)
  t.equal(refreshed.orig_iat, old.orig_iat)
})
