import t from 'tap'
import { createLinkAddresses, isLoopback } from '../../core/link-addresses.ts'

const link = { uid: 'MQ', token: 'dii1k0-b4026afcac3b609f4a7f39dbf81d5ef7' }
const key = 'NQ:1xVUaO:7k1hJEZ4nxZRZoc6MP3FoM5Srt_0fvO1YCawCG6IjYM'

t.test('links lead to the pages of the site, by https', async t => {
  const { passwordReset, emailConfirm } = createLinkAddresses({})
  t.equal(
    passwordReset('shop.example', link),
    'https://shop.example/password-reset/confirm/MQ/dii1k0-b4026afcac3b609f4a7f39dbf81d5ef7/'
  )
  t.equal(
    emailConfirm('shop.example', key),
    'https://shop.example/account-confirm-email/NQ:1xVUaO:7k1hJEZ4nxZRZoc6MP3FoM5Srt_0fvO1YCawCG6IjYM/'
  )
})

t.test('the paths of a suite with a prefix begin with it', async t => {
  const { passwordReset, emailConfirm } = createLinkAddresses({ prefix: '/auth' })
  t.match(passwordReset('shop.example', link), /^https:\/\/shop\.example\/auth\/password-reset\//)
  t.match(emailConfirm('shop.example', key), /^https:\/\/shop\.example\/auth\/account-confirm-email\//)
})

t.test('a site on this machine has no certificate', async t => {
  const { emailConfirm } = createLinkAddresses({})
  t.match(emailConfirm('localhost:8000', key), /^http:\/\/localhost:8000\/account-confirm-email\//)
  t.match(emailConfirm('shop.example:8000', key), /^https:\/\/shop\.example:8000\//)
})

t.test('a protocol that is given is taken for every site', async t => {
  t.match(createLinkAddresses({ protocol: 'http' }).emailConfirm('shop.example', key), /^http:\/\/shop\.example\//)
  t.match(createLinkAddresses({ protocol: 'https' }).emailConfirm('localhost', key), /^https:\/\/localhost\//)
})

t.test('links lead elsewhere when the settings say so, whatever the site', async t => {
  const { passwordReset, emailConfirm } = createLinkAddresses({
    prefix: '/auth',
    protocol: 'http',
    passwordResetUrl: 'https://app.example/#/reset?uid={uid}&token={token}',
    emailConfirmUrl: 'shop://confirm/{key}?again={key}'
  })
  t.equal(passwordReset('shop.example', link), `https://app.example/#/reset?uid=MQ&token=${link.token}`)
  t.equal(emailConfirm('shop.example', key), `shop://confirm/${key}?again=${key}`)
})

t.test('each of the two may lead elsewhere alone', async t => {
  const { passwordReset, emailConfirm } = createLinkAddresses({ passwordResetUrl: 'app://{token}/{uid}' })
  t.equal(passwordReset('shop.example', link), `app://${link.token}/MQ`)
  t.match(emailConfirm('shop.example', key), /^https:\/\/shop\.example\//)
})

t.test('what is put into a link is put in as it is', async t => {
  const { passwordReset, emailConfirm } = createLinkAddresses({})
  t.equal(
    passwordReset('a.example', { uid: '$&', token: "$'{key}" }),
    "https://a.example/password-reset/confirm/$&/$'{key}/"
  )
  t.equal(emailConfirm('a.example', '$&{uid}'), 'https://a.example/account-confirm-email/$&{uid}/')
})

t.test('this machine is known by its names and numbers, with or without a port', async t => {
  const domains = ['localhost', 'LocalHost', 'shop.localhost', '127.0.0.1', '127.255.0.1', '[::1]']
  for (const domain of domains) {
    t.equal(isLoopback(domain), true, domain)
    t.equal(isLoopback(`${domain}:8000`), true, `${domain}:8000`)
  }
})

t.test('other machines are not this one, whatever their names look like', async t => {
  const domains = [
    '',
    'shop.example',
    'localhost.example',
    'mylocalhost',
    '127.0.0.1.example',
    '127.0.0.1.2',
    '127.1',
    '128.0.0.1',
    '0.0.0.0',
    '10.0.0.1',
    '[::2]',
    '[::ffff:127.0.0.1]',
    'localhost:8000:8000'
  ]
  for (const domain of domains) t.equal(isLoopback(domain), false, domain)
})
