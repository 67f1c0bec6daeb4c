// OLD_PASSWORD_FIELD_ENABLED
import type { FastifyInstance } from 'fastify'
import t, { type Test } from 'tap'
import { bobsPassword, obtain, password, post, readRows } from '../../../helper.ts'
import { as, createMailingApp, korean, submit, told } from '../../../mailing-app.ts'
import { writeRows } from '../../../outside.ts'

const url = '/rest-auth/password/change/'
const passphrase = 'a brand new passphrase'
const twice = (password: string) => ({ new_password1: password, new_password2: password })
const saved = { detail: 'New password has been saved.' }
const required = ['This field is required.']
const invalid = ['Invalid password']

async function logIn(t: Test, username = 'alice', secret = password) {
  const { app } = await createMailingApp(t, { oldPasswordFieldEnabled: true })
  const token = await obtain(app, username, secret)
  const change = (payload: object, headers?: Record<string, string>) => as(app, token)('POST', url, payload, headers)
  return { app, token, change }
}

const hashes = (app: FastifyInstance) => readRows(app, 'select id, password from auth_user order by id')

t.test('who knows the old password changes it', async t => {
  const { app, change } = await logIn(t)
  t.same(await told(change({ old_password: password, ...twice(passphrase) })), { status: 200, body: saved })
  t.match(await post(app, '/api-jwt-auth/', { username: 'alice', password: passphrase }), { status: 200 })
  t.match(await post(app, '/api-jwt-auth/', { username: 'alice', password }), { status: 400 })
})

t.test('an HTML form gives the old password as well', async t => {
  const { app, token } = await logIn(t)
  const authorization = `JWT ${token}`
  t.same(await submit(app, url, { old_password: password, ...twice(passphrase) }, { authorization }), {
    status: 200,
    body: saved
  })
  t.same(await submit(app, url, { old_password: password, ...twice(passphrase) }, { authorization }), {
    status: 400,
    body: { old_password: invalid }
  })
})

t.test('what will not do is told by field, in their order, and changes nothing', async t => {
  const { app, change } = await logIn(t)
  const before = hashes(app)
  const good = twice(passphrase)
  const cases: [what: string, payload: object, answer: object][] = [
    ['nothing', {}, { old_password: required, new_password1: required, new_password2: required }],
    ['no old password', good, { old_password: required }],
    ['a blank one', { old_password: ' ', ...good }, { old_password: ['This field may not be blank.'] }],
    ['null', { old_password: null, ...good }, { old_password: ['This field may not be null.'] }],
    [
      'a long one',
      { old_password: 'x'.repeat(129), ...good },
      { old_password: ['Ensure this field has no more than 128 characters.'] }
    ],
    ['a wrong one', { old_password: 'wrong password', ...good }, { old_password: invalid }],
    ["another user's", { old_password: bobsPassword, ...good }, { old_password: invalid }],
    [
      'a wrong one without new ones',
      { old_password: 'wrong password' },
      { old_password: invalid, new_password1: required, new_password2: required }
    ],
    [
      'a wrong one with half a new one',
      { new_password2: '', new_password1: passphrase, old_password: 'wrong password' },
      { old_password: invalid, new_password2: ['This field may not be blank.'] }
    ],
    [
      'a wrong one with a weak new one, which is told to who knows it',
      { old_password: 'wrong password', ...twice('alice@example.com') },
      { old_password: invalid }
    ],
    [
      'the right one without new ones',
      { old_password: password },
      { new_password1: required, new_password2: required }
    ],
    [
      'the right one with a weak new one',
      { old_password: password, ...twice('alice@example.com') },
      { new_password2: ['The password is too similar to the email address.'] }
    ],
    [
      'the right one with two that differ',
      { old_password: password, new_password1: passphrase, new_password2: 'another passphrase' },
      { new_password2: ['The two password fields didn’t match.'] }
    ]
  ]
  for (const [what, payload, answer] of cases) {
    t.test(what, async t => {
      const { status, body } = await change(payload)
      t.equal(status, 400)
      t.equal(JSON.stringify(body), JSON.stringify(answer))
      t.same(hashes(app), before)
    })
  }
})

t.test('who has no password knows no old one', async t => {
  const { app } = await createMailingApp(t, { oldPasswordFieldEnabled: true })
  const jiyun = as(app, await app.jwtAuth.issue({ id: 6 }))
  const before = hashes(app)
  const marker = String(before.find(({ id }) => id === 6)?.password)
  for (const old_password of [marker, '!', 'x']) {
    t.same(await told(jiyun('POST', url, { old_password, ...twice(passphrase) })), {
      status: 400,
      body: { old_password: invalid }
    })
  }
  t.same(hashes(app), before)
})

t.test('a user whose stored hash is empty or unreadable knows none either', async t => {
  const { app, change } = await logIn(t)
  for (const stored of ['', 'md5$salt$0', 'argon2$nonsense']) {
    writeRows(app, 'update auth_user set password = ? where id = 1', stored)
    const { status, body } = await change({ old_password: 'x', ...twice(passphrase) })
    t.equal(status, 400, stored)
    t.same(body, { old_password: invalid }, stored)
    t.same(hashes(app)[0]?.password, stored)
  }
})

t.test('where the old password is not asked for, a wrong one is not looked at', async t => {
  const { app } = await createMailingApp(t)
  const alice = as(app, await obtain(app))
  t.same(await told(alice('POST', url, { old_password: 'wrong password', ...twice(passphrase) })), {
    status: 200,
    body: saved
  })
})

t.test('in Korean for who asks for it', async t => {
  const { change } = await logIn(t)
  t.same((await change({ old_password: 'wrong password', new_password1: passphrase }, korean)).body, {
    old_password: ['비밀번호가 올바르지 않습니다.'],
    new_password2: ['필수 입력 항목입니다.']
  })
})
