import type { FastifyInstance } from 'fastify'
import t from 'tap'
import { createApp, djangoDatabase, obtain, post, readRows } from '../../helper.ts'
import { claimsOf, createClock, writeRows } from '../../outside.ts'

const url = '/rest-auth/registration/'
const passphrase = 'a lovely passphrase'
const passwords = { password1: passphrase, password2: passphrase }
const usernameTaken = { username: ['A user with that username already exists.'] }
const usernameInvalid = {
  username: ['Enter a valid username. This value may contain only letters, numbers, and @/./+/-/_ characters.']
}
const emailTaken = { email: ['A user is already registered with this e-mail address.'] }
const emailInvalid = { email: ['Enter a valid email address.'] }
const required = ['This field is required.']

/** How many rows a registration can add to. */
function countRows(app: FastifyInstance) {
  const counts = ['auth_user', 'account_emailaddress', 'rest_auth_session']
  return readRows(app, `select ${counts.map(table => `(select count(*) from ${table}) as ${table}`)}`)
}

t.test('registration answers 201 with a token and the user', async t => {
  const app = await createApp(t)
  const { status, body } = await post(app, url, { username: 'newbie', email: 'newbie@example.com', ...passwords })
  t.equal(status, 201)
  t.same(Object.keys(body), ['token', 'user'])
  t.same(body.user, { pk: 1, username: 'newbie', email: 'newbie@example.com', first_name: '', last_name: '' })
  t.match(claimsOf(body.token), { user_id: 1, username: 'newbie', email: 'newbie@example.com' })
})

t.test('registration writes the user, an unverified primary e-mail address and a session', async t => {
  const app = await createApp(t, { now: createClock().now })
  const headers = { 'user-agent': 'tests' }
  const { body } = await post(app, url, { username: 'newbie', email: 'Newbie@example.com', ...passwords }, headers)
  const [user] = readRows(app, 'select * from auth_user')
  t.match(user?.password, /^argon2\$argon2id\$v=19\$m=19456,t=2,p=1\$/)
  t.same(user, {
    id: 1,
    password: user?.password,
    last_login: '2026-11-23 18:53:20',
    is_superuser: 0,
    username: 'newbie',
    last_name: '',
    email: 'Newbie@example.com',
    is_staff: 0,
    is_active: 1,
    date_joined: '2026-11-23 18:53:20',
    first_name: ''
  })
  t.same(readRows(app, 'select user_id, email, verified, "primary" from account_emailaddress'), [
    { user_id: 1, email: 'Newbie@example.com', verified: 0, primary: 1 }
  ])
  t.same(readRows(app, 'select * from rest_auth_session'), [
    {
      id: claimsOf(body.token).sid,
      user_id: 1,
      created: '2026-11-23 18:53:20',
      last_used: '2026-11-23 18:53:20',
      expires: '2026-11-30 18:53:20',
      ended: null,
      user_agent: 'tests',
      ip_address: '127.0.0.1',
      method: 'registration'
    }
  ])
})

t.test('who registered can log in, and their token opens a protected route', async t => {
  const app = await createApp(t)
  const { token } = (await post(app, url, { username: 'newbie', ...passwords })).body
  const response = await app.inject({ url: '/whoami', headers: { authorization: `JWT ${token}` } })
  t.equal(response.statusCode, 200)
  t.equal(claimsOf(await obtain(app, 'newbie', passphrase)).user_id, 1)
})

t.test('an e-mail address need not be given', async t => {
  const app = await createApp(t)
  const { status, body } = await post(app, url, { username: 'noemail', ...passwords })
  t.equal(status, 201)
  t.equal(body.user.email, '')
  t.same(readRows(app, 'select * from account_emailaddress'), [])
})

t.test("two without an e-mail address are not in each other's way", async t => {
  const app = await createApp(t)
  for (const username of ['one', 'two']) t.match(await post(app, url, { username, ...passwords }), { status: 201 })
})

t.test('registration takes an HTML form', async t => {
  const app = await createApp(t)
  const submit = (fields: Record<string, string>) =>
    app.inject({
      method: 'POST',
      url,
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      payload: new URLSearchParams(fields).toString()
    })

  t.test('with an e-mail address', async t => {
    const response = await submit({ username: 'formuser', email: 'form@example.com', ...passwords })
    t.equal(response.statusCode, 201)
    t.equal(response.json().user.email, 'form@example.com')
  })

  t.test('in which an empty e-mail address is none', async t => {
    const response = await submit({ username: 'another', email: '', ...passwords })
    t.equal(response.statusCode, 201)
    t.equal(response.json().user.email, '')
  })

  t.test('in which the last of two values counts', async t => {
    const payload = `username=first&username=last&password1=${passphrase}&password2=${passphrase}`
    const headers = { 'content-type': 'application/x-www-form-urlencoded' }
    const response = await app.inject({ method: 'POST', url, headers, payload })
    t.equal(response.json().user.username, 'last')
  })
})

t.test('nobody makes themselves a member of the staff', async t => {
  const app = await createApp(t)
  const rights = {
    is_staff: true,
    is_superuser: true,
    is_active: false,
    id: 99,
    pk: 99,
    verified: true,
    last_login: null
  }
  const { status, body } = await post(app, url, { username: 'sneaky', email: 's@example.com', ...passwords, ...rights })
  t.equal(status, 201)
  t.equal(body.user.pk, 1)
  t.same(readRows(app, 'select id, is_staff, is_superuser, is_active from auth_user'), [
    { id: 1, is_staff: 0, is_superuser: 0, is_active: 1 }
  ])
  t.same(readRows(app, 'select verified from account_emailaddress'), [{ verified: 0 }])
})

t.test('a registration is refused, and nothing is written', async t => {
  const app = await createApp(t, { databaseUrl: djangoDatabase(t) })
  const good = { username: 'newbie', email: 'newbie@example.com', ...passwords }
  const weak = { password1: '12345', password2: '12345' }
  const cases: [what: string, payload: object, answer: object][] = [
    ['without anything', {}, { username: required, password1: required, password2: required }],
    [
      'with all fields wrong, in the order of the fields',
      { password2: '', password1: '12345', email: 'nonsense', username: 'a b!' },
      {
        ...usernameInvalid,
        ...emailInvalid,
        password1: [
          'This password is too short. It must contain at least 8 characters.',
          'This password is too common.',
          'This password is entirely numeric.'
        ],
        password2: ['This field may not be blank.']
      }
    ],
    [
      'with a taken name, a taken address and a weak password at once',
      { ...good, username: 'alice', email: 'bob@example.com', ...weak },
      {
        ...usernameTaken,
        ...emailTaken,
        password1: [
          'This password is too short. It must contain at least 8 characters.',
          'This password is too common.',
          'This password is entirely numeric.'
        ]
      }
    ],
    [
      'when the passwords differ',
      { ...good, password2: 'another passphrase' },
      { non_field_errors: ["The two password fields didn't match."] }
    ],
    ['without the second password', { username: 'newbie', password1: passphrase }, { password2: required }],
    ['when the name is taken', { ...good, username: 'alice' }, usernameTaken],
    ['when the name is taken in another case', { ...good, username: 'AliCE' }, usernameTaken],
    ['when the name is taken in another form', { ...good, username: 'ａｌｉｃｅ' }, usernameTaken],
    ["when the name is a disabled user's", { ...good, username: 'gone' }, usernameTaken],
    ['when the address is taken', { ...good, email: 'alice@example.com' }, emailTaken],
    ['when the address is taken in another case', { ...good, email: 'ALICE@Example.Com' }, emailTaken],
    ["when the address is a user's alone", { ...good, email: 'admin@example.com' }, emailTaken],
    ['when the name is blank', { ...good, username: ' ' }, { username: ['This field may not be blank.'] }],
    ['when the name is null', { ...good, username: null }, { username: ['This field may not be null.'] }],
    ['when the name is a list', { ...good, username: ['newbie'] }, { username: ['Not a valid string.'] }],
    ['when the address is blank', { ...good, email: '' }, { email: ['This field may not be blank.'] }],
    ['when the address is two', { ...good, email: 'a@example.com,b@example.com' }, emailInvalid],
    ['when the address has a wide @', { ...good, email: 'a＠example.com' }, emailInvalid],
    [
      'when the address is too long',
      { ...good, email: `${'a'.repeat(250)}@example.com` },
      { email: ['Ensure this field has no more than 254 characters.'] }
    ],
    [
      'when the name is too long',
      { ...good, username: 'a'.repeat(151) },
      { username: ['Ensure this field has no more than 150 characters.'] }
    ],
    [
      'when its normal form is too long',
      { ...good, username: 'ﷺ'.repeat(150) },
      { username: ['Ensure this field has no more than 150 characters.'] }
    ],
    [
      'when the password resembles the name',
      { username: 'similaruser', password1: 'similaruser1', password2: 'similaruser1' },
      { password1: ['The password is too similar to the username.'] }
    ],
    [
      'when the password resembles the address',
      { ...good, email: 'wonderland@example.com', password1: 'wonderland1', password2: 'wonderland1' },
      { password1: ['The password is too similar to the email address.'] }
    ],
    [
      'when a password is a number too short',
      { username: 'newbie', password1: 1234, password2: 1234 },
      {
        password1: [
          'This password is too short. It must contain at least 8 characters.',
          'This password is too common.',
          'This password is entirely numeric.'
        ]
      }
    ],
    [
      'when the name has a control character',
      { ...good, username: 'new\u0007bie' },
      { username: ['Control characters are not allowed: U+0007.'] }
    ],
    ['when the name has a NUL', { ...good, username: 'new\0bie' }, { username: ['Null characters are not allowed.'] }],
    [
      'when a password has a NUL',
      { ...good, password1: `${passphrase}\0`, password2: passphrase },
      { password1: ['Null characters are not allowed.'] }
    ],
    [
      'when the name has half a character',
      { ...good, username: 'new\ud800bie' },
      { username: ['Surrogate characters are not allowed: U+D800.'] }
    ]
  ]
  const before = countRows(app)
  for (const [what, payload, answer] of cases) {
    t.test(what, async t => {
      const response = await app.inject({ method: 'POST', url, payload })
      t.equal(response.statusCode, 400)
      t.equal(response.body, JSON.stringify(answer))
      t.same(countRows(app), before)
    })
  }
})

t.test('a name that shows nothing, or hides something, is refused', async t => {
  const app = await createApp(t)
  for (const [what, username] of Object.entries({
    'the Hangul filler': '\u3164',
    'a name with the Hangul filler': 'ali\u3164ce',
    'a Hangul syllable filler': '\u115f',
    'a zero width space': 'ali\u200bce',
    'a zero width joiner': 'ali\u200dce',
    'a right-to-left override': 'ali\u202ece',
    'a soft hyphen': 'ali\u00adce',
    'a variation selector': 'alice\ufe0f',
    'a tag': 'alice\u{e0041}',
    'a space': 'ali ce',
    'a no-break space': 'ali\u00a0ce',
    'a slash': 'ali/ce',
    'a picture': 'alice🐰'
  })) {
    const { status, body } = await post(app, url, { username, ...passwords })
    t.equal(status, 400, what)
    t.same(body, usernameInvalid, what)
  }
  t.same(readRows(app, 'select * from auth_user'), [])
})

t.test('letters of any script, digits and @ . + - _ make a name', async t => {
  const app = await createApp(t)
  for (const username of ['a.b+c@d-e_f', '홍길동', 'Ångström', '山田太郎', 'Ⅷ', '123', 'root', 'a'.repeat(150)]) {
    const { status } = await post(app, url, { username, ...passwords })
    t.equal(status, 201, username)
  }
})

t.test('a name is kept in its normal form', async t => {
  const app = await createApp(t)
  const { body } = await post(app, url, { username: 'ﬁｎ', ...passwords })
  t.equal(body.user.username, 'fin')
  t.same(readRows(app, 'select username from auth_user'), [{ username: 'fin' }])
  t.equal(claimsOf(body.token).username, 'fin')
})

t.test('a name of letters beyond ASCII is taken in any case too', async t => {
  const app = await createApp(t)
  t.match(await post(app, url, { username: 'Ångström', ...passwords }), { status: 201 })
  t.match(await post(app, url, { username: 'åNGSTRÖM', ...passwords }), { status: 400, body: usernameTaken })
})

t.test('an underscore in a name stands for itself', async t => {
  const app = await createApp(t)
  t.match(await post(app, url, { username: 'xaö', ...passwords }), { status: 201 })
  t.match(await post(app, url, { username: 'x_Ö', ...passwords }), { status: 201 })
})

t.test("an address that is not a user's own but among their others is taken", async t => {
  const app = await createApp(t, { databaseUrl: djangoDatabase(t) })
  writeRows(app, "insert into account_emailaddress values (90, 1, 0, 1, 'second@example.com')")
  const { status, body } = await post(app, url, { username: 'newbie', email: 'Second@example.com', ...passwords })
  t.equal(status, 400)
  t.same(body, emailTaken)
})

t.test('one that waits for its confirmation with somebody else is not, and leaves them', async t => {
  const app = await createApp(t, { databaseUrl: djangoDatabase(t) })
  writeRows(app, "insert into account_emailaddress values (90, 0, 0, 1, 'Pending@example.com')")
  const { status, body } = await post(app, url, { username: 'newbie', email: 'pending@example.com', ...passwords })
  t.equal(status, 201)
  t.same(readRows(app, "select user_id, email from account_emailaddress where lower(email) = 'pending@example.com'"), [
    { user_id: body.user.pk, email: 'pending@example.com' }
  ])
})

t.test('one that somebody has as their own is taken, verified or not', async t => {
  const app = await createApp(t)
  const register = (username: string) => post(app, url, { username, email: 'new@example.com', ...passwords })
  t.match(await register('first'), { status: 201 })
  t.match(await register('second'), { status: 400, body: emailTaken })
})

t.test('128 characters make a password, however many bytes they have', async t => {
  const app = await createApp(t)
  const long = '🐰🎩'.repeat(64)
  t.match(await post(app, url, { username: 'newbie', password1: long, password2: long }), { status: 201 })
  t.match(await post(app, '/api-jwt-auth/', { username: 'newbie', password: long }), { status: 200 })
  const longer = `${long}🐰`
  const { body } = await post(app, url, { username: 'another', password1: longer, password2: longer })
  const tooLong = ['Ensure this field has no more than 128 characters.']
  t.same(body, { password1: tooLong, password2: tooLong })
})

t.test('spaces around a password are trimmed, and do not make it longer', async t => {
  const app = await createApp(t)
  const [short, long] = ['  lovely   ', `  ${passphrase}   `]
  t.match(await post(app, url, { username: 'newbie', password1: short, password2: short }), { status: 400 })
  t.match(await post(app, url, { username: 'newbie', password1: long, password2: passphrase }), { status: 201 })
  t.match(await post(app, '/api-jwt-auth/', { username: 'newbie', password: passphrase }), { status: 200 })
})

t.test('no algorithm cuts a password off', async t => {
  for (const hasher of ['argon2', 'bcrypt_sha256']) {
    t.test(`${hasher} does not`, async t => {
      const app = await createApp(t, { passwordHashers: [hasher] })
      const long = `${'a long password '.repeat(5)}x`
      await post(app, url, { username: 'newbie', password1: long, password2: long })
      t.match(readRows(app, 'select password from auth_user'), [{ password: new RegExp(`^${hasher}\\$`) }])
      t.match(await post(app, '/api-jwt-auth/', { username: 'newbie', password: long }), { status: 200 })
      t.match(await post(app, '/api-jwt-auth/', { username: 'newbie', password: long.slice(0, 72) }), { status: 400 })
    })
  }
})

t.test('twenty registrations of one name at once, in mixed case, make one user', async t => {
  const app = await createApp(t)
  const names = Array.from({ length: 20 }, (_, i) => (i % 2 === 0 ? 'Newbie' : 'newBIE'))
  const answers = await Promise.all(names.map(username => post(app, url, { username, ...passwords })))
  t.equal(answers.filter(({ status }) => status === 201).length, 1)
  const refused = answers.filter(({ status }) => status !== 201).map(({ status, body }) => ({ status, body }))
  t.same(refused, Array(19).fill({ status: 400, body: usernameTaken }))
  t.same(countRows(app), [{ auth_user: 1, account_emailaddress: 0, rest_auth_session: 1 }])
})

t.test('twenty registrations of one e-mail address at once, in mixed case, make one user', async t => {
  const app = await createApp(t)
  const answers = await Promise.all(
    Array.from({ length: 20 }, (_, i) => {
      const email = i % 2 === 0 ? 'one@example.com' : 'ONE@Example.com'
      return post(app, url, { username: `newbie${i}`, email, ...passwords })
    })
  )
  t.equal(answers.filter(({ status }) => status === 201).length, 1)
  const refused = answers.filter(({ status }) => status !== 201).map(({ status, body }) => ({ status, body }))
  t.same(refused, Array(19).fill({ status: 400, body: emailTaken }))
  t.same(countRows(app), [{ auth_user: 1, account_emailaddress: 1, rest_auth_session: 1 }])
})

t.test('in Korean for who asks for it', async t => {
  const app = await createApp(t)
  const { body } = await post(app, url, { username: 'a b', ...passwords }, { 'accept-language': 'ko' })
  t.same(body, { username: ['올바른 아이디를 입력해 주세요. 문자, 숫자와 @/./+/-/_만 사용할 수 있습니다.'] })
})

t.test('registration is POST alone', async t => {
  const app = await createApp(t)
  const response = await app.inject(url)
  t.equal(response.statusCode, 405)
  t.equal(response.headers.allow, 'POST, OPTIONS')
})
