import swagger from '@fastify/swagger'
import Fastify, { type FastifySchema, type onRequestAsyncHookHandler } from 'fastify'
import t, { type Test } from 'tap'
import { answers, type Endpoint, type Resource, resource, suite } from '../../index.ts'
import { djangoDatabase, secretKey } from '../helper.ts'
import { type Document, operation, operationsOf } from '../openapi.ts'

const handler: Endpoint['handler'] = async () => ({ id: 1, secret: 'of the row' })

/** The document of a host with a resource of its own at /thing/:id/, and the server. */
async function describe(t: Test, thing: Omit<Resource, 'name' | 'onRequest'>, asks?: 'us' | 'itself' | 'if shown') {
  const app = Fastify()
  t.teardown(() => app.close())
  await app.register(swagger, { openapi: { openapi: '3.1.0' } })
  await app.register(suite, { secretKey, databaseUrl: djangoDatabase(t) })
  await app.register(async scope => {
    await scope.register(answers)
    const hooks = {
      us: app.authenticate,
      'if shown': app.jwtAuth.authenticateIfShown,
      itself: async () => {}
    }
    resource(scope, '/thing/:id/', { name: 'Thing', ...(asks && { onRequest: hooks[asks] }), ...thing })
  })
  await app.ready()
  const document = JSON.parse(JSON.stringify(app.swagger())) as Document
  return { app, document, described: (method: string) => operation(document, `${method} /thing/{id}/`) }
}

/** A schema with nothing but an answer of 200. */
const answering = (schema: object): FastifySchema => ({ response: { 200: schema } })

t.test('only what a resource has is described', async t => {
  const { document } = await describe(t, { GET: { handler }, PATCH: { handler } })
  const things = operationsOf(document).filter(({ path }) => path === '/thing/{id}/')
  t.same(
    things.map(({ method }) => method),
    ['GET', 'PATCH']
  )
})

t.test('errors are described by what can go wrong', async t => {
  const { described } = await describe(t, { GET: { handler }, POST: { handler } }, 'us')
  t.same(Object.keys(described('GET').responses), ['200', '401', '404', '429', '503'])
  t.same(Object.keys(described('POST').responses), ['200', '400', '401', '404', '413', '415', '429', '503'])
})

t.test('an endpoint that says of an error itself has the last word', async t => {
  const schema = { response: { 404: { type: 'object', description: 'Mine.' } } }
  const { described } = await describe(t, { GET: { schema, handler } })
  t.match(described('GET').responses[404], { description: 'Mine.' })
})

t.test('who is let in is said of our own hooks, and of no others', async t => {
  const ways = [{ jwt: [] }, { token: [] }]
  const securityOf = async (asks?: 'us' | 'itself' | 'if shown', schema: FastifySchema = {}) =>
    (await describe(t, { GET: { schema, handler } }, asks)).described('GET').security
  t.same(await securityOf(), [])
  t.same(await securityOf('us'), ways)
  t.same(await securityOf('if shown'), [{}, ...ways])
  t.equal(await securityOf('itself'), undefined)
  t.same(await securityOf('itself', { security: [{ jwt: [] }] }), [{ jwt: [] }])
})

t.test('of several hooks, those of ours say who is let in', async t => {
  const app = Fastify()
  t.teardown(() => app.close())
  await app.register(swagger, { openapi: { openapi: '3.1.0' } })
  await app.register(suite, { secretKey, databaseUrl: djangoDatabase(t), jwtAuthCookie: 'jwt' })
  const { authenticate, jwtAuth, requireGroup, requireStaff } = app
  const its: onRequestAsyncHookHandler = async () => {}
  const things: Record<string, Partial<Resource>> = {
    '/none/': { onRequest: [] },
    '/its/': { onRequest: [its, its] },
    '/login/': { onRequest: [its, authenticate] },
    '/staff/': { onRequest: [authenticate, requireStaff] },
    '/if-shown/': { onRequest: [jwtAuth.authenticateIfShown, its] },
    '/if-shown-staff/': { onRequest: [jwtAuth.authenticateIfShown, requireStaff] },
    '/both/': {
      onRequest: authenticate,
      GET: { handler },
      POST: { handler, onRequest: [requireStaff, requireGroup('editors')] }
    },
    '/post/': { GET: { handler }, POST: { handler, onRequest: authenticate } }
  }
  for (const [url, thing] of Object.entries(things)) resource(app, url, { name: 'Thing', GET: { handler }, ...thing })
  await app.ready()
  const document = JSON.parse(JSON.stringify(app.swagger())) as Document
  const ways = [{ jwt: [] }, { cookie: [] }, { token: [] }]
  const described = (request: string) => {
    const { security, responses } = operation(document, request)
    const { 403: refused } = responses
    return { security, is401: '401' in responses, refused: refused?.description }
  }
  const crossSite = 'The cookie came with a request of another site.'
  const isForStaff = 'Only for members of the staff.'
  t.same(described('GET /none/'), { security: [], is401: false, refused: undefined })
  t.same(described('GET /its/'), { security: undefined, is401: false, refused: undefined })
  t.same(described('GET /login/'), { security: ways, is401: true, refused: undefined })
  t.same(described('GET /staff/'), { security: ways, is401: true, refused: isForStaff })
  t.same(described('GET /if-shown/'), { security: [{}, ...ways], is401: true, refused: undefined })
  t.same(described('GET /if-shown-staff/'), { security: ways, is401: true, refused: isForStaff })
  t.same(described('GET /both/'), { security: ways, is401: true, refused: undefined })
  const both = `${isForStaff} Only for members of the group editors. Or the cookie came with a request of another site.`
  t.same(described('POST /both/'), { security: ways, is401: true, refused: both })
  t.same(described('GET /post/'), { security: [], is401: false, refused: undefined })
  t.same(described('POST /post/'), { security: ways, is401: true, refused: crossSite })
  t.same(operation(document, 'GET /staff/').responses[403]?.content?.['application/json']?.example, {
    detail: 'You do not have permission to perform this action.'
  })
})

t.test('without our plugins nothing is said of who is let in', async t => {
  const app = Fastify()
  t.teardown(() => app.close())
  await app.register(swagger, { openapi: { openapi: '3.1.0' } })
  resource(app, '/thing/', { name: 'Thing', onRequest: async () => {}, GET: { handler } })
  resource(app, '/open/', { name: 'Open', GET: { handler } })
  await app.ready()
  const document = app.swagger() as unknown as Document
  t.equal(operation(document, 'GET /thing/').security, undefined)
  t.same(operation(document, 'GET /open/').security, [])
  t.notOk(document.components.securitySchemes)
})

t.test('a body is JSON or a form of either kind, unless its schema says otherwise', async t => {
  const body = { type: 'object', properties: { name: { type: 'string' } } }
  const types = async (schema: FastifySchema) =>
    Object.keys((await describe(t, { PUT: { schema, handler } })).described('PUT').requestBody?.content ?? {})
  t.same(await types({ body }), ['application/json', 'application/x-www-form-urlencoded', 'multipart/form-data'])
  t.same(await types({ body, consumes: ['application/json'] }), ['application/json'])
  t.same(await types({}), [])
})

t.test('an example is made of those of the parts', async t => {
  const name = { type: 'string', examples: ['A', 'B'] }
  const thing = { type: 'object', properties: { name } }
  const exampleOf = async (schema: object) => {
    const { described } = await describe(t, { GET: { schema: answering(schema), handler } })
    return described('GET').responses[200]?.content?.['application/json']?.example
  }
  t.same(await exampleOf(thing), { name: 'A' })
  t.same(await exampleOf({ type: 'array', items: thing }), [{ name: 'A' }])
  t.same(await exampleOf({ type: 'object', properties: { thing } }), { thing: { name: 'A' } })

  t.test('of all of them, or of none', async t => {
    t.equal(await exampleOf({ type: 'object', properties: { name, age: { type: 'integer' } } }), undefined)
    t.equal(await exampleOf({ type: 'array', items: { type: 'string' } }), undefined)
    t.equal(await exampleOf({ type: 'array' }), undefined)
    t.equal(await exampleOf({ type: 'string' }), undefined)
  })

  t.test('where there is none of the whole', async t => {
    t.same(await exampleOf({ ...thing, examples: [{ name: 'C' }] }), { name: 'C' })
    t.equal(await exampleOf({ ...thing, 'x-examples': { c: { value: { name: 'C' } } } }), undefined)
  })
})

t.test('a description changes nothing of what is read and answered', async t => {
  const schema = answering({ type: 'object', properties: { id: { type: 'integer' } } })
  const { app } = await describe(t, { GET: { schema, handler }, PUT: { handler } }, 'us')
  const headers = { authorization: `JWT ${await app.jwtAuth.issue({ id: 1 })}` }
  t.same((await app.inject({ url: '/thing/1/', headers })).json(), { id: 1 }, "the host's schema serializes")
  t.same((await app.inject({ url: '/thing/1/', headers, method: 'PUT' })).json(), { id: 1, secret: 'of the row' })
  t.same((await app.inject('/thing/1/')).json(), { detail: 'Authentication credentials were not provided.' })
})
