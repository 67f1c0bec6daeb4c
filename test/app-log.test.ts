// What stands in the log of `npm start`.
import { join } from 'node:path'
import Fastify, { type InjectOptions } from 'fastify'
import t, { type Test } from 'tap'
import app from '../app.ts'
import { djangoDatabase, post, secretKey } from './helper.ts'
import { linkIn, printedMails, readMails } from './mails.ts'
import { passphrase } from './page-visits.ts'

interface LogLine {
  level: number
  msg: string
  req?: { method: string; url: string; host: string; remoteAddress: string }
}

/** A server in this process with settings of the environment, and what it logs. */
async function createServer(t: Test, settings: Record<string, string>) {
  const environment = { SECRET_KEY: secretKey, DATABASE_URL: djangoDatabase(t), NODE_ENV: '', ...settings }
  t.intercept(process, 'env', { value: { ...process.env, ...environment } })
  const log: string[] = []
  const server = Fastify({ logger: { level: 'trace', stream: { write: line => log.push(line) } } })
  t.teardown(() => server.close())
  await app(server, {})
  await server.ready()
  return { server, log, lines: () => log.map(line => JSON.parse(line) as LogLine) }
}

/** The same with the paths of the links of two mails, and what nobody may read in the log. */
async function createWithLinks(t: Test) {
  const folder = join(t.testdirName, 'mails')
  const { server, log, lines } = await createServer(t, { EMAIL_URL: `file:${folder}` })
  await post(server, '/rest-auth/password/reset/', { email: 'bob@example.com' })
  const fields = { username: 'newbie', email: 'newbie@example.com', password1: passphrase, password2: passphrase }
  await post(server, '/rest-auth/registration/', fields)
  const [reset = '', email = ''] = (await readMails(folder)).map(mail => new URL(linkIn(mail)).pathname)
  const [, token = ''] = /^\/password-reset\/confirm\/.+\/(.+)\/$/.exec(reset) ?? []
  const [, key = ''] = /^\/account-confirm-email\/(.+)\/$/.exec(email) ?? []
  if (!(token && key)) throw new Error('no links in the mails')
  log.length = 0
  return { server, log, lines, reset, email, secrets: [token, key, decodeURIComponent(key)] }
}

const methods = ['GET', 'HEAD', 'POST', 'PUT', 'OPTIONS'] as const satisfies InjectOptions['method'][]

t.test('a link of a mail that is misspelt is logged without its key, whatever it is asked for', async t => {
  const { server, log, lines, reset, email, secrets } = await createWithLinks(t)
  const misspelt = [reset, email].flatMap(link => [
    `/${link}`,
    `//${link}`,
    `/x${link}`,
    `/x/y${link}?next=/`,
    `/x?next=${link}`,
    `/x?next=${encodeURIComponent(link)}`,
    `${link.slice(1)}`,
    link.replace('/', '/%20'),
    link.replace('/confirm', '/confirmed'),
    link.replace('-email/', '-email'),
    link.replace(/^\/[a-z-]+\//, name => name.toUpperCase()),
    link.replace(/^\/[a-z-]+\//, name => `/x${name.toUpperCase()}`),
    link.replace(/^\/(.)/, (_slash, letter: string) => `/${letter.toUpperCase()}`),
    `/https://example.com${link}`
  ])
  for (const url of misspelt) {
    for (const method of methods) await server.inject({ method, url: url.startsWith('/') ? url : `/${url}` })
  }
  for (const secret of secrets) {
    const found = log.filter(line => line.toLowerCase().includes(secret.toLowerCase()))
    t.same(found, [], `no ${secret}`)
  }
  const requests = lines().flatMap(({ req }) => (req === undefined ? [] : [req]))
  t.equal(requests.length, methods.length * misspelt.length)
  t.match(requests[0], {
    method: 'GET',
    url: '//password-reset/…',
    host: 'localhost:80',
    remoteAddress: '127.0.0.1'
  })
  t.same(
    lines().filter(({ level }) => level > 30),
    [],
    'and nothing goes wrong'
  )
})

t.test('a link that is right is logged by its page', async t => {
  const { server, lines, reset, email } = await createWithLinks(t)
  await server.inject(reset)
  await server.inject(email)
  const urls = lines().flatMap(({ req }) => (req === undefined ? [] : [req.url]))
  t.same(urls, ['/password-reset/confirm/…', '/account-confirm-email/…'])
})

t.test('any other URL is logged by its path, and whether it has a query', async t => {
  const { server, lines } = await createServer(t, {})
  const urls = [
    ['/rest-auth/user/?format=json', '/rest-auth/user/?…'],
    ['/rest-auth/password/reset/', '/rest-auth/password/reset/'],
    ['/nowhere/?a=1&b=%20?c', '/nowhere/?…'],
    ['/rest-auth/emails/7/?password=secret\n', '/rest-auth/emails/7/?…'],
    ['/docs/json', '/docs/json'],
    ['/', '/']
  ] as const
  for (const [url] of urls) await server.inject(url)
  const requests = lines().flatMap(({ req }) => (req === undefined ? [] : [req]))
  t.same(
    requests,
    urls.map(([, url]) => ({ method: 'GET', url, host: 'localhost:80', remoteAddress: '127.0.0.1' }))
  )
})

t.test('a production server whose mails are printed says so', async t => {
  const warning = 'EMAIL_URL is console: mails, and the links in them, are printed here and reach nobody'
  const cases: [settings: Record<string, string>, warns: boolean][] = [
    [{ NODE_ENV: 'production', EMAIL_URL: 'console:' }, true],
    [{ NODE_ENV: 'production', EMAIL_URL: '' }, true],
    [{ NODE_ENV: 'production', EMAIL_URL: `file:${t.testdir()}` }, false],
    [{ NODE_ENV: 'development', EMAIL_URL: 'console:' }, false],
    [{ NODE_ENV: '', EMAIL_URL: 'console:' }, false]
  ]
  for (const [settings, warns] of cases) {
    t.test(JSON.stringify(settings), async t => {
      printedMails(t)
      const { lines } = await createServer(t, settings)
      const warned = lines().filter(({ level }) => level >= 40)
      t.match(warned, warns ? [{ level: 40, msg: warning }] : [])
      t.equal(warned.length, warns ? 1 : 0)
    })
  }
})
