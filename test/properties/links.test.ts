import fc from 'fast-check'
import t from 'tap'
import { createLinks, decodeUid, encodeUid, type LinkUser } from '../../core/links.ts'
import { always, anyText, spoilt } from './texts.ts'

const made = Date.parse('2026-11-23T14:00:00Z')
const timeout = 259_200
const { resetToken, isResetToken, emailKey, readEmailKey } = createLinks({
  secret: 'a secret of the tests, 32 bytes or more',
  now: () => made
})

const id = fc.integer({ min: 1, max: 10 ** 15 - 1 })
const user: fc.Arbitrary<LinkUser> = fc.record({
  id,
  password: fc.string({ minLength: 1 }),
  lastLogin: fc.option(fc.date({ min: new Date(0), max: new Date(made), noInvalidDate: true })),
  email: fc.emailAddress()
})

t.test('the token of a reset link is the user’s that it was made for', async t => {
  await always(
    t,
    fc.property(user, user => isResetToken(user, resetToken(user), timeout))
  )
})

t.test('and nobody else’s, whatever of them differs', async t => {
  const other = fc.tuple(user, fc.constantFrom('id', 'password', 'lastLogin', 'email'), user)
  await always(
    t,
    fc.property(other, ([user, name, different]) => {
      const changed = { ...user, [name]: different[name as keyof LinkUser] }
      const second = ({ lastLogin }: LinkUser) => lastLogin && Math.floor(lastLogin.getTime() / 1000)
      fc.pre(String(user[name as keyof LinkUser]) !== String(changed[name as keyof LinkUser]))
      fc.pre(name !== 'lastLogin' || second(user) !== second(changed))
      return !isResetToken(changed, resetToken(user), timeout)
    })
  )
})

t.test('a reset token with any other, further or missing character is refused', async t => {
  const both = user.chain(user => spoilt(fc.constant(resetToken(user))).map(([, other]) => ({ user, other })))
  await always(
    t,
    fc.property(both, ({ user, other }) => !isResetToken(user, other, timeout)),
    1000
  )
})

t.test('any text is no reset token, and breaks nothing', async t => {
  await always(
    t,
    fc.property(user, fc.oneof(anyText(), fc.stringMatching(/^[0-9a-z]{1,13}-[0-9a-f]{32}$/)), (user, text) => {
      return !isResetToken(user, text, timeout)
    }),
    500
  )
})

t.test('an e-mail key names the row that it was made for', async t => {
  await always(
    t,
    fc.property(id, id => readEmailKey(emailKey(id), timeout) === id)
  )
})

t.test('an e-mail key with any other, further or missing character is refused', async t => {
  await always(
    t,
    fc.property(spoilt(id.map(emailKey)), ([, other]) => readEmailKey(other, timeout) === undefined),
    1000
  )
})

t.test('any text is no e-mail key, and breaks nothing', async t => {
  const text = fc.oneof(anyText(), fc.stringMatching(/^[\w-]{1,40}:[0-9A-Za-z]{1,11}:[\w-]{43}$/))
  await always(
    t,
    fc.property(text, text => readEmailKey(text, timeout) === undefined),
    500
  )
})

t.test('a uid is the number that it was made of, and any text is a number that can be one, or none', async t => {
  await always(
    t,
    fc.property(id, id => decodeUid(encodeUid(id)) === id)
  )
  await always(
    t,
    fc.property(fc.oneof(anyText(30), fc.base64String({ maxLength: 24 })), text => {
      const number = decodeUid(text)
      return number === undefined || (Number.isSafeInteger(number) && number > 0)
    }),
    500
  )
})
