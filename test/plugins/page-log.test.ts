import type { InjectOptions } from 'fastify'
import t from 'tap'
import { createLoggingApp } from '../logging-app.ts'
import { ask, open, passphrase, send, twice } from '../page-visits.ts'

t.test('a request is logged by its page, without what the link carries, however the link is written', async t => {
  const { app, reset, email, lines } = await createLoggingApp(t)
  const variants = (link: string) => [
    link,
    link.slice(0, -1),
    `${link}/`,
    `${link}more/`,
    `${link}more/and/more?x=1#y`,
    `${link}?next=/`,
    `${link}%20`,
    `${link.slice(0, -1)}%2F`,
    link.replace('c', '%63'),
    link.replaceAll(':', '%3A').replaceAll('-', '%2D'),
    `${link}${'x'.repeat(1000)}`
  ]
  const visits = [...variants(reset), ...variants(email)]
  for (const url of visits) {
    await open(app, url)
    await ask(app, 'HEAD', url)
    await send(app, url, twice('iloveyou'))
    await ask(app, 'POST', url, { headers: { 'content-type': 'text/plain' }, payload: passphrase })
  }
  const requests = lines().flatMap(({ req }) => (req === undefined ? [] : [req]))
  t.equal(requests.length, 4 * visits.length)
  t.same(new Set(requests.map(({ url }) => url)), new Set(['/password-reset/confirm/…', '/account-confirm-email/…']))
  t.match(requests[0], { method: 'GET', host: 'localhost:80', remoteAddress: '127.0.0.1' })
})

t.test('neither is a request of a method that the pages have not', async t => {
  const { app, reset, email, lines } = await createLoggingApp(t)
  for (const url of [reset, email, `${reset}more`]) {
    for (const method of ['PUT', 'OPTIONS', 'TRACE', 'PROPFIND']) {
      // inject's types know Fastify's methods alone.
      const page = await ask(app, method as NonNullable<InjectOptions['method']>, url)
      t.equal(page.status, 405)
    }
  }
  t.equal(lines().filter(({ msg }) => msg === 'incoming request').length, 12)
  t.notMatch(lines(), [{ msg: /not found/ }])
})

t.test('an address that cannot be decoded does not come as far as the log', async t => {
  const { app, reset, email, lines } = await createLoggingApp(t)
  for (const url of [`${reset}%zz`, `${email}%e0%a4`, reset.replace('-', '%')])
    t.equal((await open(app, url)).status, 400)
  t.same(lines(), [])
})

t.test('a form that does its work says nothing in the log', async t => {
  const { app, reset, email, lines } = await createLoggingApp(t)
  t.equal((await send(app, reset, twice(passphrase))).status, 200)
  t.equal((await send(app, email)).status, 200)
  t.same(new Set(lines().map(({ msg }) => msg)), new Set(['incoming request', 'request completed']))
})

t.test('a line of a host about the request as Node has it holds no link either', async t => {
  const { app, host, reset, lines } = await createLoggingApp(t)
  host.onRequest = ({ log, raw }) => log.info({ req: raw }, 'of the host')
  t.equal((await open(app, reset)).status, 200)
  t.match(lines(), [{}, { msg: 'of the host', req: { method: 'GET', url: '…' } }, {}])
})

t.test('in a host the queries of our routes stay out of its log, and those of its own do not', async t => {
  const { app, lines } = await createLoggingApp(t)
  for (const url of ['/rest-auth/user/?token=secret', '/api-jwt-auth/?password=secret', '/its-own?page=2']) {
    await app.inject(url)
  }
  t.same(
    lines().flatMap(({ req }) => (req === undefined ? [] : [req.url])),
    ['/rest-auth/user/?…', '/api-jwt-auth/?…', '/its-own?page=2']
  )
})

t.test("a host's own child loggers stay in use", async t => {
  const children: object[] = []
  const { app, reset, lines } = await createLoggingApp(
    t,
    {},
    {
      childLoggerFactory: (logger, bindings, options) => {
        const child = logger.child({ ...bindings, by: 'host' }, options)
        children.push(child)
        return child
      }
    }
  )
  t.equal((await open(app, reset)).status, 200)
  t.ok(children.length > 0)
  t.match(lines(), [{ by: 'host', req: { url: '/password-reset/confirm/…' } }, { by: 'host' }])
})
