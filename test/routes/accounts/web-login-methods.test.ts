import swagger from '@fastify/swagger'
import Fastify, { type InjectOptions } from 'fastify'
import t from 'tap'
import { suite } from '../../../app.ts'
import { newDatabase, secretKey } from '../../helper.ts'
import { korean } from '../../mailing-app.ts'
import { ask, send } from '../../page-visits.ts'
import { answerKakao, begin, beginUrl, callbackUrl, comeBack, createWebApp } from '../../web-login.ts'

t.test(
  'an answer as a form (form_post) leads to the address with the same parameters, which then has its cookie',
  async t => {
    const { app, kakao } = await createWebApp(t)
    const begun = await begin(app)
    const form = new URLSearchParams(answerKakao(kakao, begun))
    form.append('user', '{"name":"x"}')
    form.append('iss', kakao.url)
    // From another site, so without the cookie.
    const { status, headers, html } = await send(app, callbackUrl, Object.fromEntries(form))
    t.equal(status, 303)
    t.equal(html, '')
    const location = new URL(String(headers.location), 'http://server.example')
    t.equal(location.pathname, callbackUrl)
    form.delete('user')
    t.same(Object.fromEntries(location.searchParams), Object.fromEntries(form))
    t.notOk('set-cookie' in headers)
    t.equal((await comeBack(app, location.search, begun.cookie)).statusCode, 303)
  }
)

t.test('a form names no other address, and carries an error as well', async t => {
  const { app } = await createWebApp(t, { prefix: '/v1' })
  const sent = {
    error: 'access_denied',
    state: 'a&b=c#d',
    redirect_uri: 'https://evil.example',
    next: '//evil.example'
  }
  const { headers } = await send(app, `/v1${callbackUrl}`, sent, { host: 'evil.example' })
  t.equal(headers.location, `/v1${callbackUrl}?error=access_denied&state=a%26b%3Dc%23d`)
})

t.test('no body at all is a form without parameters', async t => {
  const { app } = await createWebApp(t)
  const { status, headers } = await ask(app, 'POST', callbackUrl)
  t.equal(status, 303)
  t.match(await ask(app, 'GET', String(headers.location)), { status: 400, heading: 'This login took too long' })
})

t.test('a body that is no form is 415, one of more than 16 kB 413, one that is not UTF-8 400', async t => {
  const { app } = await createWebApp(t)
  const form = { 'content-type': 'application/x-www-form-urlencoded' }
  const json = { headers: { 'content-type': 'application/json', ...korean }, payload: '{"code":"x"}' }
  t.match(await ask(app, 'POST', callbackUrl, json), { status: 415, heading: '요청을 처리하지 못했습니다' })
  const large = `code=${'x'.repeat(16 * 1024)}`
  t.match(await ask(app, 'POST', callbackUrl, { headers: form, payload: large }), { status: 413 })
  const latin = Buffer.from('code=\xff', 'latin1')
  t.match(await ask(app, 'POST', callbackUrl, { headers: form, payload: latin }), { status: 400 })
})

t.test('every other method is 405, and says which there are', async t => {
  const { app } = await createWebApp(t)
  for (const [url, allow, methods] of [
    [beginUrl, 'GET', ['HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE', 'PROPFIND']],
    [callbackUrl, 'GET, POST', ['HEAD', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE', 'PROPFIND']]
  ] as const) {
    for (const method of methods) {
      const options = { headers: { 'content-type': 'text/plain' }, payload: 'x'.repeat(20_000) }
      // inject's types know Fastify's methods alone.
      const page = await ask(app, method as NonNullable<InjectOptions['method']>, url, options)
      t.match(page, { status: 405, headers: { allow, 'x-frame-options': 'DENY' } }, `${method} ${url}`)
      t.notOk('set-cookie' in page.headers)
      if (method !== 'HEAD') t.match(page.text, `Method "${method}" not allowed.`)
    }
  }
})

t.test('what else is under the path is not there, as a page', async t => {
  const { app } = await createWebApp(t)
  for (const url of [beginUrl.slice(0, -1), `${beginUrl}x/`, callbackUrl.slice(0, -1), `${callbackUrl}x?code=y`]) {
    t.match(await ask(app, 'GET', url), { status: 404, text: 'That did not work Not found.' }, url)
  }
  t.match(await ask(app, 'POST', `${callbackUrl}x`), { status: 404 })
  const beside = await app.inject('/accounts/kakao/logins/')
  t.match(beside.json(), { message: 'Route GET:/accounts/kakao/logins/ not found' }, 'beside it is the host’s')
})

t.test('an OpenAPI document shows the three, with their parameters', async t => {
  const app = Fastify()
  t.teardown(() => app.close())
  await app.register(swagger, { openapi: {} })
  await app.register(suite, { secretKey, databaseUrl: newDatabase(t), prefix: '/v1' })
  await app.ready()
  const { paths = {} } = JSON.parse(JSON.stringify(app.swagger()))
  t.same(Object.keys(paths[`/v1${beginUrl}`]), ['get'])
  t.same(Object.keys(paths[`/v1${callbackUrl}`]), ['get', 'post'])
  const { get: first } = paths[`/v1${beginUrl}`]
  const { get, post } = paths[`/v1${callbackUrl}`]
  const named = (parameters: { name: string; in: string }[]) => parameters.map(each => `${each.in} ${each.name}`)
  t.same(named(first.parameters), ['query next', 'query code_challenge', 'query scope', 'query prompt'])
  t.same(named(get.parameters), ['query state', 'query code', 'query error', 'query iss'])
  const { schema } = post.requestBody.content['application/x-www-form-urlencoded']
  t.same(Object.keys(schema.properties), ['state', 'code', 'error', 'iss'])
  t.same(
    [first, get, post].map(({ operationId, tags, security }) => ({ operationId, tags, security })),
    ['kakaoWebLogin', 'kakaoWebLoginCallback', 'kakaoWebLoginForm'].map(operationId => ({
      operationId,
      tags: ['Pages'],
      security: []
    }))
  )
  t.same(Object.keys(first.responses), ['302', '400', '429', '503'])
  t.same(Object.keys(get.responses), ['303', '400', '429', '503'])
  t.same(Object.keys(post.responses), ['303', '400', '413', '415', '429', '503'])
  t.match(first.responses['302'].headers.location, { schema: { type: 'string' } })
})
