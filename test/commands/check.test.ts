import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { newPrivateKey } from '../../core/token-keys.ts'
import { run } from './terminal.ts'

const secret = '0123456789 abcdefghij ABCDEFGHIJ'
const safe = { SECRET_KEY: secret, KAKAO_APP_ID: '770001' }
const production = {
  ...safe,
  NODE_ENV: 'production',
  EMAIL_URL: 'smtp://mail.example.com:25',
  DEFAULT_FROM_EMAIL: 'Shop <shop@example.com>'
}

const check = (environment: NodeJS.ProcessEnv) => run(['check'], { environment })

t.test('check finds settings that are in order', async t => {
  const fine = { code: 0, output: 'The settings are in order.\n', errors: '' }
  t.strictSame(await check(safe), fine)
  t.strictSame(await check(production), fine)
})

t.test('check warns that a secret is made when none is given', async t => {
  t.strictSame(await check({ KAKAO_APP_ID: '770001' }), {
    code: 0,
    output: 'Warning: SECRET_KEY is not given: data/secret-key is made and used.\n',
    errors: ''
  })
})

t.test('check demands a secret in production', async t => {
  const { code, output } = await check({ ...production, SECRET_KEY: '' })
  t.match(output, /^Error: SECRET_KEY is missing\.$/m)
  t.equal(code, 1)
})

t.test('check does not say that a secret is made in production', async t => {
  t.notMatch((await check({ ...production, SECRET_KEY: '' })).output, 'data/secret-key')
})

t.test('check finds a secret that is too short', async t => {
  t.strictSame(await check({ ...safe, SECRET_KEY: 'short' }), {
    code: 1,
    output: 'Error: SECRET_KEY is too short: it takes 32 bytes or more.\n',
    errors: ''
  })
})

t.test('check finds a secret that is easy to guess', async t => {
  t.strictSame(await check({ ...safe, SECRET_KEY: 'ab'.repeat(20) }), {
    code: 1,
    output: 'Error: SECRET_KEY is too easy to guess.\n',
    errors: ''
  })
})

t.test('check looks at the secret that signs tokens, and names it', async t => {
  t.strictSame(await check({ ...safe, JWT_SECRET_KEY: 'short' }), {
    code: 1,
    output: 'Error: JWT_SECRET_KEY is too short: it takes 32 bytes or more.\n',
    errors: ''
  })
  t.match(await check({ ...safe, SECRET_KEY: 'short', JWT_SECRET_KEY: secret }), { code: 0 })
})

t.test('check looks at every secret of a list, and tells none', async t => {
  const list = (weak: string) => `${secret},${weak}`
  t.strictSame(await check({ ...safe, JWT_SECRET_KEY: list('ab'.repeat(20)) }), {
    code: 1,
    output: 'Error: JWT_SECRET_KEY is too easy to guess.\n',
    errors: ''
  })
  t.match(await check({ ...safe, JWT_SECRET_KEY: list(secret.toUpperCase()) }), { code: 0 })
})

t.test('check demands a private key in production, and says that one is made elsewhere', async t => {
  t.match(await check({ ...production, JWT_ALGORITHM: 'EdDSA' }), {
    code: 1,
    output: 'Error: JWT_PRIVATE_KEY is missing.\n'
  })
  t.match(await check({ ...safe, JWT_ALGORITHM: 'EdDSA' }), {
    code: 0,
    output: 'Warning: JWT_PRIVATE_KEY is not given: data/jwt-keys.pem is made and used.\n'
  })
  t.match(await check({ ...production, JWT_ALGORITHM: 'EdDSA', JWT_PRIVATE_KEY: newPrivateKey('EdDSA') }), {
    code: 0,
    output: 'The settings are in order.\n'
  })
})

t.test('check reads the keys, and says of them what a start would say', async t => {
  const file = join(t.testdir(), 'keys.pem')
  writeFileSync(file, newPrivateKey('ES256'))
  const sentences = {
    [file]: 'JWT_PRIVATE_KEY does not fit JWT_ALGORITHM EdDSA, which takes an Ed25519 key.',
    'nowhere.pem': 'JWT_PRIVATE_KEY cannot be read: ENOENT.'
  }
  for (const [path, sentence] of Object.entries(sentences)) {
    t.strictSame(await check({ ...safe, JWT_ALGORITHM: 'EdDSA', JWT_PRIVATE_KEY: `file:${path}` }), {
      code: 1,
      output: `Error: ${sentence}\n`,
      errors: ''
    })
  }
})

t.test('check leaves keys alone that nobody uses', async t => {
  t.match(await check({ ...safe, JWT_PRIVATE_KEY: 'file:nowhere.pem' }), { code: 0 })
})

t.test("check warns of the secret of Django's startproject", async t => {
  t.strictSame(await check({ ...safe, SECRET_KEY: `django-insecure-${secret}` }), {
    code: 0,
    output: "Warning: SECRET_KEY is the one that Django's startproject made, meant for development.\n",
    errors: ''
  })
})

t.test('check finds mails that are printed in production', async t => {
  t.strictSame(await check({ ...production, EMAIL_URL: 'console:' }), {
    code: 1,
    output: 'Error: EMAIL_URL is console: mails are printed, and reach nobody.\n',
    errors: ''
  })
  t.match(await check({ ...safe, EMAIL_URL: 'console:' }), { code: 0, output: 'The settings are in order.\n' })
})

for (const name of ['KAKAO_API_URL', 'KAKAO_AUTH_URL']) {
  t.test(`check finds a ${name} that anybody on the way can answer for in production`, async t => {
    const url = { [name]: 'http://127.0.0.1:9000' }
    t.strictSame(await check({ ...production, ...url }), {
      code: 1,
      output: `Error: ${name} is not https: whoever is on the way can log in as anybody.\n`,
      errors: ''
    })
    t.match(await check({ ...safe, ...url }), { code: 0, output: 'The settings are in order.\n' })
    const secure = { [name]: 'https://kakao.example' }
    t.match(await check({ ...production, ...secure }), { code: 0, output: 'The settings are in order.\n' })
  })
}

t.test('check warns that Kakao is not told of everybody without the admin key', async t => {
  const unlinking = { ...safe, KAKAO_UNLINK: 'true' }
  t.strictSame(await check(unlinking), {
    code: 0,
    output:
      'Warning: KAKAO_ADMIN_KEY is missing while KAKAO_UNLINK is on: ' +
      'Kakao is not told of people whose own token is over.\n',
    errors: ''
  })
  t.match(await check({ ...unlinking, KAKAO_ADMIN_KEY: 'key' }), { output: 'The settings are in order.\n' })
})

t.test('check warns of tokens of providers that are kept unencrypted in production', async t => {
  const storing = { SOCIALACCOUNT_STORE_TOKENS: 'true' }
  t.strictSame(await check({ ...production, ...storing }), {
    code: 0,
    output:
      'Warning: SOCIAL_SECRET_KEY is missing while SOCIALACCOUNT_STORE_TOKENS is on: ' +
      "providers' tokens are kept unencrypted.\n",
    errors: ''
  })
  for (const settings of [
    { ...production, ...storing, SOCIAL_SECRET_KEY: secret },
    { ...safe, ...storing }
  ]) {
    t.match(await check(settings), { output: 'The settings are in order.\n' })
  }
})

t.test('check warns of a registration that is to hide addresses and cannot', async t => {
  const hiding = { ...safe, ACCOUNT_PREVENT_ENUMERATION: 'true' }
  t.strictSame(await check(hiding), {
    code: 0,
    output: 'Warning: ACCOUNT_PREVENT_ENUMERATION has no effect unless ACCOUNT_EMAIL_VERIFICATION is mandatory.\n',
    errors: ''
  })
  t.match(await check({ ...hiding, ACCOUNT_EMAIL_VERIFICATION: 'mandatory' }), { output: /in order/ })
})

t.test('check warns that Kakao login is off', async t => {
  t.strictSame(await check({ SECRET_KEY: secret }), {
    code: 0,
    output:
      'Warning: KAKAO_APP_ID is missing: Kakao login answers 503, unless the Social application has the app ID.\n',
    errors: ''
  })
})

t.test('check warns for how long a token outlives its session', async t => {
  t.strictSame(await check({ ...safe, JWT_AUTH_CHECK: 'claims', JWT_EXPIRATION_DELTA: '600' }), {
    code: 0,
    output: 'Warning: JWT_AUTH_CHECK is claims: who logged out or was disabled gets in for up to 600 seconds more.\n',
    errors: ''
  })
})

t.test('check warns of tokens that are valid for more than a day', async t => {
  t.strictSame(await check({ ...safe, JWT_EXPIRATION_DELTA: '86401' }), {
    code: 0,
    output: 'Warning: JWT_EXPIRATION_DELTA is 86401: a stolen token works for over a day.\n',
    errors: ''
  })
  t.match(await check({ ...safe, JWT_EXPIRATION_DELTA: '86400' }), { output: 'The settings are in order.\n' })
})

t.test('check tells every wrong value besides, and no secret', async t => {
  const { code, output } = await check({
    ...safe,
    SECRET_KEY: 'tiny',
    PORT: 'http',
    JWT_LEEWAY: '61',
    EMAIL_URL: 'x:tiny'
  })
  t.equal(
    output,
    'Error: JWT_LEEWAY takes a whole number of seconds from 0 to 60, not 61.\n' +
      'Error: EMAIL_URL takes console:, file:DIR or smtp://HOST:PORT.\n' +
      'Error: PORT takes a port number, 0 to 65535, not "http".\n' +
      'Error: SECRET_KEY is too short: it takes 32 bytes or more.\n'
  )
  t.notMatch(output, 'tiny')
  t.equal(code, 1)
})

t.test('check tells errors before warnings', async t => {
  const { code, output } = await check({ SECRET_KEY: 'short' })
  t.equal(
    output,
    'Error: SECRET_KEY is too short: it takes 32 bytes or more.\n' +
      'Warning: KAKAO_APP_ID is missing: Kakao login answers 503, unless the Social application has the app ID.\n'
  )
  t.equal(code, 1)
})

t.test('check warns where passwords can be tried without limits in production', async t => {
  t.strictSame(await check({ ...production, RATE_LIMIT: 'off' }), {
    code: 0,
    output: 'Warning: RATE_LIMIT is off: passwords can be tried as fast as the server answers.\n',
    errors: ''
  })
  t.match(await check({ ...safe, RATE_LIMIT: 'off' }), { output: 'The settings are in order.\n' })
})

t.test('check warns of proxies that are believed by their number in production', async t => {
  const inProduction = await check({ ...production, TRUST_PROXY: '1' })
  t.match(inProduction, { code: 0, output: /^Warning: TRUST_PROXY is a number: .*; name theirs if you can\.\n$/ })
  for (const settings of [
    { ...production, TRUST_PROXY: 'loopback' },
    { ...safe, TRUST_PROXY: '1' }
  ]) {
    t.match(await check(settings), { output: 'The settings are in order.\n' })
  }
})

t.test('a From address that mail servers refuse, and links without https, are unwise in production', async t => {
  const from = { ...production, DEFAULT_FROM_EMAIL: 'webmaster@localhost' }
  t.match(await check(from), { code: 0, output: /^Warning: DEFAULT_FROM_EMAIL is webmaster@localhost/ })
  const links = { PASSWORD_RESET_URL: 'http://a.example/{uid}/{token}', EMAIL_CONFIRM_URL: 'http://a.example/{key}' }
  for (const [name, url] of Object.entries(links)) {
    t.match(await check({ ...production, [name]: url }), { code: 0, output: /^Warning: .* is not https/ }, name)
    t.match(await check({ ...safe, [name]: url }), { output: 'The settings are in order.\n' }, name)
  }
})

t.test('check tells that an audit trail cannot be kept for no day', async t => {
  const { code, output } = await check({ ...safe, AUDIT_RETENTION_DAYS: '0' })
  t.equal(code, 1)
  t.match(output, 'Error: AUDIT_RETENTION_DAYS takes a whole number of days')
})
