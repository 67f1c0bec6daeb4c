import t from 'tap'
import { emailAddressMessages, isEmailAddress, maxEmailLength } from '../../core/email-address.ts'

const label = 'c'.repeat(63)

t.test('an address that Django takes is one', async t => {
  const addresses = [
    'alice@example.com',
    'ALICE@EXAMPLE.COM',
    'a@b.co',
    '0a9.0b9@9a9.0b0.example',
    'first.last+tag@sub.example.co.kr',
    "!#$%&'*+/=?^_`{}|~-@example.com",
    'a@localhost',
    'a@sub.localhost',
    'a@ab--c.com',
    `a@${label}.com`,
    `a@example.${label}`
  ]
  for (const address of addresses) t.ok(isEmailAddress(address), address)
})

t.test('an address at an IP address in brackets is one', async t => {
  for (const address of ['a@[127.0.0.1]', 'a@[::1]', 'a@[::ffff:192.0.2.1]', 'a@[2001:DB8::1]']) {
    t.ok(isEmailAddress(address), address)
  }
})

t.test('brackets around anything else are refused', async t => {
  for (const address of [
    'a@[]',
    'a@[01.2.3.4]',
    'a@[1.2.3]',
    'a@[1.2.3.4',
    'a@1.2.3.4',
    'a@[::1%lo]',
    'a@[example.com]'
  ]) {
    t.notOk(isEmailAddress(address), address)
  }
})

t.test('an international domain is taken in the spelling that it is written in', async t => {
  for (const address of ['a@bücher.example', 'a@例.com', 'a@도메인.한국', 'a@faß.de', 'a@xn--bcher-kva.example']) {
    t.ok(isEmailAddress(address), address)
  }
})

t.test('another spelling of an international domain is refused, since it is a second name for one mailbox', async t => {
  const addresses = [
    'a@BÜCHER.example',
    'a@例。com',
    'a@ｅxample.com',
    'a@fo\u00ado.com',
    'a@\u200dx.com',
    'a@例.com.',
    'a@exam\tplé.com',
    'a@例.com/path',
    'a@例.com:80',
    'a@例%2ecom.kr'
  ]
  for (const address of addresses) t.notOk(isEmailAddress(address), JSON.stringify(address))
})

t.test('letters that only look like or fold to ASCII are refused', async t => {
  const addresses = ['mıke@example.com', 'mi\u212ae@example.com', 'mike@exampſe.com', 'é@example.com', 'a＠example.com']
  for (const address of addresses) t.notOk(isEmailAddress(address), address)
})

t.test('what is no address is refused', async t => {
  const texts = [
    '',
    '@',
    'alice',
    'localhost',
    'example.com',
    '@example.com',
    'alice@',
    'alice@example',
    'alice@example.c',
    'alice@example.com.',
    'alice@.com',
    'alice@-example.com',
    'alice@example-.com',
    'alice@example.co-',
    'alice@exa_mple.com',
    `alice@${label}c.com`,
    `alice@example.${label}c`,
    'alice@LOCALHOST',
    '.alice@example.com',
    'alice.@example.com',
    'al..ice@example.com',
    '"al ice"@example.com',
    'al ice@example.com'
  ]
  for (const text of texts) t.notOk(isEmailAddress(text), text)
})

t.test('more than one address, or anything around it, is refused', async t => {
  const texts = [
    'a@example.com,b@example.com',
    'a@example.com b@example.com',
    'a@b@example.com',
    'Alice <a@example.com>',
    ' a@example.com',
    'a@example.com ',
    'a@example.com\n',
    'a@example.com\0',
    'a@example.com\r\nBcc: b@example.com'
  ]
  for (const text of texts) t.notOk(isEmailAddress(text), JSON.stringify(text))
})

t.test('an address may have 254 characters and no more', async t => {
  const ofLength = (length: number) => `${'a'.repeat(length - '@example.com'.length)}@example.com`
  t.equal(maxEmailLength, 254)
  t.ok(isEmailAddress(ofLength(254)))
  t.notOk(isEmailAddress(ofLength(255)))
})

t.test('the message for what is no address is the one of Django', async t => {
  t.strictSame(emailAddressMessages('alice@example.com'), [])
  t.strictSame(emailAddressMessages('alice'), [{ name: 'email' }])
})
