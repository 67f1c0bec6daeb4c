import swagger from '@fastify/swagger'
import Fastify, { type InjectOptions } from 'fastify'
import t from 'tap'
import { suite } from '../../app.ts'
import { newDatabase, secretKey } from '../helper.ts'
import { korean } from '../mailing-app.ts'
import { ask, createPagesApp, open, send, twice } from '../page-visits.ts'

const dead = (status: number) => ({ status, heading: 'This link does not work' })

t.test('what is written under a page and is no link is a dead one', async t => {
  const { app, resetLink, emailLink } = await createPagesApp(t)
  const reset = await resetLink()
  const key = await emailLink()
  const resets = [`${reset}/`, `${reset}x`, `${reset}x/`, reset.replace('/MQ/', '/MQ//'), reset.replace('/MQ/', '/')]
  for (const path of ['/password-reset/confirm', '/password-reset/confirm/', '/password-reset/confirm///', ...resets]) {
    t.match(await open(app, path), dead(400), path)
    t.match(await ask(app, 'HEAD', path), { status: 400 }, path)
    t.match(await send(app, path, twice('another fine passphrase')), dead(400), path)
  }
  for (const path of [
    '/account-confirm-email',
    '/account-confirm-email/',
    `${key}/`,
    `${key}x`,
    `${key}${'x'.repeat(5000)}`
  ]) {
    t.match(await open(app, path), dead(404), path)
    t.match(await send(app, path), dead(404), path)
  }
  t.match(await open(app, reset), { status: 200 }, 'and the link itself still holds')
})

t.test('a link with a query is the same link', async t => {
  const { app, resetLink } = await createPagesApp(t)
  const link = await resetLink()
  for (const url of [`${link}?utm_source=mail`, `${link.slice(0, -1)}?`]) t.match(await open(app, url), { status: 200 })
})

t.test('every other method is 405, before a body is looked at', async t => {
  const { app, resetLink, emailLink } = await createPagesApp(t)
  for (const url of [await resetLink(), await emailLink(), '/password-reset/confirm/x', '/account-confirm-email']) {
    for (const method of ['PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE', 'PROPFIND', 'QUERY']) {
      const options = { headers: { 'content-type': 'text/plain' }, payload: 'x'.repeat(20_000) }
      // inject's types know Fastify's methods alone; Office asks with PROPFIND.
      const page = await ask(app, method as NonNullable<InjectOptions['method']>, url, options)
      t.match(
        page,
        { status: 405, headers: { allow: 'GET, HEAD, POST' }, heading: 'That did not work' },
        `${method} ${url}`
      )
      t.match(page.text, `Method "${method}" not allowed.`)
    }
  }
})

t.test('a body that is no form is 415', async t => {
  const { app, resetLink, emailLink } = await createPagesApp(t)
  for (const url of [await resetLink(), await emailLink()]) {
    for (const type of ['application/json', 'text/plain', 'multipart/form-data; boundary=x']) {
      const page = await ask(app, 'POST', url, { headers: { 'content-type': type, ...korean }, payload: '{}' })
      t.match(page, { status: 415, heading: '요청을 처리하지 못했습니다' }, type)
      t.match(page.text, '지원하지 않는 미디어 형식입니다')
    }
  }
})

t.test('a form of more than 16 kB is 413, and one whose bytes are not UTF-8 is 400', async t => {
  const { app, resetLink } = await createPagesApp(t)
  const link = await resetLink()
  t.match(await send(app, link, { more: 'x'.repeat(16 * 1024) }), { status: 413, heading: 'That did not work' })
  const headers = { 'content-type': 'application/x-www-form-urlencoded' }
  const payload = Buffer.from('new_password1=\xff', 'latin1')
  t.match(await ask(app, 'POST', link, { headers, payload }), { status: 400, heading: 'That did not work' })
})

t.test('an OpenAPI document shows the links, and none of the other ways to write them', async t => {
  const app = Fastify()
  t.teardown(() => app.close())
  await app.register(swagger, { openapi: {} })
  await app.register(suite, { secretKey, databaseUrl: newDatabase(t), prefix: '/v1' })
  await app.ready()
  const { paths = {} } = JSON.parse(JSON.stringify(app.swagger()))
  const shown = Object.keys(paths).filter(path => /v1\/(password-reset|account-confirm)/.test(path))
  t.same(shown, ['/v1/password-reset/confirm/{uid}/{token}/', '/v1/account-confirm-email/{key}/'])
  for (const path of shown) t.same(Object.keys(paths[path]), ['get', 'post'], path)
  const { get, post } = paths['/v1/password-reset/confirm/{uid}/{token}/']
  t.match(get, { tags: ['Pages'], summary: 'The form for a new password' })
  t.same(
    get.parameters.map(({ name, in: place }: { name: string; in: string }) => [name, place]),
    [
      ['uid', 'path'],
      ['token', 'path']
    ]
  )
  t.match(get.responses['200'], { description: 'The page.', content: { 'text/html': { schema: { type: 'string' } } } })
  t.match(get.responses['400'], { description: 'The link does not hold.' })
  t.same(Object.keys(post.requestBody.content), ['application/x-www-form-urlencoded'])
})
