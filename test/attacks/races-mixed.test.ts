import t from 'tap'
import { bobsPassword, createApp, djangoDatabase, obtain } from '../helper.ts'
import { signToken } from '../outside.ts'
import {
  checkIntegrity,
  createTwins,
  newPasswords,
  passphrase,
  passwords,
  type Race,
  registered,
  statuses,
  times
} from './twins.ts'

// Each server writes one transaction after the other, and waits for the other’s lock with its event loop free.
t.test('sixty writes of every kind at once, on two servers, all succeed', async t => {
  const { apps, race, rows } = await createTwins(t)
  const people = await Promise.all(times(30, i => registered(apps[0], `minsu${i}`, `minsu${i}@example.com`)))
  const token = (i: number) => String(people[i]?.token)
  const writes: Race[] = [
    ...times(10, i => ({
      url: '/rest-auth/registration/',
      payload: { username: `jiyun${i}`, email: `jiyun${i}@example.com`, ...passwords }
    })),
    ...times(8, i => ({ url: '/rest-auth/login/', payload: { username: `minsu${i}`, password: passphrase } })),
    ...times(6, i => ({ url: '/api-jwt-auth/', payload: { username: `minsu${i}`, password: passphrase } })),
    ...times(8, i => ({ url: '/api-jwt-auth/refresh/', payload: { token: token(i) } })),
    ...times(8, i => ({ url: '/accounts/rest-auth/kakao/', payload: { access_token: `tok-n${i}` } })),
    ...times(4, i => ({
      method: 'PATCH' as const,
      url: '/rest-auth/user/',
      payload: { first_name: `민수${i}` },
      token: token(i)
    })),
    ...times(4, i => ({
      url: '/rest-auth/emails/',
      payload: { email: `second${i}@example.com` },
      token: token(10 + i)
    })),
    ...times(4, i => ({ url: '/rest-auth/password/reset/', payload: { email: `minsu${i}@example.com` } })),
    ...times(4, i => ({
      url: '/rest-auth/password/change/',
      payload: newPasswords('another passphrase'),
      token: token(20 + i)
    })),
    ...times(4, i => ({ url: '/rest-auth/logout/', token: token(26 + i) }))
  ]
  t.equal(writes.length, 60)
  const answers = await race(writes)
  for (const [i, { status, body }] of answers.entries()) {
    t.ok(status >= 200 && status < 300, `${writes[i]?.url}: ${status} ${JSON.stringify(body)}`)
  }
  t.equal(rows('select id from auth_user').length, 30 + 10 + 8)
  t.equal(rows("select id from rest_auth_session where method <> 'end of all'").length, 30 + 10 + 8 + 6 + 8)
  checkIntegrity(t, apps[0].database.path)
})

t.test('two hundred writes of one user at once, on two servers, all succeed', async t => {
  const { apps, race } = await createTwins(t)
  const { token } = await registered(apps[0], 'minsu')
  const answers = await race(
    times(200, i => ({ method: 'PATCH' as const, url: '/rest-auth/user/', payload: { first_name: `${i}` }, token }))
  )
  t.same(statuses(answers), { 200: 200 })
  checkIntegrity(t, apps[0].database.path)
})

// CVE-2026-35039: tokens that held are remembered, each by all of its text.
t.test(
  'ten thousand requests by the tokens of two users, in turns and at once, are each answered to their own',
  async t => {
    for (const check of ['user', 'claims'] as const) {
      const app = await createApp(t, { databaseUrl: djangoDatabase(t), jwtAuthCheck: check })
      const [alices, bobs] = [await obtain(app), await obtain(app, 'bob', bobsPassword)]
      const exp = Math.floor(Date.now() / 1000) + 300
      const tokens: [id: number, token: string][] = [
        [1, alices],
        [2, bobs],
        // As alike as two tokens can be: of one header, and of payloads that differ by a digit.
        [1, signToken({ user_id: 1, username: 'alice', exp })],
        [2, signToken({ user_id: 2, username: 'bob', exp })]
      ]
      let swapped = 0
      for (let round = 0; round < 50; round++) {
        const asked = times(100, i => tokens[(i * 7 + round) % 4] ?? [0, ''])
        const answers = await Promise.all(
          asked.map(([, token]) => app.inject({ url: '/whoami', headers: { authorization: `JWT ${token}` } }))
        )
        for (const [i, answer] of answers.entries()) if (answer.json().id !== asked[i]?.[0]) swapped++
      }
      t.equal(swapped, 0, check)
      await app.close()
    }
  }
)
