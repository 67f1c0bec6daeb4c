import swagger, { type FastifyDynamicSwaggerOptions } from '@fastify/swagger'
import { Validator } from '@seriousme/openapi-schema-validator'
import Fastify from 'fastify'
import t, { type Test } from 'tap'
import { type SuiteOptions, suite } from '../../app.ts'
import { database, jwtAuth, restAuth } from '../../index.ts'
import { tokenAuth } from '../../plugins/token-auth.ts'
import { djangoDatabase, secretKey } from '../helper.ts'
import { bodyOf, type Document, describe, operation, operationsOf } from '../openapi.ts'

/** The document of a host that makes its own, with the suite in it. */
async function describeHost(t: Test, options: FastifyDynamicSwaggerOptions, settings: SuiteOptions = {}) {
  const app = Fastify()
  t.teardown(() => app.close())
  await app.register(swagger, options)
  await app.register(suite, { secretKey, databaseUrl: djangoDatabase(t), ...settings })
  app.get('/host', { schema: { summary: 'Of the host' } }, async () => ({}))
  await app.ready()
  return { app, document: JSON.parse(JSON.stringify(app.swagger())) as Document }
}

t.test('the suite adds no description to a host', async t => {
  const app = Fastify()
  t.teardown(() => app.close())
  await app.register(suite, { secretKey, databaseUrl: djangoDatabase(t) })
  t.notOk(app.hasDecorator('swagger'))
  t.equal((await app.inject('/docs')).statusCode, 404)
  t.equal((await app.inject('/docs/json')).statusCode, 404)
})

t.test("a host's own document shows our routes as ours does, whichever OpenAPI it is", async t => {
  const ours = await describe(t, { jwtAuthCookie: 'jwt' })
  for (const openapi of ['3.0.3', '3.1.0']) {
    const { app, document } = await describeHost(t, { openapi: { openapi } }, { jwtAuthCookie: 'jwt' })
    t.same(await new Validator().validate({ ...document }), { valid: true }, openapi)
    const own = operationsOf(document).filter(({ path }) => path !== '/host')
    t.same(
      own.map(({ operationId, security }) => [operationId, security]),
      operationsOf(ours).map(({ operationId, security }) => [operationId, security])
    )
    t.same(document.components.securitySchemes, ours.components.securitySchemes)
    const login = operation(document, 'POST /rest-auth/login/')
    t.same(Object.keys(login.responses), ['200', '400', '413', '415', '429', '503'])
    t.same(bodyOf(login)?.example, { username: 'minsu', password: 'a lovely passphrase' })
    t.notOk(operation(document, 'GET /host').security)
    t.equal((await app.inject('/docs')).statusCode, 404)
  }
})

t.test('what a host says of its own ways in stays', async t => {
  const mine = { type: 'http', scheme: 'bearer', description: 'Mine.' } as const
  const openapi = { openapi: '3.1.0', components: { securitySchemes: { jwt: mine, other: mine } } }
  const { document } = await describeHost(t, { openapi })
  t.match(document.components.securitySchemes, { jwt: mine, other: mine, token: { type: 'apiKey' } })
  t.same(Object.keys(openapi.components.securitySchemes), ['jwt', 'other'], 'and what it gave is left alone')
})

t.test('a Swagger 2 document is made as well, without the ways in, which it has no words for', async t => {
  const { document } = await describeHost(t, {})
  const { security, summary } = operation(document, 'GET /rest-auth/user/')
  t.equal(summary, 'Read the own data')
  t.notOk(security)
})

t.test('a host that shows its users in its own way is not said to show ours', async t => {
  const app = Fastify()
  t.teardown(() => app.close())
  await app.register(swagger, { openapi: { openapi: '3.1.0' } })
  await app.register(suite, { secretKey, databaseUrl: djangoDatabase(t), userDetails: ({ id }) => ({ id }) })
  await app.ready()
  const document = JSON.parse(JSON.stringify(app.swagger())) as Document
  const shown = operation(document, 'GET /rest-auth/user/').responses[200]?.content?.['application/json']?.schema
  t.match(shown, { type: 'object', properties: {}, description: /as this app shows its users/ })
})

t.test('a plugin that is not there is no way in', async t => {
  const ways = async (plugin?: typeof tokenAuth) => {
    const app = Fastify()
    t.teardown(() => app.close())
    await app.register(swagger, { openapi: { openapi: '3.1.0' } })
    await app.register(database, { url: djangoDatabase(t) })
    await app.register(jwtAuth, { secret: secretKey })
    await app.register(restAuth)
    if (plugin !== undefined) await app.register(plugin)
    await app.ready()
    return operation(app.swagger() as unknown as Document, 'GET /rest-auth/user/').security
  }
  t.same(await ways(), [{ jwt: [] }])
  t.same(await ways(tokenAuth), [{ jwt: [] }, { token: [] }], 'in whatever order they come')
})
