import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import {
  camelCase,
  optionsOf,
  readEnvironment,
  readOptions,
  requireKnownSettings,
  type SettingName,
  settingsFromEnvironment,
  settingsTable,
  superuserPassword,
  withSecretKey
} from '../settings.ts'
import { runNode } from './commands/terminal.ts'
import { read, refusal } from './setting-values.ts'

const settingsFile = new URL('../settings.ts', import.meta.url).href
const names = Object.keys(settingsTable) as SettingName[]

/** Prints what an expression makes of the settings, in a process of its own. */
function evaluate(expression: string, cwd: string, environment: NodeJS.ProcessEnv = {}) {
  const source = `const settings = await import('${settingsFile}')\nconsole.log(JSON.stringify(${expression}))`
  return runNode(['--input-type=module', '--eval', source], cwd, environment)
}

t.test('without an environment every setting has its default', async t => {
  const settings: Record<string, unknown> = settingsFromEnvironment({})
  t.strictSame(Object.keys(settings), names.map(camelCase))
  for (const name of names) t.strictSame(settings[camelCase(name)], settingsTable[name].default, name)
})

t.test('the defaults are the ones that Django’s packages have', async t => {
  t.match(settingsFromEnvironment({}), {
    secretKey: undefined,
    databaseUrl: 'file:data/db.sqlite3',
    siteId: 1,
    passwordHashers: ['argon2'],
    jwtAlgorithm: 'HS256',
    jwtExpirationDelta: 300,
    jwtAllowRefresh: false,
    jwtRefreshExpirationDelta: 604_800,
    jwtAuthHeaderPrefix: 'JWT',
    jwtLeeway: 0,
    jwtAuthCheck: 'user',
    jwtAuthCookie: undefined,
    restUseJwt: true,
    accountAuthenticationMethod: 'username',
    accountEmailVerification: 'optional',
    accountEmailRequired: false,
    accountUsernameRequired: true,
    oldPasswordFieldEnabled: false,
    logoutOnPasswordChange: false,
    accountDeletion: false,
    passwordResetTimeout: 3 * 86_400,
    accountEmailConfirmationExpireDays: 3,
    passwordResetUrl: undefined,
    emailConfirmUrl: undefined,
    accountDefaultHttpProtocol: undefined,
    kakaoApiUrl: 'https://kapi.kakao.com',
    emailUrl: 'console:',
    defaultFromEmail: 'webmaster@localhost',
    docs: true,
    port: 8000
  })
})

t.test('every default is a value that its setting takes', async t => {
  for (const name of names) {
    const { plugin, option, default: value } = settingsTable[name]
    if (value !== undefined) t.match(readOptions(plugin, { [option]: value }), { [option]: value }, name)
  }
})

t.test('every setting can be found by one option, and says what it takes', async t => {
  const options = names.map(name => `${settingsTable[name].plugin} ${settingsTable[name].option}`)
  t.equal(new Set(options).size, names.length)
  for (const name of names) {
    t.match(settingsTable[name].takes, /^\S.*[^.]$/, name)
    t.match(settingsTable[name].doc, /^[A-Z].*\.$/, name)
  }
})

t.test('texts are taken as they are', async t => {
  t.equal(read('SECRET_KEY', ' with spaces '), ' with spaces ')
  t.equal(read('JWT_ISSUER', 'https://shop.example'), 'https://shop.example')
})

t.test('numbers are whole and in their range', async t => {
  t.equal(read('PORT', '0'), 0)
  t.equal(read('PORT', '65535'), 65_535)
  t.equal(read('JWT_LEEWAY', '60'), 60)
  t.equal(read('KAKAO_APP_ID', '770001'), 770_001)
  t.equal(read('KAKAO_APP_ID', '9007199254740991'), Number.MAX_SAFE_INTEGER)
  for (const text of ['9007199254740992', '9007199254740993', '0']) {
    t.throws(() => read('KAKAO_APP_ID', text), { code: 'REST_AUTH_START', message: /^KAKAO_APP_ID takes the number / })
  }
  for (const text of ['65536', '-1', '80.5', '1e3', '0x50', ' 80', '80 ', 'http', '٨٠']) {
    t.throws(() => read('PORT', text), {
      code: 'REST_AUTH_START',
      message: /^PORT takes a port number, 0 to 65535, not /
    })
  }
})

t.test('booleans have four ways each of being written', async t => {
  for (const text of ['true', 'True', '1', 'yes', 'ON']) t.equal(read('JWT_ALLOW_REFRESH', text), true, text)
  for (const text of ['false', 'False', '0', 'no', 'OFF']) t.equal(read('JWT_ALLOW_REFRESH', text), false, text)
  for (const text of ['2', 'ja', ' true', 'null']) {
    t.equal(
      refusal(() => read('JWT_ALLOW_REFRESH', text)),
      `JWT_ALLOW_REFRESH takes true or false, not ${JSON.stringify(text)}`
    )
  }
})

t.test('a boolean is shown as it was given', async t => {
  t.equal(
    refusal(() => read('JWT_ALLOW_REFRESH', 'constructor')),
    'JWT_ALLOW_REFRESH takes true or false, not "constructor"'
  )
})

t.test('lists are separated by commas', async t => {
  t.strictSame(read('PASSWORD_HASHERS', 'argon2'), ['argon2'])
  t.strictSame(read('PASSWORD_HASHERS', 'scrypt, pbkdf2_sha256 ,argon2'), ['scrypt', 'pbkdf2_sha256', 'argon2'])
  t.equal(
    refusal(() => read('PASSWORD_HASHERS', 'argon2,md5')),
    'PASSWORD_HASHERS takes a list of argon2, scrypt, bcrypt_sha256, pbkdf2_sha256, pbkdf2_sha1, not ["argon2","md5"]'
  )
  t.throws(() => read('PASSWORD_HASHERS', 'argon2,'), { message: /not \["argon2",""\]$/ })
})

t.test('one of several words is taken to the letter', async t => {
  t.equal(read('JWT_ALGORITHM', 'HS512'), 'HS512')
  t.equal(read('DATABASE_SYNCHRONOUS', 'full'), 'full')
  t.equal(
    refusal(() => read('JWT_ALGORITHM', 'none')),
    'JWT_ALGORITHM takes one of HS256, HS384, HS512, RS256, ES256, EdDSA, not "none"'
  )
  t.equal(
    refusal(() => read('JWT_AUTH_CHECK', 'User')),
    'JWT_AUTH_CHECK takes user or claims, not "User"'
  )
  t.equal(
    refusal(() => read('DATABASE_SYNCHRONOUS', 'off')),
    'DATABASE_SYNCHRONOUS takes normal or full, not "off"'
  )
})

t.test('the prefix of the header is one word', async t => {
  t.equal(read('JWT_AUTH_HEADER_PREFIX', 'Bearer'), 'Bearer')
  for (const text of ['two words', 'JWT:', ' JWT']) {
    t.equal(
      refusal(() => read('JWT_AUTH_HEADER_PREFIX', text)),
      `JWT_AUTH_HEADER_PREFIX takes one word, not ${JSON.stringify(text)}`
    )
  }
})

t.test('the address of Kakao’s API has no path and no password', async t => {
  t.equal(read('KAKAO_API_URL', 'http://127.0.0.1:9000'), 'http://127.0.0.1:9000')
  for (const text of [
    'kapi.kakao.com',
    'https://kapi.kakao.com/',
    'https://a@b',
    'https://a?b',
    'https://a b',
    'ftp://a'
  ]) {
    t.throws(() => read('KAKAO_API_URL', text), {
      message: /^KAKAO_API_URL takes an address without a path, such as https:\/\/kapi\.kakao\.com, not /
    })
  }
})

t.test('proxies are a number or addresses, and never everybody', async t => {
  t.equal(read('TRUST_PROXY', '1'), 1)
  t.equal(read('TRUST_PROXY', '10'), 10)
  t.equal(read('TRUST_PROXY', '10.0.0.0/8, loopback'), '10.0.0.0/8, loopback')
  const takes = 'TRUST_PROXY takes a number of proxies, or their addresses, as in 10.0.0.0/8,loopback, not'
  for (const text of ['true', '*', '0.0.0.0/0', '::/0', '300.1.1.1', ':::']) {
    t.equal(
      refusal(() => read('TRUST_PROXY', text)),
      `${takes} ${JSON.stringify(text)}`
    )
  }
  for (const text of ['0', '11'])
    t.equal(
      refusal(() => read('TRUST_PROXY', text)),
      `${takes} ${text}`
    )
})

t.test('the site is a number, or auto', async t => {
  t.equal(read('SITE_ID', '7'), 7)
  t.equal(read('SITE_ID', 'auto'), 'auto')
  t.equal(read('DEFAULT_SITE_ID', '7'), 7)
  for (const text of ['Auto', 'AUTO', 'auto ', '1.5', '-1', 'one', '1,2', '0x1']) {
    t.equal(
      refusal(() => read('SITE_ID', text)),
      `SITE_ID takes a whole number, 1 or more, or auto, not ${JSON.stringify(text)}`
    )
  }
  for (const text of ['auto', '0', '1.5']) {
    const shown = text === '0' ? text : JSON.stringify(text)
    t.equal(
      refusal(() => read('DEFAULT_SITE_ID', text)),
      `DEFAULT_SITE_ID takes a whole number, 1 or more, not ${shown}`
    )
  }
})

t.test('a Redis is named by a URL that can be read, and it is not shown', async t => {
  for (const text of ['redis://127.0.0.1:6379', 'rediss://user:pass@redis.example:6380/1', 'redis://[::1]']) {
    t.equal(read('REDIS_URL', text), text)
  }
  for (const text of [
    'redis.example:6379',
    'http://redis.example',
    'redis://',
    'redis://:pass@h:port',
    'redis://[::1'
  ]) {
    t.equal(
      refusal(() => read('REDIS_URL', text)),
      'REDIS_URL takes redis://HOST:PORT or rediss://USER:PASSWORD@HOST:PORT'
    )
  }
})

t.test('a wrong value that is secret is not shown', async t => {
  t.equal(
    refusal(() => read('EMAIL_URL', 'imap://user:hunter2@mail.example.com')),
    'EMAIL_URL takes console:, file:DIR or smtp://HOST:PORT'
  )
  t.equal(
    refusal(() => readOptions('suite', { secretKey: 5 })),
    'SECRET_KEY takes a text of 32 bytes or more'
  )
  t.equal(
    refusal(() => readOptions('jwtAuth', { secret: '' })),
    'JWT_SECRET_KEY takes a text of 32 bytes or more, or several with commas between them'
  )
  t.equal(
    refusal(() => readOptions('jwtAuth', { privateKey: { pem: 'hunter2' } })),
    'JWT_PRIVATE_KEY takes a private key in PEM form, or file:PATH'
  )
  t.equal(
    refusal(() => readOptions('socialKakao', { clientSecret: ['hunter2'] })),
    'KAKAO_CLIENT_SECRET takes a text'
  )
})

t.test('everything that may hold a password or key is secret', async t => {
  const names = [
    ...(['SECRET_KEY', 'JWT_SECRET_KEY', 'JWT_PRIVATE_KEY', 'EMAIL_URL'] as const),
    ...(['KAKAO_CLIENT_SECRET', 'KAKAO_ADMIN_KEY', 'SOCIAL_SECRET_KEY', 'SOCIALACCOUNT_PROVIDERS'] as const)
  ]
  for (const name of names) {
    t.equal(settingsTable[name].secret, true, name)
  }
})

t.test('an empty variable is one that is not set', async t => {
  const empty = Object.fromEntries(names.map(name => [name, '']))
  t.strictSame(settingsFromEnvironment(empty), settingsFromEnvironment({}))
})

t.test('variables that are no settings are nobody’s business', async t => {
  t.strictSame(settingsFromEnvironment({ PATH: '/bin', JWT_EXPIRATION: '5' }), settingsFromEnvironment({}))
})

t.test('the first wrong value stops the start', async t => {
  t.equal(
    refusal(() => settingsFromEnvironment({ PORT: 'http', SITE_ID: '0' })),
    'SITE_ID takes a whole number, 1 or more, or auto, not 0'
  )
})

t.test('every wrong value has its sentence, and the right ones are read', async t => {
  const { settings, problems } = readEnvironment({ PORT: 'http', SITE_ID: '0', JWT_LEEWAY: '5' })
  t.strictSame(problems, [
    'SITE_ID takes a whole number, 1 or more, or auto, not 0',
    'PORT takes a port number, 0 to 65535, not "http"'
  ])
  t.equal(settings.jwtLeeway, 5)
  t.equal(settings.port, undefined)
})

t.test('the environment of the process is read when no other is given', async t => {
  const { output } = await evaluate('settings.settingsFromEnvironment().port', t.testdir(), { PORT: '8123' })
  t.equal(output, '8123\n')
})

t.test('names in the environment have one name each as options', async t => {
  t.equal(camelCase('JWT_ALLOW_REFRESH'), 'jwtAllowRefresh')
  t.equal(camelCase('PORT'), 'port')
  t.equal(new Set(names.map(camelCase)).size, names.length)
})

t.test('options are checked, and get the defaults', async t => {
  t.strictSame(readOptions('database', { url: 'file:x' }), { url: 'file:x', synchronous: 'normal' })
  t.strictSame(readOptions('sites', { id: undefined }), { id: 1, defaultId: undefined })
  t.equal(
    refusal(() => readOptions('sites', { id: '1' })),
    'SITE_ID takes a whole number, 1 or more, or auto, not "1"'
  )
  t.equal(
    refusal(() => readOptions('sites', { id: 1.5 })),
    'SITE_ID takes a whole number, 1 or more, or auto, not 1.5'
  )
  t.equal(
    refusal(() => readOptions('sites', { id: null })),
    'SITE_ID takes a whole number, 1 or more, or auto, not null'
  )
})

t.test('a value that has no JSON is told by its kind', async t => {
  t.equal(
    refusal(() => readOptions('sites', { id: () => 1 })),
    'SITE_ID takes a whole number, 1 or more, or auto, not function'
  )
})

t.test('an option that a plugin does not have is refused', async t => {
  t.equal(
    refusal(() => readOptions('database', { path: 'x' })),
    'database has no option path'
  )
  t.equal(
    refusal(() => readOptions('database', { id: 1 })),
    'database has no option id'
  )
})

t.test('parts of a plugin and options of Fastify are no settings', async t => {
  const given = { prefix: '/api', logLevel: 'info', logSerializers: {}, now: Date.now }
  t.strictSame(readOptions('sites', given, ['now']), { id: 1, defaultId: undefined })
  t.equal(
    refusal(() => readOptions('sites', given)),
    'sites has no option now'
  )
})

t.test('the options of one plugin are taken out of the settings of the suite', async t => {
  t.strictSame(optionsOf('server', settingsFromEnvironment({ HOST: '::1', PORT: '9000' })), {
    docs: true,
    host: '::1',
    port: 9000,
    environment: 'development',
    trustProxy: undefined
  })
  t.strictSame(optionsOf('sites', {}), { id: 1, defaultId: undefined })
  t.equal(
    refusal(() => optionsOf('sites', { siteId: 0 })),
    'SITE_ID takes a whole number, 1 or more, or auto, not 0'
  )
})

t.test('a misspelt setting is refused', async t => {
  t.equal(
    refusal(() => requireKnownSettings({ jwtAllowRefesh: true })),
    'there is no setting jwtAllowRefesh'
  )
  t.doesNotThrow(() => requireKnownSettings({ jwtAllowRefresh: true, prefix: '/api' }))
})

t.test('a .env file in the working directory is read', async t => {
  const folder = t.testdir({ '.env': 'PORT=8123\nSECRET_KEY="two words" # a comment\n' })
  const read = '(settings.loadEnvironmentFile(), settings.settingsFromEnvironment())'
  const { output } = await evaluate(read, folder)
  t.match(JSON.parse(output), { port: 8123, secretKey: 'two words' })
})

t.test('what is set already is stronger than the .env file', async t => {
  const folder = t.testdir({ '.env': 'PORT=8123\n' })
  const read = '(settings.loadEnvironmentFile(), settings.settingsFromEnvironment().port)'
  t.strictSame(await evaluate(read, folder, { PORT: '9000' }), { code: 0, output: '9000\n', errors: '' })
})

t.test('without a .env file nothing is read', async t => {
  const read = '(settings.loadEnvironmentFile(), settings.settingsFromEnvironment().port)'
  t.strictSame(await evaluate(read, t.testdir()), { code: 0, output: '8000\n', errors: '' })
})

t.test('a .env file that cannot be read stops the start', async t => {
  const { code, errors } = await evaluate('settings.loadEnvironmentFile()', t.testdir({ '.env': {} }))
  t.match(errors, /StartError: \.env: /)
  t.equal(code, 1)
})

t.test("the superuser's password is Django's variable, and empty is not given", async t => {
  t.equal(superuserPassword({ DJANGO_SUPERUSER_PASSWORD: 'horse' }), 'horse')
  t.equal(superuserPassword({ DJANGO_SUPERUSER_PASSWORD: '' }), undefined)
  t.equal(superuserPassword({}), undefined)
  const { output } = await evaluate('settings.superuserPassword()', t.testdir(), { DJANGO_SUPERUSER_PASSWORD: 'cow' })
  t.equal(output, '"cow"\n')
})

t.test('a secret that is given is used, and no file is made', async t => {
  const folder = t.testdir()
  for (const settings of [
    { secretKey: 'given' },
    { jwtSecretKey: 'given' },
    { secretKey: 'a', nodeEnv: 'production' }
  ]) {
    t.strictSame(withSecretKey(settings, join(folder, 'secret-key')), settings)
  }
  t.strictSame(readdirSync(folder), [])
})

t.test('a secret that is not given is made once, and kept for its owner alone', async t => {
  const file = join(t.testdir(), 'data/secret-key')
  const settings = withSecretKey({ port: 9000 }, file)
  t.equal(settings.port, 9000)
  t.match(settings.secretKey, /^[\w-]{64}$/)
  t.equal(statSync(file).mode & 0o777, 0o600)
  t.equal(readFileSync(file, 'utf8'), `${settings.secretKey}\n`)
  t.equal(withSecretKey({}, file).secretKey, settings.secretKey)
})

t.test('every place gets a secret of its own', async t => {
  const folder = t.testdir()
  t.not(withSecretKey({}, join(folder, 'a')).secretKey, withSecretKey({}, join(folder, 'b')).secretKey)
})

t.test('a secret that somebody put into the file is taken', async t => {
  const file = join(t.testdir(), 'secret-key')
  writeFileSync(file, '  put there by hand, and long enough\n', { mode: 0o600 })
  t.equal(withSecretKey({}, file).secretKey, 'put there by hand, and long enough')
})

t.test('the secret is kept in data/ of the working directory', async t => {
  const folder = t.testdir()
  const { output } = await evaluate('settings.withSecretKey({}).secretKey', folder)
  t.equal(readFileSync(join(folder, 'data/secret-key'), 'utf8'), `${JSON.parse(output)}\n`)
})

t.test('in production a secret must be given', async t => {
  const folder = t.testdir()
  t.equal(
    refusal(() => withSecretKey({ nodeEnv: 'production' }, join(folder, 'secret-key'))),
    'SECRET_KEY is missing: in production it must be given'
  )
  t.strictSame(readdirSync(folder), [])
})

t.test('a secret that cannot be kept stops the start', async t => {
  const folder = t.testdir({ file: '', folder: {} })
  t.throws(() => withSecretKey({}, join(folder, 'file/secret-key')), {
    code: 'REST_AUTH_START',
    message: /^SECRET_KEY is missing, and .*file\/secret-key cannot be used: ENOTDIR/
  })
  t.throws(() => withSecretKey({}, join(folder, 'folder')), {
    code: 'REST_AUTH_START',
    message: /^SECRET_KEY is missing, and .*folder cannot be used: E/
  })
})

t.test('an empty secret file stops the start', async t => {
  const file = join(t.testdir({ 'secret-key': '' }), 'secret-key')
  t.throws(() => withSecretKey({}, file), { code: 'REST_AUTH_START', message: /secret-key/ })
})

t.test('a time past the year 9999 is refused', async t => {
  for (const text of ['999999999999', '99999999999999']) {
    t.throws(() => read('JWT_EXPIRATION_DELTA', text), { message: /^JWT_EXPIRATION_DELTA takes / })
    t.throws(() => read('JWT_REFRESH_EXPIRATION_DELTA', text), { message: /^JWT_REFRESH_EXPIRATION_DELTA takes / })
  }
})

t.test('production is production, however it is written', async t => {
  for (const nodeEnv of ['production', 'Production', ' PRODUCTION ']) {
    t.throws(() => withSecretKey({ nodeEnv }), { message: 'SECRET_KEY is missing: in production it must be given' })
  }
})
