import t, { type Test } from 'tap'
import { createSuperuser } from '../../accounts/create-superuser.ts'
import { createPasswords } from '../../core/passwords.ts'
import type { Database } from '../../db/open.ts'
import { connect, openDjango, openNew, rowsOf } from '../db/opened.ts'
import { password } from '../helper.ts'
import { refusal } from './refusal.ts'

const passwords = createPasswords()
const audit = { retentionDays: 90 }
const now = () => Date.parse('2026-11-24T09:00:00Z')

function create(database: Database, given: { username?: string; email?: string; password?: string } = {}) {
  return createSuperuser({ database, passwords, now, audit }, { username: 'root', email: '', password, ...given })
}

const peopleIn = (database: Database) => rowsOf(database, 'SELECT count(*) AS people FROM auth_user')[0]?.people

t.test('a superuser may do everything', async t => {
  const database = await openNew(t)
  const user = await create(database, { email: 'root@example.com' })
  t.match(user, { id: 1, username: 'root', isSuperuser: true, isStaff: true, isActive: true })
  const [row] = rowsOf(database, 'SELECT * FROM auth_user')
  t.match(row, {
    username: 'root',
    email: 'root@example.com',
    is_superuser: 1,
    is_staff: 1,
    is_active: 1,
    first_name: '',
    last_name: '',
    date_joined: '2026-11-24 09:00:00',
    last_login: null
  })
})

t.test('the password is kept as a hash of the preferred kind', async t => {
  const database = await openNew(t)
  const user = await create(database)
  t.match(user.password, /^argon2\$argon2id\$v=19\$m=19456,t=2,p=1\$/)
  t.equal(await passwords.verify(password, user.password), true)
  t.strictSame(rowsOf(database, 'SELECT password FROM auth_user'), [{ password: user.password }])
})

t.test('the e-mail address that is given is their verified first one', async t => {
  const database = await openNew(t)
  await create(database, { email: ' root@example.com ' })
  t.strictSame(rowsOf(database, 'SELECT user_id, email, verified, "primary" FROM account_emailaddress'), [
    { user_id: 1, email: 'root@example.com', verified: 1, primary: 1 }
  ])
})

t.test('an e-mail address need not be given', async t => {
  const database = await openNew(t)
  await create(database)
  await create(database, { username: 'root2', email: '  ' })
  t.strictSame(rowsOf(database, 'SELECT email FROM auth_user'), [{ email: '' }, { email: '' }])
  t.strictSame(rowsOf(database, 'SELECT * FROM account_emailaddress'), [])
})

t.test('the username is kept trimmed and in one normal form', async t => {
  const database = await openNew(t)
  await create(database, { username: ' A\u030angstro\u0308m ' })
  t.strictSame(rowsOf(database, 'SELECT username FROM auth_user'), [{ username: 'Ångström' }])
})

t.test('the password is kept trimmed, as a login reads it', async t => {
  const user = await create(await openNew(t), { password: ` ${password} ` })
  t.equal(await passwords.verify(password, user.password), true)
})

t.test('everything that is wrong is told at once, in the order of the fields', async t => {
  const database = await openNew(t)
  t.strictSame(await refusal(create(database, { username: 'no spaces', email: 'nowhere', password: '1234' })), [
    ['username', ['Enter a valid username. This value may contain only letters, numbers, and @/./+/-/_ characters.']],
    ['email', ['Enter a valid email address.']],
    [
      'password',
      [
        'This password is too short. It must contain at least 8 characters.',
        'This password is too common.',
        'This password is entirely numeric.'
      ]
    ]
  ])
  t.equal(peopleIn(database), 0)
})

t.test('a password may not resemble the username or the e-mail address', async t => {
  const database = await openNew(t)
  t.strictSame(await refusal(create(database, { username: 'administrator', password: 'administrator1' })), [
    ['password', ['The password is too similar to the username.']]
  ])
  t.strictSame(await refusal(create(database, { email: 'operations@example.com', password: 'operations' })), [
    ['password', ['The password is too similar to the email address.']]
  ])
  t.equal(peopleIn(database), 0)
})

t.test('a password may not be blank', async t => {
  const database = await openNew(t)
  const blank = [['password', ['This field may not be blank.']]]
  t.strictSame(await refusal(create(database, { password: '' })), blank)
  t.strictSame(await refusal(create(database, { password: '   ' })), blank)
  t.equal(peopleIn(database), 0)
})

t.test('a password has 128 characters at most', async t => {
  const database = await openNew(t)
  const longest = 'correct horse battery staple '.repeat(5).slice(0, 128)
  t.strictSame(await refusal(create(database, { password: `${longest}!` })), [
    ['password', ['Ensure this field has no more than 128 characters.']]
  ])
  t.equal(peopleIn(database), 0)
  t.ok(await create(database, { password: longest }))
})

t.test('a username that is somebody’s in any case is refused', async t => {
  const database = await openDjango(t)
  const taken = [['username', ['A user with that username already exists.']]]
  t.strictSame(await refusal(create(database, { username: 'alice' })), taken)
  t.strictSame(await refusal(create(database, { username: 'Alice', email: 'new@example.com' })), taken)
  t.equal(peopleIn(database), 9)
  t.strictSame(rowsOf(database, "SELECT * FROM account_emailaddress WHERE email = 'new@example.com'"), [])
})

t.test('an e-mail address that is somebody’s in any case is refused', async t => {
  const database = await openDjango(t)
  t.strictSame(await refusal(create(database, { email: 'Alice@example.com' })), [
    ['email', ['A user is already registered with this e-mail address.']]
  ])
  t.equal(peopleIn(database), 9)
})

/** Writes a row of alice's that waits (90), and a key to it, unless it is said to be more. */
function writeClaim(t: Test, database: Database, { verified = 0, primary = 0 } = {}): void {
  connect(t, database).exec(
    `INSERT INTO account_emailaddress VALUES (90, ${verified}, ${primary}, 1, 'Root@Example.com');
     INSERT INTO account_emailconfirmation VALUES (1, '2026-11-23', '2026-11-23', 'abc', 90)`
  )
}
const rootRows = `SELECT user_id, email, verified, "primary" FROM account_emailaddress
  WHERE lower(email) = 'root@example.com'`

t.test('what another user claims without having verified it keeps nobody away, and is dropped', async t => {
  const database = await openDjango(t)
  writeClaim(t, database)
  const { id } = await create(database, { email: 'root@example.com' })
  t.strictSame(rowsOf(database, rootRows), [{ user_id: id, email: 'root@example.com', verified: 1, primary: 1 }])
  t.equal(await database.emailAddresses.find(90), undefined)
  t.strictSame(rowsOf(database, 'SELECT * FROM account_emailconfirmation'), [])
})

for (const [what, more] of [
  ['has verified', { verified: 1 }],
  ['has as the primary one', { primary: 1 }]
] as const) {
  t.test(`an address that another user ${what} is refused`, async t => {
    const database = await openDjango(t)
    writeClaim(t, database, more)
    t.strictSame(await refusal(create(database, { email: 'root@example.com' })), [
      ['email', ['A user is already registered with this e-mail address.']]
    ])
    t.match(rowsOf(database, rootRows), [{ user_id: 1 }])
    t.equal(peopleIn(database), 9)
  })
}
