import { Validator } from '@seriousme/openapi-schema-validator'
import type { FastifyInstance, InjectOptions } from 'fastify'
import t from 'tap'
import { Check } from 'typebox/value'
import type { SuiteOptions } from '../../app.ts'
import { openAdmin } from '../admin-app.ts'
import {
  bodyOf,
  createDescribedApp,
  describe,
  documentOf,
  examplesOf,
  operation,
  operationsOf,
  type Route
} from '../openapi.ts'

const everything: SuiteOptions = { accountDeletion: true, oldPasswordFieldEnabled: true, jwtAuthCookie: 'jwt' }
const { app, routes } = await createDescribedApp(t, everything)
const document = await documentOf(app)
const operations = operationsOf(document)
const nameOf = ({ method, path }: { method: string; path: string }) => `${method} ${path}`

const browser = openAdmin(app)

/** The same to somebody who is logged in to the admin: it may be the logout itself that was asked for. */
async function askAdmin(method: string, url: string): Promise<number> {
  if ((await browser.get('session/')).body.user === null) await browser.logIn('admin')
  const cookie = [...browser.cookies].map(([name, value]) => `${name}=${value}`).join('; ')
  return (await ask(app, method, url, { cookie, 'x-csrf-token': browser.token.value })).statusCode
}

/** A request to a path, with numbers and texts in the place of what it names. */
function ask(server: FastifyInstance, method: string, url: string, headers: Record<string, string> = {}) {
  const path = url.replaceAll(/:id|\{id\}/g, '99').replaceAll(/:\w+|\{\w+\}/g, 'x')
  return server.inject({ method: method as NonNullable<InjectOptions['method']>, url: path, headers })
}

/** What answers something else than 405 to somebody who is logged in: nothing but the routes is asked for it. */
async function servedBy(server: FastifyInstance, all: Route[]): Promise<string[]> {
  const urls = new Set(all.map(({ url }) => url))
  // A page answers for whatever is under its path; that is the page in another writing.
  const pages = [...urls].filter(
    url => !/^\/(docs|admin(?!\/api\/))/.test(url) && !url.includes('*') && !urls.has(`${url}/*`)
  )
  const served: string[] = []
  for (const url of pages) {
    for (const method of ['GET', 'POST', 'PUT', 'PATCH', 'DELETE']) {
      if (!all.some(route => route.method === method && route.url === url)) continue
      const authorization = `JWT ${await server.jwtAuth.issue({ id: 1 })}`
      const isAdmin = server === app && url.startsWith('/admin/api/')
      const statusCode = isAdmin
        ? await askAdmin(method, url)
        : (await ask(server, method, url, { authorization })).statusCode
      if (statusCode !== 405) served.push(`${method} ${url.replaceAll(/:(\w+)/g, '{$1}')}`)
    }
  }
  return served
}

t.test('the document is valid, whatever the settings are', async t => {
  const settings: SuiteOptions[] = [{}, everything, { restUseJwt: false, accountEmailVerification: 'mandatory' }]
  for (const options of settings) {
    t.same(
      await new Validator().validate({ ...(await describe(t, options)) }),
      { valid: true },
      Object.keys(options).join()
    )
  }
})

t.test('it has exactly the endpoints that the server has', async t => {
  t.same(operations.map(nameOf).sort(), (await servedBy(app, routes)).sort())
})

t.test('every operation says what it is', async t => {
  const known = document.tags.map(({ name }) => name)
  for (const described of operations) {
    const { summary = '', tags = [], operationId = '' } = described
    t.match(summary, /^[A-Z].*[^.]$/, nameOf(described))
    t.equal(tags.length, 1)
    t.ok(known.includes(tags[0] ?? ''), tags[0] ?? 'no tag')
    t.match(operationId, /^[a-z]+([A-Z][a-z]+)*$/)
  }
  const ids = operations.map(({ operationId }) => operationId)
  t.equal(new Set(ids).size, ids.length)
  t.same(known, [...new Set(known)])
  t.same([...new Set(operations.flatMap(({ tags = [] }) => tags))].sort(), known.sort(), 'no tag is idle')
})

t.test('every operation says who is let in, and it is true', async t => {
  for (const described of operations) {
    const { security, responses, method, path } = described
    if (security === undefined) return t.fail(nameOf(described))
    const isClosed = security.length > 0 && security.every(way => Object.keys(way).length === 1)
    t.equal((await ask(app, method, path)).statusCode === 401, isClosed, nameOf(described))
    t.equal(responses[401] !== undefined, security.length > 0)
  }
  t.same(operation(document, 'GET /rest-auth/user/').security, [{ jwt: [] }, { cookie: [] }, { token: [] }])
  t.same(operation(document, 'POST /rest-auth/logout/').security, [{}, { jwt: [] }, { cookie: [] }, { token: [] }])
})

t.test('every field of a request has a description and an example', async t => {
  for (const described of operations) {
    for (const [name, field] of Object.entries(bodyOf(described)?.schema.properties ?? {})) {
      t.match(field, { description: /\w.*\.$/, examples: [/./] }, `${nameOf(described)} ${name}`)
    }
    for (const { name, in: where, description, example } of described.parameters ?? []) {
      t.match(where, /^(path|query)$/)
      t.match({ description, example }, { description: /\w.*\.$/, example: /./ }, `${nameOf(described)} ${name}`)
    }
    const named = [...described.path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name)
    const inPath = (described.parameters ?? []).filter(parameter => parameter.in === 'path')
    t.same(
      inPath.map(({ name }) => name),
      named
    )
  }
})

t.test('bodies are JSON or forms of either kind; those of pages are forms, and of events tokens', async t => {
  const form = 'application/x-www-form-urlencoded'
  const types = ['application/json', form, 'multipart/form-data']
  for (const { requestBody, tags, path } of operations) {
    if (requestBody === undefined) continue
    const isEvent = path === '/accounts/kakao/webhook/events/'
    const expected = isEvent ? ['application/secevent+jwt'] : tags?.includes('Pages') ? [form] : types
    t.same(Object.keys(requestBody.content), expected, path)
  }
})

t.test('every answer has a description, and all but a page an example', async t => {
  for (const described of operations) {
    for (const [status, { description, content = {} }] of Object.entries(described.responses)) {
      t.match(description, /^[A-Z].*\.$/, `${nameOf(described)} ${status}`)
      t.equal(Object.keys(content).length, ['202', '204'].includes(status) ? 0 : 1)
      const { 'application/json': json } = content
      if (json !== undefined) t.ok(examplesOf(json).length > 0, `${nameOf(described)} ${status}`)
    }
    for (const status of [429, 503]) t.ok(described.responses[status], `${nameOf(described)} ${status}`)
  }
})

t.test('every example is what its schema says', async t => {
  for (const described of operations) {
    const answers = Object.values(described.responses).flatMap(({ content = {} }) => Object.values(content))
    for (const media of [...Object.values(described.requestBody?.content ?? {}), ...answers]) {
      for (const example of examplesOf(media)) {
        t.ok(Check(media.schema, example), `${nameOf(described)} ${JSON.stringify(example)}`)
      }
    }
  }
})

t.test('a schema is what its route has, without what TypeBox keeps for itself', async t => {
  t.notMatch(JSON.stringify(document), /"~/)
  const user = operation(document, 'GET /rest-auth/user/').responses[200]?.content?.['application/json']?.schema
  t.same(user?.required, ['pk', 'username', 'email', 'first_name', 'last_name'])
  t.match(user?.properties, { pk: { readOnly: true }, email: { readOnly: true }, username: { maxLength: 150 } })
  const registration = bodyOf(operation(document, 'POST /rest-auth/registration/'))?.schema
  t.same(registration?.required, ['username', 'password1', 'password2'])
  t.match(registration?.properties, { email: { format: 'email' }, password1: { format: 'password', maxLength: 128 } })
  t.notOk(bodyOf(operation(document, 'PATCH /rest-auth/user/'))?.schema.required)
})
