import { join } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import type { FastifyRequest } from 'fastify'
import t, { type Test } from 'tap'
import type { AuthenticatedUser } from '../../accounts/authenticate.ts'
import type { SuiteOptions } from '../../app.ts'
import type { AccountHooks } from '../../index.ts'
import { createKakaoApp, djangoDatabase, obtain, password, post, readRows } from '../helper.ts'
import { connectUrl, url as kakaoUrl } from '../kakao-login.ts'
import { as, emailKeyIn, resetLinkIn, submit } from '../mailing-app.ts'
import { readMails } from '../mails.ts'

const passphrase = 'a lovely passphrase'
const passwords = { password1: passphrase, password2: passphrase }
const newPasswords = { new_password1: passphrase, new_password2: passphrase }
const credentials = { username: 'alice', password }
const registrationUrl = '/rest-auth/registration/'

/** A server on Django's database, with hooks, Kakao's stand-in and the mails that were sent. */
async function createHooked(t: Test, options: SuiteOptions) {
  const databaseUrl = djangoDatabase(t)
  const folder = join(t.testdirName, 'mails')
  const { app } = await createKakaoApp(t, { databaseUrl, emailUrl: `file:${folder}`, ...options })
  return { app, mails: () => readMails(folder) }
}

/** What a host has been told: by which hook, of whom, and what else; it is noted some time after the call. */
function createNotes() {
  const notes: [hook: string, user: AuthenticatedUser, url: string, ...more: unknown[]][] = []
  const note =
    (hook: string) =>
    async (user: AuthenticatedUser, { url }: FastifyRequest, ...more: unknown[]) => {
      await setImmediate() // an answer that does not wait for the hook finds nothing noted
      notes.push([hook, user, url, ...more])
    }
  const hooks: AccountHooks = {
    onUserRegistered: note('registered'),
    onUserLoggedIn: note('logged in'),
    onUserLoggedOut: note('logged out'),
    onPasswordChanged: note('password changed'),
    onEmailConfirmed: note('email confirmed')
  }
  /** What was noted since it was last asked, with the username of each. */
  const take = () => notes.splice(0).map(([hook, { username }, ...rest]) => [hook, username, ...rest])
  return { notes, hooks, take }
}

t.test('a host is told, before the answer, what has happened to an account', async t => {
  const { notes, hooks, take } = createNotes()
  const { app, mails } = await createHooked(t, hooks)
  const users: AuthenticatedUser[] = []
  const takeAll = () => {
    users.push(...notes.map(([, user]) => user))
    return take()
  }

  t.test('obtain is a login', async t => {
    await obtain(app)
    t.same(takeAll(), [['logged in', 'alice', '/api-jwt-auth/']])
  })

  t.test('login is one', async t => {
    t.match(await post(app, '/rest-auth/login/', credentials), { status: 200 })
    t.same(takeAll(), [['logged in', 'alice', '/rest-auth/login/']])
  })

  t.test('registration is one after it has been a registration', async t => {
    const fields = { username: 'newbie', email: 'newbie@example.com', nickname: ['New', 1] }
    t.match(await post(app, registrationUrl, { ...fields, ...passwords }), { status: 201 })
    t.same(takeAll(), [
      ['registered', 'newbie', registrationUrl, fields],
      ['logged in', 'newbie', registrationUrl]
    ])
  })

  t.test('by a form, too', async t => {
    t.match(await submit(app, registrationUrl, { username: 'another', nickname: 'New', ...passwords }), { status: 201 })
    t.same(takeAll()[0], ['registered', 'another', registrationUrl, { username: 'another', nickname: 'New' }])
  })

  t.test('the first social login is a registration, without fields; the next is a login', async t => {
    await post(app, kakaoUrl, { access_token: 'tok-n1' })
    t.same(takeAll(), [
      ['registered', '사람1', kakaoUrl, {}],
      ['logged in', '사람1', kakaoUrl]
    ])
    await post(app, kakaoUrl, { access_token: 'tok-n1' })
    t.same(takeAll(), [['logged in', '사람1', kakaoUrl]])
  })

  t.test('connecting a social account is a login', async t => {
    const token = await obtain(app)
    takeAll()
    await as(app, token)('POST', connectUrl, { access_token: 'tok-n2' })
    t.same(takeAll(), [['logged in', 'alice', connectUrl]])
  })

  t.test('the address of a registration is confirmed by its key', async t => {
    const mail = (await mails()).find(({ to }) => to === 'newbie@example.com')
    if (mail === undefined) return t.fail('a link was sent')
    const url = '/rest-auth/registration/verify-email/'
    t.match(await post(app, url, { key: emailKeyIn(mail) }), { status: 200 })
    t.same(takeAll(), [['email confirmed', 'newbie', url, 'newbie@example.com']])
  })

  t.test('a password is changed', async t => {
    const token = await obtain(app)
    takeAll()
    t.match(await as(app, token)('POST', '/rest-auth/password/change/', newPasswords), { status: 200 })
    t.same(takeAll(), [['password changed', 'alice', '/rest-auth/password/change/']])
  })

  t.test('a password is reset', async t => {
    await post(app, '/rest-auth/password/reset/', { email: 'bob@example.com' })
    const mail = (await mails()).find(({ to }) => to === 'bob@example.com')
    if (mail === undefined) return t.fail('a link was sent')
    const url = '/rest-auth/password/reset/confirm/'
    t.match(await post(app, url, { ...resetLinkIn(mail), ...newPasswords }), { status: 200 })
    t.same(takeAll(), [['password changed', 'bob', url]])
  })

  t.test('a user logs out, by a token or a key', async t => {
    const token = await obtain(app, 'bob', passphrase)
    takeAll()
    await as(app, token)('POST', '/rest-auth/logout/')
    t.same(takeAll(), [['logged out', 'bob', '/rest-auth/logout/']])
    await app.database.transaction(({ tokens }) =>
      tokens.getOrInsert({ key: '0'.repeat(40), userId: 2, created: new Date() })
    )
    await as(app, '0'.repeat(40), 'Token')('POST', '/rest-auth/logout/')
    t.same(takeAll(), [['logged out', 'bob', '/rest-auth/logout/']])
  })

  t.test('what is refused, or nobody’s, is not told', async t => {
    for (const [url, payload] of [
      ['/rest-auth/login/', { username: 'alice', password: 'wrong password' }],
      ['/api-jwt-auth/', { username: 'alice', password: 'wrong password' }],
      [registrationUrl, { username: 'bob', ...passwords }],
      [kakaoUrl, { access_token: 'tok-nobody' }],
      ['/rest-auth/registration/verify-email/', { key: 'garbage' }],
      ['/rest-auth/password/reset/confirm/', { uid: 'MQ', token: 'garbage', ...newPasswords }],
      ['/rest-auth/logout/', {}]
    ] as const) {
      await post(app, url, payload)
    }
    t.same(takeAll(), [])
  })

  t.test('nobody is told the hash of a password', async t => {
    t.ok(users.length > 10)
    t.same(
      users.filter(user => 'password' in user),
      []
    )
  })
})

t.test('a registration that waits for the address to be verified is no login', async t => {
  const { hooks, take } = createNotes()
  const { app } = await createHooked(t, { ...hooks, accountEmailVerification: 'mandatory' })
  const fields = { username: 'newbie', email: 'newbie@example.com' }
  t.match(await post(app, registrationUrl, { ...fields, ...passwords }), { status: 201 })
  t.same(take(), [['registered', 'newbie', registrationUrl, fields]])
})

t.test('with keys in place of tokens a host is told the same', async t => {
  const { hooks, take } = createNotes()
  const { app } = await createHooked(t, { ...hooks, restUseJwt: false })
  t.match(await post(app, '/rest-auth/login/', credentials), { status: 200 })
  t.match(await post(app, registrationUrl, { username: 'newbie', ...passwords }), { status: 201 })
  t.same(
    take().map(([hook]) => hook),
    ['logged in', 'registered', 'logged in']
  )
})

t.test('a hook finds what it is told of in the database', async t => {
  const found: unknown[] = []
  const { app } = await createHooked(t, {
    async onUserRegistered(user) {
      found.push(...readRows(app, 'select username from auth_user where id = ?', user.id))
    }
  })
  await post(app, registrationUrl, { username: 'newbie', ...passwords })
  t.same(found, [{ username: 'newbie' }])
})

t.test('a hook need not be asynchronous, and sees a user that has no password', async t => {
  const seen: unknown[] = []
  const { app } = await createHooked(t, {
    onUserLoggedIn(user, request) {
      // @ts-expect-error the hash of a password is nothing that a hook can ask for
      seen.push(user.password, user.isActive, request.method)
    }
  })
  await obtain(app)
  t.same(seen, [undefined, true, 'POST'])
})
