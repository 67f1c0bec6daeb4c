// Whatever is secret and goes through the admin: it is in no log, no answer, no event and no mail.

import Fastify from 'fastify'
import t from 'tap'
import { suite } from '../app.ts'
import { openAdmin } from './admin-app.ts'
import { djangoDatabase, password, readRows, secretKey } from './helper.ts'
import { writeRows } from './outside.ts'

t.test('nothing secret that goes through the admin is in a log, an answer or the audit trail', async t => {
  const log: string[] = []
  const app = Fastify({ logger: { level: 'trace', stream: { write: line => log.push(line) } } })
  t.teardown(() => app.close())
  const databaseUrl = djangoDatabase(t)
  await app.register(suite, {
    secretKey,
    databaseUrl,
    rateLimit: false,
    socialSecretKey: `${'k'.repeat(20)}Q8vT2mLx0Rk5`
  })
  const providerToken = 'a-token-of-the-provider-1234567890'
  writeRows(
    app,
    'update socialaccount_socialtoken set token = ?, token_secret = ?',
    providerToken,
    `${providerToken}-2`
  )
  const admin = openAdmin(app)
  const answers: string[] = []
  const statuses: number[] = []
  const keep = ({ status, body }: { status: number; body: unknown }) => {
    statuses.push(status)
    answers.push(JSON.stringify(body ?? ''))
  }
  keep(await admin.logIn('admin', 'a wrong passphrase'))
  t.equal((await admin.logIn('admin')).status, 200)
  keep(await admin.post('session/confirm/', { password: 'another wrong passphrase' }))
  keep(await admin.post('users/', { username: 'newbie', password: 'a lovely passphrase' }))
  keep(await admin.post('users/1/password/', { password: 'a lovelier passphrase' }))
  keep(await admin.post('users/1/password/', { password: 'short1' }))
  const clientSecret = 'a-client-secret-of-ours'
  keep(await admin.patch('social-apps/1/', { secret: clientSecret }))
  keep(await admin.patch('social-apps/1/', { secret: `${clientSecret}-2`, sites: [99] }))
  t.same(statuses, [400, 400, 201, 204, 400, 200, 400])
  const lists = ['users', 'email-addresses', 'sites', 'social-apps', 'social-accounts', 'social-tokens', 'tokens']
  for (const name of [...lists, 'sessions', 'groups', 'events', 'providers', 'dashboard']) {
    const answer = await admin.get(`${name}/`)
    t.equal(answer.status, 200, name)
    keep(answer)
  }
  await app.mailer.flush()

  const keys = readRows(app, 'select key from authtoken_token').map(({ key }) => String(key))
  const hashes = readRows(app, 'select password from auth_user').map(row => String(row.password))
  const sealed = readRows(app, 'select secret from socialaccount_socialapp').map(({ secret }) => String(secret))
  const typed = [
    password,
    'a wrong passphrase',
    'another wrong passphrase',
    'a lovely passphrase',
    'a lovelier passphrase'
  ]
  const secrets = [
    ...[...typed, 'short1', clientSecret, providerToken, secretKey, 'Q8vT2mLx0Rk5'],
    ...[...admin.cookies.values(), admin.token.value, ...keys, ...hashes, ...sealed].filter(secret => secret !== '')
  ]
  t.ok(secrets.length > 20, `${secrets.length} secrets`)
  t.ok(log.length > 40, `${log.length} lines`)
  const events = readRows(app, 'select * from rest_auth_event').map(row => JSON.stringify(row))
  t.ok(events.length > 4, `${events.length} events`)
  const found = (texts: string[]) => secrets.filter(secret => texts.some(text => text.includes(secret)))
  t.same([found(log), found(answers), found(events)], [[], [], []])
  t.same(found([`${clientSecret}!`]), [clientSecret], 'and the search would have found one')
})
