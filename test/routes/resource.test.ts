import swagger from '@fastify/swagger'
import Fastify, { type FastifyRequest, type InjectOptions } from 'fastify'
import t, { type Test } from 'tap'
import { AuthenticationFailed } from '../../core/errors.ts'
import { message } from '../../core/messages.ts'
import { answers } from '../../plugins/answers.ts'
import { type Resource, resource } from '../../routes/resource.ts'

type Method = NonNullable<InjectOptions['method']>

/** A server with one resource at /thing/. */
async function createThing(t: Test, thing: Omit<Resource, 'name'>) {
  const app = Fastify()
  t.teardown(() => app.close())
  await app.register(async scope => {
    await scope.register(answers)
    resource(scope, '/thing/', { name: 'Thing', ...thing })
  })
  return (method: Method, options: InjectOptions = {}) => app.inject({ method, url: '/thing/', ...options })
}

const read = { handler: async () => ({ thing: 1 }) }

t.test('each method is answered by its handler', async t => {
  const echo = { handler: async ({ method }: { method: string }) => ({ method }) }
  const ask = await createThing(t, { GET: echo, POST: echo, PUT: echo, PATCH: echo, DELETE: echo })
  for (const method of ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const) {
    const response = await ask(method)
    t.equal(response.statusCode, 200, method)
    t.same(response.json(), { method })
    t.equal(response.headers.allow, 'GET, POST, PUT, PATCH, DELETE, HEAD, OPTIONS')
  }
})

t.test('a method that it has not is 405, and Allow says which it has', async t => {
  const ask = await createThing(t, { GET: read, PATCH: read })
  for (const method of ['POST', 'PUT', 'DELETE'] as const) {
    const response = await ask(method)
    t.equal(response.statusCode, 405, method)
    t.same(response.json(), { detail: `Method "${method}" not allowed.` })
    t.equal(response.headers.allow, 'GET, PATCH, HEAD, OPTIONS')
  }
})

t.test('where there is GET there is HEAD, with the same headers', async t => {
  const ask = await createThing(t, { GET: read })
  const response = await ask('HEAD')
  t.equal(response.statusCode, 200)
  t.equal(response.body, '')
  t.equal(response.headers['content-length'], '11')
  t.equal(response.headers.allow, 'GET, HEAD, OPTIONS')
})

t.test('where there is none, there is no HEAD either', async t => {
  const ask = await createThing(t, { POST: read })
  const response = await ask('HEAD')
  t.equal(response.statusCode, 405)
  t.equal(response.body, '')
  t.equal(response.headers.allow, 'POST, OPTIONS')
})

t.test('OPTIONS tells the name and what can be sent', async t => {
  const ask = await createThing(t, { POST: read })
  const response = await ask('OPTIONS')
  t.equal(response.statusCode, 200)
  t.same(response.json(), {
    name: 'Thing',
    description: '',
    renders: ['application/json'],
    parses: ['application/json', 'application/x-www-form-urlencoded', 'multipart/form-data']
  })
  t.equal(response.headers.allow, 'POST, OPTIONS')
})

t.test('who may not ask is told so first, whatever the method and the body', async t => {
  const onRequest = async () => {
    throw new AuthenticationFailed(message('notAuthenticated'))
  }
  const ask = await createThing(t, { onRequest, POST: read })
  for (const method of ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'] as const) {
    const response = await ask(method, { payload: '{"not json', headers: { 'content-type': 'text/plain' } })
    t.equal(response.statusCode, 401, method)
    t.same(response.json(), { detail: 'Authentication credentials were not provided.' })
    t.equal(response.headers.allow, 'POST, OPTIONS')
  }
})

t.test('several hooks are asked in turn, and the first that refuses is the last', async t => {
  const asked: string[] = []
  const hook = (name: string) => async (request: FastifyRequest) => {
    asked.push(name)
    if (request.headers['x-refuse'] === name) throw new AuthenticationFailed(message('notAuthenticated'))
  }
  const ask = await createThing(t, {
    onRequest: [hook('first'), hook('second')],
    GET: read,
    POST: { ...read, onRequest: hook('of POST') },
    PUT: { ...read, onRequest: [hook('of PUT'), hook('last')] }
  })
  const cases: [method: Method, refuse: string, status: number, names: string[]][] = [
    ['GET', '', 200, ['first', 'second']],
    ['OPTIONS', '', 200, ['first', 'second']],
    ['DELETE', '', 405, ['first', 'second']],
    ['POST', '', 200, ['first', 'second', 'of POST']],
    ['PUT', '', 200, ['first', 'second', 'of PUT', 'last']],
    ['PUT', 'of PUT', 401, ['first', 'second', 'of PUT']],
    ['PUT', 'first', 401, ['first']],
    ['DELETE', 'second', 401, ['first', 'second']]
  ]
  for (const [method, refuse, status, names] of cases) {
    asked.length = 0
    const response = await ask(method, { headers: { 'x-refuse': refuse } })
    t.equal(response.statusCode, status, `${method} ${refuse}`)
    t.same(asked, names)
    t.equal(response.headers.allow, 'GET, POST, PUT, HEAD, OPTIONS')
  }
})

t.test('a hook of GET is one of HEAD', async t => {
  const onRequest = async () => {
    throw new AuthenticationFailed(message('notAuthenticated'))
  }
  const ask = await createThing(t, { GET: { ...read, onRequest }, POST: read })
  t.equal((await ask('GET')).statusCode, 401)
  t.equal((await ask('HEAD')).statusCode, 401)
  t.equal((await ask('POST')).statusCode, 200)
  t.equal((await ask('OPTIONS')).statusCode, 200)
})

t.test('a method that it has not is refused before its body is looked at', async t => {
  const ask = await createThing(t, { GET: read })
  for (const payload of ['{"not json', 'x'.repeat(200_000)]) {
    for (const type of ['application/json', 'text/plain']) {
      const response = await ask('PUT', { payload, headers: { 'content-type': type } })
      t.equal(response.statusCode, 405, `${type} ${payload.length}`)
    }
  }
})

t.test('a body of more than 100 kB is refused, and one of 100 kB is not', async t => {
  const ask = await createThing(t, { POST: { handler: async ({ body }) => ({ length: JSON.stringify(body).length }) } })
  const ofBytes = (bytes: number) => ({ a: 'x'.repeat(bytes - '{"a":""}'.length) })
  t.same((await ask('POST', { payload: ofBytes(102_400) })).json(), { length: 102_400 })
  const response = await ask('POST', { payload: ofBytes(102_401) })
  t.equal(response.statusCode, 413)
  t.same(response.json(), { detail: 'Request body is too large.' })
})

t.test("a host's schema for a body is held to", async t => {
  const schema = { body: { type: 'object', required: ['name'], properties: { name: { type: 'string' } } } }
  const ask = await createThing(t, { POST: { schema, handler: async ({ body }) => ({ body }) } })
  t.same((await ask('POST', { payload: { name: 'A' } })).json(), { body: { name: 'A' } })
  const response = await ask('POST', { payload: { other: 1 } })
  t.equal(response.statusCode, 400)
  t.same(response.json(), { detail: "body must have required property 'name'" })
})

t.test('a document shows what it has, and neither HEAD, nor OPTIONS, nor what is refused', async t => {
  const app = Fastify()
  t.teardown(() => app.close())
  await app.register(swagger, { openapi: { openapi: '3.1.0' }, exposeHeadRoutes: true })
  resource(app, '/thing/', { name: 'Thing', GET: read, POST: { schema: { summary: 'Make a thing' }, ...read } })
  await app.ready()
  const { '/thing/': shown = {} } = app.swagger().paths ?? {}
  t.same(Object.keys(shown), ['get', 'post'])
  t.match(shown, { post: { summary: 'Make a thing', responses: { 200: {}, 400: {}, 503: {} } } })
})

t.test("HEAD has the headers that a host's own schema makes of GET", async t => {
  const schema = { response: { 200: { type: 'object', properties: {} } } }
  const ask = await createThing(t, { GET: { schema, ...read } })
  t.equal((await ask('GET')).body, '{}')
  t.equal((await ask('HEAD')).headers['content-length'], '2')
})
