import fc from 'fast-check'
import t from 'tap'
import { emailAddressMessages, isEmailAddress, maxEmailLength } from '../../core/email-address.ts'
import { always, anyText } from './texts.ts'

/** What is nearly an address: texts around one or more @. */
const nearly = fc
  .array(fc.oneof(anyText(20), fc.emailAddress(), fc.domain(), fc.constantFrom('@', '.', '-', '[', ']')), {
    maxLength: 5
  })
  .map(parts => parts.join(''))

t.test('an address of RFC 5321 without quotes is one, if it is not too long', async t => {
  const letters = /^[a-z0-9]$/i
  const part = fc.string({ unit: fc.constantFrom(..."abcXYZ019!#$%&'*+/=?^_`{|}~-"), minLength: 1, maxLength: 20 })
  const local = fc.array(part, { minLength: 1, maxLength: 3 }).map(parts => parts.join('.'))
  await always(
    t,
    fc.property(local, fc.domain(), (local, domain) => {
      const address = `${local}@${domain}`
      fc.pre(address.length <= maxEmailLength && letters.test(address.at(-1) ?? ''))
      return isEmailAddress(address)
    })
  )
})

t.test('no text breaks it, and the message says the same as the answer', async t => {
  await always(
    t,
    fc.property(fc.oneof(anyText(300), nearly), text => {
      const messages = emailAddressMessages(text)
      return isEmailAddress(text) === (messages.length === 0 && text.length <= maxEmailLength)
    }),
    1000
  )
})

t.test('what is taken has one @ that parts it, and nothing that ends a header or begins another address', async t => {
  let taken = 0
  await always(
    t,
    fc.property(nearly, text => {
      if (!isEmailAddress(text)) return true
      taken++
      const [local = '', domain = '', ...more] = text.split('@')
      const isPlain = !/[\s\p{C},;:<>()"\\]/u.test(text.replace(/@\[[0-9a-f:.]+\]$/i, '@'))
      return more.length === 0 && local !== '' && domain !== '' && isPlain && /^[\x21-\x7e]+$/.test(local)
    }),
    2000
  )
  t.ok(taken > 50, `${taken} were taken`)
})

t.test('an address with a character more that mail or markup gives a meaning to is none', async t => {
  const bad = fc.constantFrom(...' \t\r\n\0,;:<>()"\\@[]', '\u200b', '\u202e', '＠', '\u212a', '\ud800')
  const address = fc.emailAddress().filter(isEmailAddress)
  await always(
    t,
    fc.property(address, bad, fc.nat(), (address, bad, n) => {
      const i = n % (address.length + 1)
      return !isEmailAddress(address.slice(0, i) + bad + address.slice(i))
    }),
    1000
  )
})

t.test('the case of ASCII letters never makes an address one or none', async t => {
  await always(
    t,
    fc.property(fc.oneof(fc.emailAddress(), nearly), text => {
      fc.pre(/^[\x20-\x7e]*$/.test(text) && !/localhost|xn--/i.test(text))
      return isEmailAddress(text.toUpperCase()) === isEmailAddress(text.toLowerCase())
    }),
    500
  )
})
