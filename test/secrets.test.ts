// No secret stands in a log, in the audit trail, in the outbox, in a mail that is not its own, in the answer to a request
// that failed, or on the screen of the command line. Every endpoint is asked, rightly and wrongly.
import { createHash, randomBytes, randomUUID } from 'node:crypto'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import Fastify, { type InjectOptions } from 'fastify'
import t, { type Test } from 'tap'
import { type SuiteOptions, suite } from '../app.ts'
import { answerNotFound, answers } from '../plugins/answers.ts'
import { logWithoutLinks } from '../plugins/page-log.ts'
import { newDatabase, readRows } from './helper.ts'
import { connectUrl, jiyun, url as kakaoUrl } from './kakao-login.ts'
import { kakaoAppId, startKakaoServer } from './kakao-server.ts'
import { emailKeyIn, resetLinkIn } from './mailing-app.ts'
import { readMails } from './mails.ts'
import { describe, operationsOf } from './openapi.ts'
import { createClock, loginTime, openBeside, signToken, writeRows } from './outside.ts'
import { createSecrets, type Place, type Secrets } from './secrets.ts'
import { freePort } from './smtp-server.ts'

/** A server whose log, answers and rows are searched, and who asks it. */
async function createSearched(t: Test, secrets: Secrets, options: SuiteOptions) {
  const { now } = createClock()
  const kakao = await startKakaoServer(0, { now })
  t.teardown(() => kakao.close())
  kakao.app.clientSecret = secrets.make('client secret')
  kakao.app.adminKey = secrets.make('admin key')
  const log: string[] = []
  const failures: Place[] = []
  const asked = new Set<string>()
  const app = Fastify({ logger: { level: 'trace', stream: { write: line => log.push(line) } } })
  t.teardown(() => app.close())
  // As `npm start` does.
  logWithoutLinks(app)
  await app.register(answers)
  app.setNotFoundHandler(answerNotFound)
  app.addHook('onRequest', async ({ method, routeOptions: { url } }) => {
    asked.add(`${method} ${url?.replaceAll(/:(\w+)/g, '{$1}')}`)
  })
  await app.register(suite, {
    ...{ databaseUrl: newDatabase(t), now, rateLimit: false, accountDeletion: true },
    ...{ secretKey: secrets.make('secret key'), jwtSecretKey: secrets.make('token secret key') },
    ...{ kakaoAppId, kakaoApiUrl: kakao.url, kakaoAuthUrl: kakao.url, kakaoRestApiKey: 'kakao-rest-api-key' },
    ...{ kakaoClientSecret: kakao.app.clientSecret, kakaoAdminKey: kakao.app.adminKey, kakaoUnlink: true },
    ...{ socialaccountStoreTokens: true, socialSecretKey: secrets.make('social secret key') },
    ...options
  })
  await app.ready()

  /** Asks, and keeps the answer where the request failed; a page that shows a form again is one that failed. */
  async function ask(method: InjectOptions['method'], url: string, request: Omit<InjectOptions, 'url'> = {}) {
    const response = await app.inject({ method: method ?? 'GET', url, ...request })
    const { statusCode, body, headers } = response
    const where = `${statusCode} of ${method} ${url.slice(0, 30)}`
    if (statusCode >= 400) failures.push({ where, text: `${JSON.stringify(headers)} ${body}` })
    return response
  }
  const post = (url: string, payload?: object, headers: Record<string, string> = {}) =>
    ask('POST', url, { headers, ...(payload !== undefined && { payload }) })

  const rows = (table: string) => readRows(app, `select * from ${table}`).map(row => JSON.stringify(row))
  const places = (): Place[] => [
    ...log.map(text => ({ where: 'log', text })),
    ...failures,
    ...rows('rest_auth_event').map(text => ({ where: 'event', text })),
    ...rows('rest_auth_mail').map(text => ({ where: 'outbox', text })),
    ...rows('rest_auth_session').map(text => ({ where: 'session', text })),
    ...[
      'socialaccount_socialapp',
      'socialaccount_socialtoken',
      'rest_auth_login_code',
      'rest_auth_once',
      'rest_auth_task'
    ]
      .flatMap(rows)
      .map(text => ({ where: 'rows of providers', text }))
  ]
  return { app, kakao, log, failures, asked, ask, post, places }
}
type Searched = Awaited<ReturnType<typeof createSearched>>

/** Keeps every secret that an answer hands out. */
function keepAnswer(
  secrets: Secrets,
  what: string,
  { statusCode, body, cookies }: { statusCode: number; body: string; cookies: object[] }
) {
  const { token, refresh_token: refreshToken, key } = statusCode < 300 ? JSON.parse(body) : ({} as never)
  const handedOut = { token, 'refresh token': refreshToken, key }
  for (const [name, value] of Object.entries(handedOut)) if (value) secrets.keep(`${name} of ${what}`, value)
  for (const cookie of cookies as { name: string; value: string }[]) {
    if (cookie.value !== '') secrets.keep(`cookie ${cookie.name} of ${what}`, cookie.value)
  }
  return { token, refreshToken, key } as { token: string; refreshToken: string; key: string }
}

/** Registers people with verified addresses, and gives alice a key as Django makes them. */
async function populate({ app, post }: Searched, secrets: Secrets) {
  const passwords = new Map<string, string>()
  for (const username of ['alice', 'bob', 'taken', 'admin']) {
    const password = secrets.make(`password of ${username}`)
    const fields = { username, email: `${username}@example.com`, password1: password, password2: password }
    keepAnswer(secrets, `the registration of ${username}`, await post('/rest-auth/registration/', fields))
    passwords.set(username, password)
  }
  await app.mailer.flush()
  writeRows(app, 'update account_emailaddress set verified = 1')
  writeRows(app, 'delete from authtoken_token')
  const key = secrets.keep('key of alice', randomBytes(20).toString('hex'))
  writeRows(app, "insert into authtoken_token values (?, '2026-11-23 13:54:43', 1)", key)
  return { key, passwordOf: (username: string) => passwords.get(username) ?? '' }
}
type People = Awaited<ReturnType<typeof populate>>

/** Does everything that people do with an account, rightly; secrets are kept as they come up. */
async function liveThrough(searched: Searched, secrets: Secrets, people: People, folder: string): Promise<void> {
  const { app, kakao, ask, post } = searched
  for (const [name, person] of [
    ['a person', { id: '3710000300', nickname: '사람', email: 'person@kakao.example' }],
    ['지윤', jiyun],
    ['another', { id: '3710000301', nickname: '남', email: 'another@kakao.example' }]
  ] as const) {
    kakao.tokens.set(secrets.keep(`Kakao token of ${name}`, `kakao-${name.length}-${randomUUID()}`), { person })
  }
  const kakaoTokens = [...kakao.tokens.keys()].slice(-3)
  const login = async (what: string, url: string, payload: object, headers = {}) =>
    keepAnswer(secrets, what, await post(url, payload, headers))
  const bearer = (token: string) => ({ authorization: `JWT ${token}` })

  const passwords = ['new', 'newer', 'newest'].map(name => secrets.make(`${name} password`))
  const [first = '', second = '', third = ''] = passwords
  const names = { username: 'newbie', email: 'newbie@example.com' }
  const registered = await login('a registration', '/rest-auth/registration/', {
    ...{ ...names, password1: first, password2: first }
  })
  const obtained = await login('obtain', '/api-jwt-auth/', { username: 'newbie', password: first })
  await login('a login', '/rest-auth/login/', { username: 'newbie', password: first })
  await post('/api-jwt-auth/verify/', { token: obtained.token })
  const refreshed = await login(
    'a refresh',
    '/api-jwt-auth/refresh/',
    obtained.refreshToken ? { refresh_token: obtained.refreshToken } : { token: obtained.token }
  )
  const { token } = refreshed
  const me = bearer(token ?? obtained.token)
  for (const method of ['GET', 'PUT', 'PATCH'] as const) {
    const payload = method === 'GET' ? {} : { payload: { username: 'newbie', first_name: 'New' } }
    await ask(method, '/rest-auth/user/', { headers: me, ...payload })
  }
  await post('/rest-auth/registration/resend-email/', { email: names.email })
  await post('/rest-auth/emails/', { email: 'second@example.com' }, me)
  await ask('GET', '/rest-auth/emails/', { headers: me })
  const toConfirm = (await readMails(folder)).filter(({ to, text }) => {
    return ['newbie@example.com', 'second@example.com'].includes(to) && /account-confirm-email/.test(text)
  })
  for (const [i, mail] of toConfirm.entries()) {
    const key = secrets.keep(`e-mail key ${i}`, emailKeyIn(mail))
    if (i === 0) {
      await ask('GET', `/account-confirm-email/${encodeURIComponent(key)}/`)
      await ask('POST', `/account-confirm-email/${encodeURIComponent(key)}/`, { payload: {} })
    } else await post('/rest-auth/registration/verify-email/', { key })
  }
  const ids = readRows(app, 'select id from account_emailaddress where user_id = 5 order by id').map(({ id }) => id)
  await post(`/rest-auth/emails/${ids[1]}/primary/`, {}, me)
  await ask('DELETE', `/rest-auth/emails/${ids[0]}/`, { headers: me })
  await login('connecting', connectUrl, { access_token: kakaoTokens[2] }, me)
  const accounts = await ask('GET', '/socialaccounts/', { headers: me })
  const [account] = accounts.statusCode === 200 ? accounts.json() : []
  await post(`/socialaccounts/${account?.id}/disconnect/`, {}, me)
  for (const accessToken of kakaoTokens.slice(0, 2)) await login('Kakao', kakaoUrl, { access_token: accessToken })
  await liveWithKakao(searched, secrets)

  await post('/rest-auth/password/change/', { new_password1: second, new_password2: second }, me)
  for (const username of ['bob', 'taken']) {
    await post('/rest-auth/password/reset/', { email: `${username}@example.com` })
    const user = await app.database.users.findByUsername(username)
    if (user !== undefined) secrets.keep(`reset token of ${username}`, app.accounts.links.resetToken(user))
  }
  for (const [i, mail] of (await readMails(folder)).filter(({ text }) => /password-reset/.test(text)).entries()) {
    const { uid, token } = resetLinkIn(mail)
    secrets.keep('reset token', token)
    const change = { new_password1: third, new_password2: third }
    const page = `/password-reset/confirm/${uid}/${token}/`
    if (i === 0) {
      await ask('GET', page)
      await ask('POST', page, {
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
        payload: new URLSearchParams(change).toString()
      })
    } else await post('/rest-auth/password/reset/confirm/', { uid, token, ...change })
  }

  const sessions = await ask('GET', '/rest-auth/sessions/', { headers: me })
  await ask('DELETE', `/rest-auth/sessions/${sessions.statusCode === 200 ? sessions.json()[0]?.id : 'x'}/`, {
    headers: me
  })
  const again = await login('a login after', '/api-jwt-auth/', { username: 'newbie', password: second })
  await post('/rest-auth/logout/', { refresh_token: registered.refreshToken ?? '' }, bearer(again.token))
  await post('/rest-auth/logout/', {}, { authorization: `Token ${people.key}` })
  const alice = { username: 'alice', password: people.passwordOf('alice') }
  await post('/rest-auth/logout/all/', {}, bearer((await login('one more', '/api-jwt-auth/', alice)).token))
  const last = await login('the last login', '/api-jwt-auth/', { username: 'newbie', password: second })
  await ask('DELETE', '/rest-auth/user/', { headers: bearer(last.token), payload: { password: second } })
  await ask('GET', '/.well-known/jwks.json')
}

/** Comes by an id_token, a code and a browser, lets a kept token be refreshed, and hears of Kakao's webhooks. */
async function liveWithKakao({ app, kakao, ask, post }: Searched, secrets: Secrets): Promise<void> {
  const nonce = secrets.make('nonce')
  const idToken = secrets.keep('id_token', await kakao.idToken(jiyun.id, { nonce }))
  for (let i = 0; i < 2; i++) keepAnswer(secrets, 'an id_token', await post(kakaoUrl, { id_token: idToken, nonce }))

  const redirect_uri = 'https://example.com/accounts/kakao/login/callback/'
  const query = { response_type: 'code', client_id: kakao.app.restApiKey, redirect_uri, scope: 'openid' }
  const back = kakao.authorize(`${kakao.url}/oauth/authorize?${new URLSearchParams(query)}`, { personId: jiyun.id })
  const code = secrets.keep('code', String(new URL(back).searchParams.get('code')))
  for (let i = 0; i < 2; i++) keepAnswer(secrets, 'a code', await post(kakaoUrl, { code }))

  const verifier = secrets.make('verifier').replaceAll(' ', '-')
  secrets.keep('code_verifier', verifier)
  const code_challenge = createHash('sha256').update(verifier).digest('base64url')
  const begun = await ask('GET', `/accounts/kakao/login/?${new URLSearchParams({ code_challenge })}`)
  const [cookie] = begun.cookies as { name: string; value: string }[]
  secrets.keep('cookie of a browser', cookie?.value ?? '')
  const returned = new URL(kakao.authorize(String(begun.headers.location), { personId: jiyun.id })).searchParams
  secrets.keep('code of a browser', String(returned.get('code')))
  secrets.keep('state of a browser', String(returned.get('state')))
  const headers = { cookie: `${cookie?.name}=${cookie?.value}` }
  let loginCode = ''
  for (let i = 0; i < 2; i++) {
    const { headers: answered } = await ask('GET', `/accounts/kakao/login/callback/?${returned}`, { headers })
    if (answered.location !== undefined) loginCode = String(answered.location).replace(/^.*login_code=/, '')
  }
  secrets.keep('login_code', loginCode)
  for (let i = 0; i < 2; i++) {
    const shown = { login_code: loginCode, code_verifier: verifier }
    keepAnswer(secrets, 'a login_code', await post(kakaoUrl, shown))
  }

  for (const [text, { issued }] of kakao.tokens) {
    if (issued === undefined) continue
    secrets.keep('access token of Kakao', text)
    secrets.keep('refresh token of Kakao', issued.session.refreshToken)
  }

  const event = secrets.keep('event token', await kakao.eventToken({ event: 'user-scope-consent', userId: jiyun.id }))
  for (let i = 0; i < 2; i++) {
    const type = { 'content-type': 'application/secevent+jwt' }
    await ask('POST', '/accounts/kakao/webhook/events/', { headers: type, payload: event })
  }
  const told = new URLSearchParams({ app_id: String(kakaoAppId), user_id: '3710000300' })
  const key = { authorization: `KakaoAK ${kakao.app.adminKey}` }
  await ask('GET', `/accounts/kakao/webhook/unlink/?${told}`, { headers: key })
  await post('/accounts/kakao/webhook/unlink/', Object.fromEntries(told), key)
  await app.social.flush()
}

/** What came up on the way: without it, nothing was searched for. */
const kept = [
  ...['secret key', 'client secret', 'new password', 'token of obtain', 'key of alice', 'Kakao token of 지윤'],
  ...['admin key', 'social secret key', 'id_token', 'nonce', 'code', 'code_verifier', 'cookie of a browser'],
  ...['code of a browser', 'state of a browser', 'login_code', 'event token'],
  ...['access token of Kakao', 'refresh token of Kakao']
]

/** One secret of each kind. */
function kinds(secrets: Secrets): string[] {
  const byKind = new Map(
    secrets.all().map(([name, secret]) => [name.replace(/^new\w* | (of|again|\d).*/g, ''), secret])
  )
  return [...byKind.values()]
}

/** Shows each secret where it does not belong: other fields, headers, queries, paths and bodies that cannot be read. */
async function misplaceAll(
  { ask }: Searched,
  secrets: Secrets,
  endpoints: { method: string; path: string; fields: string[] }[]
): Promise<void> {
  for (const secret of kinds(secrets)) {
    const encoded = encodeURIComponent(secret)
    const inHeader = secret.replaceAll(/[^\x20-\x7e]/g, '')
    for (const { method, path, fields } of endpoints) {
      const url = path.replaceAll(/\{\w+\}/g, '7')
      const verb = method as NonNullable<InjectOptions['method']>
      const body = Object.fromEntries(fields.map(name => [name, secret]))
      await ask(verb, url, { payload: body })
      await ask(verb, url, {
        payload: { ...Object.fromEntries(fields.map(name => [name, [secret]])), [secret]: secret }
      })
      await ask(verb, `${url}?token=${encoded}&password=${encoded}#${encoded}`, {
        headers: { 'content-type': 'application/json', authorization: `JWT ${inHeader}` },
        payload: `{"password": "${secret}", `
      })
    }
    const told = ['code', 'state', 'error', 'iss', 'next', 'code_challenge', 'scope', 'prompt', 'login_code', 'user_id']
    const query = new URLSearchParams(Object.fromEntries(told.map(name => [name, secret])))
    for (const path of ['login/', 'login/callback/', 'webhook/unlink/'])
      await ask('GET', `/accounts/kakao/${path}?${query}`)
    for (const path of ['/account-confirm-email/{x}/', '/password-reset/confirm/{x}/{x}/']) {
      await ask('GET', path.replaceAll('{x}', encoded))
      await ask('POST', path.replaceAll('{x}', encoded), { payload: {} })
    }
    for (const authorization of [
      ...[inHeader, `Basic ${inHeader}`, `Bearer ${inHeader}`, `Token ${inHeader}`],
      `JWT ${signToken({ user_id: 1, username: 'alice', exp: loginTime + 60, password: secret })}`
    ]) {
      const headers = { authorization, cookie: `jwt=${encoded}; refresh=${encoded}; other=${encoded}` }
      for (const url of ['/rest-auth/user/', '/rest-auth/sessions/']) await ask('GET', url, { headers })
      await ask('POST', '/rest-auth/logout/', { headers, payload: { refresh_token: secret } })
      await ask('POST', '/api-jwt-auth/refresh/', { headers, payload: {} })
    }
    await ask('GET', `/api-jwt-auth?password=${encoded}`)
    await ask('POST', '/rest-auth/registration/', {
      payload: { username: secret, email: secret, password1: secret, password2: secret, more: secret }
    })
    const form = { headers: { 'content-type': 'multipart/form-data; boundary=x' }, payload: `--x\r\n${secret}` }
    await ask('POST', '/rest-auth/login/', form)
    await ask('POST', '/rest-auth/login/', { payload: `${secret}"}`, headers: { 'content-type': 'application/json' } })
  }
}

t.setTimeout(180_000)

const documented = operationsOf(
  await describe(t, { accountDeletion: true, jwtRefreshMode: 'rotating', admin: false })
).map(({ method, path, requestBody }) => ({
  method,
  path,
  fields: Object.keys(Object.values(requestBody?.content ?? {})[0]?.schema.properties ?? {})
}))

const failing = async () => {
  throw new Error('the host fails')
}
const hooks: SuiteOptions = {
  onUserRegistered: failing,
  onUserLoggedIn: failing,
  onUserLoggedOut: failing,
  onPasswordChanged: failing,
  onEmailConfirmed: failing,
  onRefreshTokenReused: failing,
  onAuditEvent: failing,
  async validateRegistration(fields) {
    if ('more' in fields) throw new Error('the host refuses')
  }
}

const servers: [what: string, options: (t: Test, secrets: Secrets) => Promise<SuiteOptions>, kept: string[]][] = [
  ['as most are', async () => ({ jwtAllowRefresh: true }), ['token of a refresh', 'e-mail key 0', 'reset token']],
  [
    'with refresh tokens, cookies, a host that fails and its own failing mail server',
    async (_t, secrets) => ({
      ...{
        ...hooks,
        jwtRefreshMode: 'rotating',
        jwtRefreshGrace: 0,
        jwtAuthCookie: 'jwt',
        jwtRefreshCookie: 'refresh'
      },
      emailUrl: `smtp://user:${encodeURIComponent(secrets.make('SMTP password'))}@127.0.0.1:${await freePort()}`
    }),
    [
      'SMTP password',
      'refresh token of a refresh',
      'cookie jwt of obtain',
      'cookie refresh of obtain',
      'token of a reuse'
    ]
  ],
  [
    'with keys in the place of tokens',
    async () => ({ restUseJwt: false, accountEmailVerification: 'mandatory' }),
    ['key of connecting', 'e-mail key 0', 'reset token']
  ],
  [
    'that lets people in by their addresses, and tells nobody which there are',
    async () => ({ accountAuthenticationMethod: 'username_email', accountPreventEnumeration: true }),
    ['token of a login', 'e-mail key 0', 'reset token']
  ]
]

for (const [what, optionsOf, keptHere] of servers) {
  t.test(`a server ${what} tells no secret`, async t => {
    const secrets = createSecrets()
    const folder = join(t.testdir(), 'mails')
    const { emailUrl = `file:${folder}`, ...others } = await optionsOf(t, secrets)
    const options = { ...others, emailUrl }
    const searched = await createSearched(t, secrets, options)
    const { app, asked, ask, post, log, places } = searched
    const people = await populate(searched, secrets)
    await liveThrough(searched, secrets, people, folder)
    await misplaceAll(searched, secrets, documented)

    const admin = { username: 'admin', password: people.passwordOf('admin') }
    // A refresh token that is used twice, and a database that fails in the middle of things.
    const pair = keepAnswer(secrets, 'bob', await post('/api-jwt-auth/', admin))
    for (let i = 0; i < 3; i++) {
      keepAnswer(secrets, 'a reuse', await post('/api-jwt-auth/refresh/', { refresh_token: pair.refreshToken ?? 'x' }))
    }
    const tables = ['auth_user', 'authtoken_token', 'rest_auth_session', 'rest_auth_refresh_token', 'rest_auth_event']
    for (const table of [...tables, 'socialaccount_socialtoken', 'rest_auth_mail', 'rest_auth_once']) {
      for (const change of ['insert', 'update']) {
        writeRows(app, `create trigger broken before ${change} on ${table} begin select raise(abort, 'broken'); end`)
        const fresh = secrets.make(`password while ${table} is broken`)
        const kakaoToken = secrets.keep('Kakao token while broken', `kakao-${randomUUID()}`)
        searched.kakao.tokens.set(kakaoToken, { person: jiyun })
        await post('/rest-auth/registration/', { username: `x${table}${change}`, password1: fresh, password2: fresh })
        await post('/rest-auth/login/', admin)
        await post('/api-jwt-auth/', admin)
        await post(kakaoUrl, { access_token: kakaoToken })
        const nonce = secrets.make('nonce while broken')
        const idToken = secrets.keep('id_token while broken', await searched.kakao.idToken(jiyun.id, { nonce }))
        await post(kakaoUrl, { id_token: idToken, nonce })
        await post('/rest-auth/password/reset/', { email: 'bob@example.com' })
        writeRows(app, 'drop trigger broken')
      }
    }
    const locked = openBeside(app)
    locked.exec('begin immediate')
    await post('/rest-auth/login/', admin)
    locked.close()
    await app.mailer.flush()

    const names = secrets.all().map(([name]) => name)
    t.same(
      [...kept, ...keptHere].filter(name => !names.includes(name)),
      [],
      'secrets of every kind came up'
    )
    t.ok(log.length > 1000, `${log.length} lines`)
    t.same(
      documented.map(({ method, path }) => `${method} ${path}`).filter(name => !asked.has(name)),
      [],
      'every endpoint was asked'
    )
    t.same(secrets.found(places()), [])

    const mails = existsSync(folder) ? await readMails(folder) : []
    for (const { subject, text, html } of mails) {
      const own = secrets.all().flatMap(([name, secret]) => {
        return /^(e-mail key|reset token)/.test(name) && text.includes(secret) ? [secret] : []
      })
      t.ok(new Set(own).size <= 1, `${subject}: its own link at most`)
      t.same(secrets.found([{ where: `the mail ${subject}`, text: `${text} ${html}` }], own), [])
    }
    if (emailUrl.startsWith('file:')) t.ok(mails.length > 4, `${mails.length} mails`)
    else t.match(log.join('\n'), 'mail did not leave', 'the mail server fails')

    t.test('and the search would have found one in each of these places', async t => {
      for (const spelling of [
        (text: string) => text,
        (text: string) => text.toUpperCase(),
        encodeURIComponent,
        (text: string) => text.replaceAll(' ', '+')
      ]) {
        const before = secrets.found(places()).length
        t.equal(before, 0)
        const control = secrets.make('control')
        const written = spelling(control)
        app.log.info({ written })
        writeRows(app, "insert into rest_auth_event values (null, '2099-01-01', 'x', 1, '', '', null, ?)", written)
        writeRows(
          app,
          `insert into rest_auth_mail (kind, recipient, details, language, site_id, created, attempts, due)
           values ('x', ?, '{}', 'en', 1, '2099-01-01', 0, '2099-01-01')`,
          written
        )
        writeRows(app, 'update rest_auth_session set user_agent = ?', written)
        await ask('GET', '/fails-with-it').catch(() => undefined)
        searched.failures.push({ where: 'failure', text: written })
        const found = secrets.found(places()).map(hit => /^control.* in (\S+):/.exec(hit)?.[1])
        t.same([...new Set(found)].sort(), ['event', 'failure', 'log', 'outbox', 'session'])
        // Taken away again, for the next spelling.
        log.length = 0
        searched.failures.length = 0
        writeRows(app, "delete from rest_auth_event where event = 'x'")
        writeRows(app, "delete from rest_auth_mail where kind = 'x'")
        writeRows(app, "update rest_auth_session set user_agent = ''")
      }
    })
  })
}
