import t, { type Test } from 'tap'
import { message } from '../../core/messages.ts'
import { type AccountHooks, InvalidInput } from '../../index.ts'
import { post, readRows } from '../helper.ts'
import { createMailingApp, korean, submit } from '../mailing-app.ts'

const url = '/rest-auth/registration/'
const passphrase = 'a lovely passphrase'
const passwords = { password1: passphrase, password2: passphrase }
const registration = { username: 'newbie', email: 'newbie@example.com', ...passwords }

/** A server whose host looks at registrations, and how it answers one. */
async function createValidating(t: Test, validateRegistration: NonNullable<AccountHooks['validateRegistration']>) {
  const { app, mails } = await createMailingApp(t, { validateRegistration })
  const before = readRows(app, 'select * from auth_user')
  const register = async (fields: object = registration, headers: Record<string, string> = {}) => {
    const { status, body } = await post(app, url, fields, headers)
    return { status, body }
  }
  /** Whether nobody was registered, logged in or written to. */
  const isUntouched = async () =>
    (await mails()).length === 0 &&
    readRows(app, 'select * from rest_auth_session').length === 0 &&
    JSON.stringify(readRows(app, 'select * from auth_user')) === JSON.stringify(before)
  return { app, register, isUntouched }
}

t.test('messages by field are answered as they are, and nobody is registered', async t => {
  const errors = { nickname: ['Choose a nickname.', 'It may be short.'], age: 'How old are you?', username: [] }
  const { register, isUntouched } = await createValidating(t, async () => errors)
  const { status, body } = await register()
  t.equal(status, 400)
  t.same(body, { nickname: ['Choose a nickname.', 'It may be short.'], age: ['How old are you?'] })
  t.ok(await isUntouched())
})

t.test('no message lets a registration through', async t => {
  for (const [what, validate] of Object.entries({
    nothing: () => {},
    'nothing, later': async () => {},
    'no field': () => ({}),
    'a field without messages': () => ({ nickname: [] })
  } satisfies Record<string, AccountHooks['validateRegistration']>)) {
    t.test(what, async t => {
      const { register } = await createValidating(t, validate)
      t.match(await register(), { status: 201, body: { user: { username: 'newbie' } } })
    })
  }
})

t.test('an error is a message for the whole', async t => {
  for (const [what, thrown] of Object.entries({ 'an Error': new Error('We are full.'), 'a text': 'We are full.' })) {
    t.test(what, async t => {
      const { register, isUntouched } = await createValidating(t, async () => {
        throw thrown
      })
      t.same(await register(), { status: 400, body: { non_field_errors: ['We are full.'] } })
      t.ok(await isUntouched())
    })
  }

  t.test('thrown at once', async t => {
    const { register, isUntouched } = await createValidating(t, () => {
      throw new Error('We are full.')
    })
    t.same(await register(), { status: 400, body: { non_field_errors: ['We are full.'] } })
    t.ok(await isUntouched())
  })
})

t.test('what else it returns is no error of the server', async t => {
  const cases: [what: string, returned: unknown, body: object][] = [
    ['a text', 'We are full.', { non_field_errors: ['We are full.'] }],
    ['texts', ['We are full.', 'Go away.'], { non_field_errors: ['We are full.', 'Go away.'] }],
    ['texts in a list of a list', [['We are full.']], { non_field_errors: ['We are full.'] }],
    ['a number', 5, { non_field_errors: ['5'] }],
    ['false', false, { non_field_errors: ['false'] }],
    ['a big number', 5n, { non_field_errors: ['5'] }],
    ['a symbol', Symbol('full'), { non_field_errors: ['Symbol(full)'] }],
    ['a number for a field', { age: 5 }, { age: ['5'] }],
    ['numbers for a field', { age: [5, null] }, { age: ['5', 'null'] }],
    ['nothing for a field', { age: undefined }, { age: ['undefined'] }],
    ['a list of lists for a field', { age: [['old', ['older']]] }, { age: ['old,older'] }],
    ['an object for a field', { address: { city: 'Where?' } }, { address: ["{ city: 'Where?' }"] }],
    ['objects for a field', { address: [{ city: 'Where?' }] }, { address: ["{ city: 'Where?' }"] }],
    ['an error', new Error('We are full.'), { non_field_errors: ['We are full.'] }],
    [
      'an object without a prototype for a field',
      { age: Object.create(null) },
      { age: ['[Object: null prototype] {}'] }
    ],
    ['an object without a prototype', Object.assign(Object.create(null), { age: 'Old?' }), { age: ['Old?'] }]
  ]
  for (const [what, returned, body] of cases) {
    const hook = (() => returned) as NonNullable<AccountHooks['validateRegistration']> // as JavaScript may have it
    const { register, isUntouched } = await createValidating(t, hook)
    t.same(await register(), { status: 400, body }, what)
    t.ok(await isUntouched(), what)
  }
})

t.test('InvalidInput has its own fields, in texts or in our messages', async t => {
  const { register, isUntouched } = await createValidating(t, () => {
    throw new InvalidInput({ nickname: [message('required'), 'Choose one.'] })
  })
  t.same(await register(), { status: 400, body: { nickname: ['This field is required.', 'Choose one.'] } })
  const inKorean = await register(registration, korean)
  t.match(inKorean.body.nickname, [/[가-힣]/, 'Choose one.'])
  t.ok(await isUntouched())
})

t.test('the host sees what was sent, extra fields with it, without the passwords', async t => {
  const seen: unknown[] = []
  const { app, register } = await createValidating(t, (fields, request) => {
    seen.push(fields, request.url)
    return { nickname: 'Another one.' }
  })
  await register({ ...registration, nickname: { first: 1 }, terms: true, password: passphrase })
  t.same(seen.splice(0), [
    { username: 'newbie', email: 'newbie@example.com', nickname: { first: 1 }, terms: true },
    url
  ])
  await submit(app, url, { ...registration, terms: 'on' })
  t.same(seen, [{ username: 'newbie', email: 'newbie@example.com', terms: 'on' }, url])
})

t.test('of two values in a form it sees the one that counts', async t => {
  const seen: unknown[] = []
  const { app } = await createValidating(t, fields => {
    seen.push(fields)
  })
  const payload = `username=first&username=last&password1=${passphrase}&password2=${passphrase}&__proto__=x`
  const headers = { 'content-type': 'application/x-www-form-urlencoded' }
  const response = await app.inject({ method: 'POST', url, headers, payload })
  t.equal(response.json().user.username, 'last')
  t.same(Object.entries(seen[0] ?? {}), [
    ['username', 'last'],
    ['__proto__', 'x']
  ])
})

t.test('it is not asked before our own fields are in order', async t => {
  let asked = 0
  const { register } = await createValidating(t, () => {
    asked++
    return { nickname: 'Choose a nickname.' }
  })
  for (const fields of [{}, [], { ...registration, username: 'bob' }, { ...registration, email: 'nonsense' }]) {
    t.match(await register(fields), { status: 400, body: { nickname: undefined } })
  }
  t.equal(asked, 0)
})

t.test('what throws lets nobody in, even where it throws nothing', async t => {
  for (const thrown of [undefined, null, {}, [], { nickname: [] }, new Map()]) {
    const { register, isUntouched } = await createValidating(t, async () => {
      throw thrown
    })
    t.same(await register(), { status: 400, body: { non_field_errors: ['Malformed request.'] } })
    t.ok(await isUntouched())
  }
})
