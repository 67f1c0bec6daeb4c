import type { FastifyInstance } from 'fastify'
import t, { type Test } from 'tap'
import type { SuiteOptions } from '../../../../../app.ts'
import { bobsPassword, createApp, obtain, password, post, readRows } from '../../../../helper.ts'
import { as, createMailingApp, korean, resetLinkIn, submit, told } from '../../../../mailing-app.ts'
import { loginTime, signToken, writeRows } from '../../../../outside.ts'

const url = '/rest-auth/password/reset/confirm/'
const passphrase = 'another fine passphrase'
const twice = (password: string) => ({ new_password1: password, new_password2: password })
const done = { detail: 'Password has been reset with the new password.' }
const required = ['This field is required.']
const invalid = ['Invalid value']

/** A server, and what the link in bob's mail carries. */
async function askForReset(t: Test, options: SuiteOptions = {}, email = 'bob@example.com') {
  const mailing = await createMailingApp(t, options)
  await post(mailing.app, '/rest-auth/password/reset/', { email })
  const [mail] = await mailing.mails()
  if (mail === undefined) throw new Error(`no mail to ${email}`)
  return { ...mailing, link: resetLinkIn(mail) }
}

const hashes = (app: FastifyInstance) => readRows(app, 'select id, password from auth_user order by id')

t.test('the link of the mail sets a new password', async t => {
  const { app, link } = await askForReset(t)
  const others = hashes(app).filter(({ id }) => id !== 2)
  const { status, body, headers } = await post(app, url, { ...link, ...twice(passphrase) })
  t.equal(status, 200)
  t.same(body, done)
  t.equal(headers.vary, 'Accept-Language')
  t.equal(headers['cache-control'], 'no-store')
  t.match(await post(app, '/api-jwt-auth/', { username: 'bob', password: passphrase }), { status: 200 })
  t.match(await post(app, '/api-jwt-auth/', { username: 'bob', password: bobsPassword }), { status: 400 })
  t.same(
    hashes(app).filter(({ id }) => id !== 2),
    others
  )
})

t.test('so does an HTML form', async t => {
  const { app, link } = await askForReset(t)
  t.same(await submit(app, url, { ...link, ...twice(passphrase) }), { status: 200, body: done })
  t.match(await post(app, '/api-jwt-auth/', { username: 'bob', password: passphrase }), { status: 200 })
})

t.test('nobody is logged in by it', async t => {
  const { app, link } = await askForReset(t, { jwtAuthCookie: 'jwt' })
  const { headers } = await post(app, url, { ...link, ...twice(passphrase) })
  t.equal(headers['set-cookie'], undefined)
  t.same(readRows(app, "select * from rest_auth_session where method <> 'end of all'"), [])
  t.same(readRows(app, 'select last_login from auth_user where id = 2'), [{ last_login: '2026-11-23 13:54:43.741166' }])
})

t.test('all logins of the user end, those at Django and the key as well, and nobody else’s', async t => {
  const { app, clock, mails } = await createMailingApp(t)
  const tokens = [await obtain(app), await obtain(app)]
  const django = signToken({ user_id: 1, username: 'alice', exp: loginTime + 300, orig_iat: loginTime - 60 })
  const bobs = await obtain(app, 'bob', bobsPassword)
  const key = '8df73dafbde4c669dc37a9ea7620434515b2cc43'
  clock.seconds += 10
  await post(app, '/rest-auth/password/reset/', { email: 'alice@example.com' })
  const [mail] = await mails()
  t.match(await as(app, key, 'Token')('GET', '/whoami'), { status: 200 })
  await post(app, url, { ...(mail && resetLinkIn(mail)), ...twice(passphrase) })
  for (const token of [...tokens, django]) {
    t.same(await told(as(app, token)('GET', '/whoami')), { status: 401, body: { detail: 'Session has ended.' } })
    t.match(await post(app, '/api-jwt-auth/refresh/', { token }), { status: 400 })
  }
  t.same(await told(as(app, key, 'Token')('GET', '/whoami')), { status: 401, body: { detail: 'Invalid token.' } })
  t.same(readRows(app, 'select * from authtoken_token'), [])
  t.match(await as(app, bobs)('GET', '/whoami'), { status: 200 })
})

t.test('addresses that wait for their confirmation are dropped, and no others', async t => {
  const { app, link } = await askForReset(t)
  writeRows(app, "insert into account_emailaddress values (90, 0, 0, 2, 'pending@example.com')")
  writeRows(app, "insert into account_emailaddress values (91, 1, 0, 2, 'second@example.com')")
  t.match(await post(app, url, { ...link, ...twice(passphrase) }), { status: 200 })
  t.same(readRows(app, 'select id from account_emailaddress where user_id = 2 order by id'), [{ id: 2 }, { id: 91 }])
})

t.test('the user is told by mail', async t => {
  const { app, link, mails } = await askForReset(t)
  await post(app, url, { ...link, ...twice(passphrase) })
  const [, notice, ...rest] = await mails()
  t.match(notice, { to: 'bob@example.com', subject: '[example.com] Your password was changed' })
  t.same(rest, [])
})

t.test('what will not do is told by field, and the link works afterwards', async t => {
  const { app, link } = await askForReset(t)
  const before = hashes(app)
  const good = { ...link, ...twice(passphrase) }
  const cases: [what: string, payload: object, answer: object][] = [
    ['nothing', {}, { new_password1: required, new_password2: required, uid: required, token: required }],
    ['a uid that is none', { ...good, uid: '!!' }, { uid: invalid }],
    ['a uid of nobody', { ...good, uid: 'OTk5OTk' }, { uid: invalid }],
    ['a uid that is not in base64', { ...good, uid: '2' }, { uid: invalid }],
    ['a uid of a negative number', { ...good, uid: 'LTI' }, { uid: invalid }],
    ['a long uid', { ...good, uid: 'M'.repeat(10_000) }, { uid: invalid }],
    ['a disabled user', { ...good, uid: 'Mw' }, { uid: invalid }],
    ['another user', { ...good, uid: 'MQ' }, { token: invalid }],
    ['a token that is none', { ...good, token: 'abc-def' }, { token: invalid }],
    ['a long token', { ...good, token: 'a'.repeat(10_000) }, { token: invalid }],
    [
      'a token with a digit changed',
      { ...good, token: link.token.replace(/.$/, d => (d === '0' ? '1' : '0')) },
      {
        token: invalid
      }
    ],
    ['a token with more after it', { ...good, token: `${link.token}0` }, { token: invalid }],
    [
      'a token of a later time',
      { ...good, token: link.token.replace(/.-/, d => (d === 'z-' ? 'a-' : 'z-')) },
      {
        token: invalid
      }
    ],
    ['a token in capitals', { ...good, token: link.token.toUpperCase() }, { token: invalid }],
    ['a blank token', { ...good, token: '' }, { token: ['This field may not be blank.'] }],
    ['a list for a token', { ...good, token: [link.token] }, { token: ['Not a valid string.'] }],
    [
      'two that differ',
      { ...link, new_password1: 'abcdef-ghijkl-1', new_password2: 'abcdef-ghijkl-2' },
      { new_password2: ['The two password fields didn’t match.'] }
    ],
    [
      'a weak one',
      { ...link, ...twice('1234') },
      {
        new_password2: [
          'This password is too short. It must contain at least 8 characters.',
          'This password is too common.',
          'This password is entirely numeric.'
        ]
      }
    ],
    [
      "the user's own address",
      { ...link, ...twice('bob@example.com') },
      { new_password2: ['The password is too similar to the email address.'] }
    ]
  ]
  for (const [what, payload, answer] of cases) {
    await t.test(what, async t => {
      const { status, body } = await post(app, url, payload)
      t.equal(status, 400)
      t.equal(JSON.stringify(body), JSON.stringify(answer))
      t.same(hashes(app), before)
    })
  }
  t.same(await told(post(app, url, good)), { status: 200, body: done })
})

t.test('with a dead link the validators tell nothing of the user', async t => {
  const { app, link } = await askForReset(t)
  for (const weak of ['bob@example.com', '길동길동길동', '1234']) {
    t.same(await told(post(app, url, { ...link, token: 'abc-def', ...twice(weak) })), {
      status: 400,
      body: { token: invalid }
    })
    t.same(await told(post(app, url, { ...link, uid: 'OTk5OTk', ...twice(weak) })), {
      status: 400,
      body: { uid: invalid }
    })
  }
  const differing = { new_password1: passphrase, new_password2: password }
  t.same(await told(post(app, url, { ...link, token: 'abc-def', ...differing })), {
    status: 400,
    body: { token: invalid }
  })
})

t.test('in Korean for who asks for it, the mail as well', async t => {
  const { app, link, mails } = await askForReset(t)
  const say = async (payload: object) => (await post(app, url, payload, korean)).body
  t.same(await say({ ...link, uid: '!!', ...twice(passphrase) }), { uid: ['올바르지 않은 값입니다.'] })
  t.same(await say({ ...link, token: 'abc-def', ...twice(passphrase) }), { token: ['올바르지 않은 값입니다.'] })
  t.same(await say({ ...link, ...twice('bob@example.com') }), {
    new_password2: ['비밀번호가 이메일 주소와 너무 비슷합니다.']
  })
  t.same(await say({ ...link, ...twice(passphrase) }), { detail: '비밀번호가 새 비밀번호로 변경되었습니다.' })
  t.equal((await mails()).at(-1)?.subject, '[example.com] 비밀번호가 변경되었습니다')
})

t.test('confirming is POST alone', async t => {
  const app = await createApp(t)
  const response = await app.inject(url)
  t.equal(response.statusCode, 405)
  t.equal(response.headers.allow, 'POST, OPTIONS')
  t.same(response.json(), { detail: 'Method "GET" not allowed.' })
})
