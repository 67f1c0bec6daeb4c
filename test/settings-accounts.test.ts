import t from 'tap'
import { read, refusal } from './setting-values.ts'

t.test('mail goes to the console, a folder or a server', async t => {
  for (const text of ['console:', 'file:mails', 'smtp://mail.example.com:25', 'smtps://user:secret@mail.example.com']) {
    t.equal(read('EMAIL_URL', text), text)
  }
})

t.test('mail goes nowhere else', async t => {
  for (const text of [
    'console',
    'console:x',
    'file:',
    'smtp://',
    'smtp:mail.example.com',
    'SMTP://a',
    'http://a',
    'a'
  ]) {
    t.equal(
      refusal(() => read('EMAIL_URL', text)),
      'EMAIL_URL takes console:, file:DIR or smtp://HOST:PORT',
      text
    )
  }
})

t.test('mails are from an address, with or without a name', async t => {
  for (const text of [
    'shop@example.com',
    'Shop <shop@example.com>',
    '<shop@example.com>',
    '"Shop, Seoul" <shop@example.com>',
    '가게 <a@b.kr>'
  ]) {
    t.equal(read('DEFAULT_FROM_EMAIL', text), text)
  }
})

t.test('mails are from no half of an address, nor from several', async t => {
  for (const text of [
    'shop',
    'shop@',
    '@example.com',
    'shop@example.com ',
    'Shop <shop>',
    'Shop shop@example.com',
    'Shop <shop@example.com',
    'shop@example.com>',
    'Shop, Seoul <shop@example.com>',
    '"Shop <shop@example.com>',
    'Shops: <shop@example.com>',
    'shops:shop@example.com',
    'a@b,c@d',
    'a@b <c@d>',
    'a@b.c\nBcc: x@y.z',
    'Shop\n<shop@example.com>',
    '"Shop\r\nBcc: x" <shop@example.com>'
  ]) {
    t.equal(
      refusal(() => read('DEFAULT_FROM_EMAIL', text)),
      `DEFAULT_FROM_EMAIL takes an e-mail address, as in Shop <shop@example.com>, not ${JSON.stringify(text)}`
    )
  }
})

t.test('links lead to an address that has a place for what they carry', async t => {
  for (const text of ['https://app.example/#/reset/{uid}/{token}', 'shop://reset?t={token}&u={uid}']) {
    t.equal(read('PASSWORD_RESET_URL', text), text)
  }
  for (const text of [
    'https://a.example/{uid}',
    'https://a.example/{token}',
    '/{uid}/{token}',
    'https://a/{uid} {token}'
  ]) {
    t.equal(
      refusal(() => read('PASSWORD_RESET_URL', text)),
      `PASSWORD_RESET_URL takes an address with {uid} and {token} in it, not ${JSON.stringify(text)}`
    )
  }
  t.equal(read('EMAIL_CONFIRM_URL', 'https://app.example/confirm?key={key}'), 'https://app.example/confirm?key={key}')
  for (const text of ['https://a.example/', 'confirm/{key}', 'https://a.example/{key} ', 'https://a.example/{KEY}']) {
    t.equal(
      refusal(() => read('EMAIL_CONFIRM_URL', text)),
      `EMAIL_CONFIRM_URL takes an address with {key} in it, not ${JSON.stringify(text)}`
    )
  }
})

t.test('a cookie has a name that a cookie can have (RFC 6265)', async t => {
  for (const text of ['JWT', '__Host-jwt', 'my.token_1']) t.equal(read('JWT_AUTH_COOKIE', text), text)
  for (const text of ['my token', 'jwt=', 'jwt;', '"jwt"', 'jwt\n', '토큰']) {
    t.equal(
      refusal(() => read('JWT_AUTH_COOKIE', text)),
      `JWT_AUTH_COOKIE takes the name of a cookie, not ${JSON.stringify(text)}`
    )
  }
})

t.test('what is on or off is one of the two', async t => {
  const switches = [
    'REST_USE_JWT',
    'ACCOUNT_EMAIL_REQUIRED',
    'ACCOUNT_USERNAME_REQUIRED',
    'OLD_PASSWORD_FIELD_ENABLED',
    'LOGOUT_ON_PASSWORD_CHANGE',
    'ACCOUNT_DELETION'
  ] as const
  for (const name of switches) {
    t.equal(read(name, 'on'), true, name)
    t.equal(read(name, 'off'), false, name)
    t.equal(
      refusal(() => read(name, 'maybe')),
      `${name} takes true or false, not "maybe"`
    )
  }
  t.equal(read('DOCS', 'off'), false)
  t.equal(
    refusal(() => read('DOCS', 'public')),
    'DOCS takes on or off, not "public"'
  )
})

t.test('how accounts work is one of the words that allauth has', async t => {
  for (const text of ['username', 'email', 'username_email']) {
    t.equal(read('ACCOUNT_AUTHENTICATION_METHOD', text), text)
  }
  for (const text of ['none', 'optional', 'mandatory']) t.equal(read('ACCOUNT_EMAIL_VERIFICATION', text), text)
  for (const text of ['http', 'https']) t.equal(read('ACCOUNT_DEFAULT_HTTP_PROTOCOL', text), text)
  t.equal(
    refusal(() => read('ACCOUNT_AUTHENTICATION_METHOD', 'phone')),
    'ACCOUNT_AUTHENTICATION_METHOD takes username, email or username_email, not "phone"'
  )
  t.equal(
    refusal(() => read('ACCOUNT_EMAIL_VERIFICATION', 'Mandatory')),
    'ACCOUNT_EMAIL_VERIFICATION takes none, optional or mandatory, not "Mandatory"'
  )
  t.equal(
    refusal(() => read('ACCOUNT_DEFAULT_HTTP_PROTOCOL', 'https://')),
    'ACCOUNT_DEFAULT_HTTP_PROTOCOL takes http or https, not "https://"'
  )
})

t.test('links hold for a time, in seconds or in days', async t => {
  t.equal(read('PASSWORD_RESET_TIMEOUT', '3600'), 3600)
  t.equal(read('ACCOUNT_EMAIL_CONFIRMATION_EXPIRE_DAYS', '1'), 1)
  t.equal(read('ACCOUNT_EMAIL_CONFIRMATION_EXPIRE_DAYS', '36500'), 36_500)
  for (const text of ['0', '3155760001']) {
    t.equal(
      refusal(() => read('PASSWORD_RESET_TIMEOUT', text)),
      `PASSWORD_RESET_TIMEOUT takes a whole number of seconds, from 1 to 3155760000 (a hundred years), not ${text}`
    )
  }
  for (const text of ['0', '36501']) {
    t.equal(
      refusal(() => read('ACCOUNT_EMAIL_CONFIRMATION_EXPIRE_DAYS', text)),
      `ACCOUNT_EMAIL_CONFIRMATION_EXPIRE_DAYS takes a whole number of days, from 1 to 36500 (a hundred years), not ${text}`
    )
  }
})
