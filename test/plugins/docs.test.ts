import { readFileSync } from 'node:fs'
import Fastify from 'fastify'
import t, { type Test } from 'tap'
import app, { type SuiteOptions } from '../../app.ts'
import { newDatabase, secretKey } from '../helper.ts'
import { bodyOf, type Document, describe, documentOf, operation, operationsOf } from '../openapi.ts'

const { name, version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'))

/** What `npm start` serves, with a setting of the environment. */
async function createServer(t: Test, DOCS: string) {
  Object.assign(process.env, { SECRET_KEY: secretKey, DATABASE_URL: newDatabase(t), DOCS })
  const server = Fastify()
  t.teardown(() => server.close())
  await app(server, {})
  return server
}

t.test('the server of npm start', async t => {
  const server = await createServer(t, '')

  t.test('has a page that loads nothing of others, over http too', async t => {
    for (const url of ['/docs', '/docs/']) {
      const page = await server.inject(url)
      t.equal(page.statusCode, 200, url)
      t.equal(page.headers['content-type'], 'text/html; charset=utf-8')
      t.match(page.body, `<title>${name}</title>`)
      t.equal(
        page.headers['content-security-policy'],
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; " +
          "base-uri 'none'; form-action 'none'; frame-ancestors 'none';"
      )
    }
  })

  t.test('serves the scripts of the page itself', async t => {
    const { body } = await server.inject('/docs')
    const sources = [...body.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, source = '']) => source)
    t.equal(sources.length, 7)
    for (const source of sources) t.equal((await server.inject(source)).statusCode, 200, source)
    t.notMatch(body, /<script(?![^>]* src=)/, 'none of them stands in the page')
  })

  t.test('names itself and its version', async t => {
    const document = await documentOf(server)
    t.match(document, { openapi: '3.1.0', info: { title: name, version }, servers: [{ url: '/' }] })
    t.ok(operationsOf(document).length > 20)
  })

  t.test('has the same as YAML', async t => {
    const yaml = await server.inject('/docs/yaml')
    t.equal(yaml.statusCode, 200)
    t.match(yaml.body, 'openapi: 3.1.0\n')
  })
})

t.test('with DOCS=off there is nothing of it', async t => {
  const server = await createServer(t, 'off')
  for (const url of ['/docs', '/docs/', '/docs/json', '/docs/yaml', '/docs/static/swagger-ui.css']) {
    const response = await server.inject(url)
    t.equal(response.statusCode, 404, url)
    t.same(response.json(), { detail: 'Not found.' })
  }
  t.notOk(server.hasDecorator('swagger'))
})

t.test('the ways in are what the settings make them', async t => {
  t.match(await describe(t), {
    components: {
      securitySchemes: {
        jwt: { type: 'http', scheme: 'bearer', description: /`Authorization: JWT <token>`/ },
        token: { type: 'apiKey', in: 'header', name: 'Authorization' },
        cookie: undefined
      }
    }
  })
  const document = await describe(t, { jwtAuthHeaderPrefix: 'Shop', jwtAuthCookie: 'shop' })
  t.match(document.components.securitySchemes, {
    jwt: { description: /`Authorization: Shop <token>` or `Authorization: Bearer <token>`/ },
    cookie: { type: 'apiKey', in: 'cookie', name: 'shop' }
  })
})

t.test('settings change what is described', async t => {
  const properties = (document: Document, request: string, status: number) =>
    Object.keys(operation(document, request).responses[status]?.content?.['application/json']?.schema.properties ?? {})
  const required = (document: Document, request: string) => bodyOf(operation(document, request))?.schema.required ?? []
  const byDefault = await describe(t)
  const changed = (options: SuiteOptions) => describe(t, options)

  t.test('REST_USE_JWT=false: logins answer a key', async t => {
    const document = await changed({ restUseJwt: false })
    const requests = [
      'POST /rest-auth/login/',
      'POST /accounts/rest-auth/kakao/',
      'POST /accounts/rest-auth/kakao/connect/'
    ]
    for (const request of requests) {
      t.same(properties(byDefault, request, 200), ['token', 'user'], request)
      t.same(properties(document, request, 200), ['key'], request)
    }
    t.same(properties(document, 'POST /rest-auth/registration/', 201), ['key'])
    t.same(properties(document, 'POST /api-jwt-auth/', 200), ['token'])
  })

  t.test(
    'ACCOUNT_EMAIL_VERIFICATION=mandatory: a registration asks for an address, and answers a sentence',
    async t => {
      const document = await changed({ accountEmailVerification: 'mandatory' })
      t.same(properties(byDefault, 'POST /rest-auth/registration/', 201), ['token', 'user'])
      t.same(properties(document, 'POST /rest-auth/registration/', 201), ['detail'])
      t.same(required(byDefault, 'POST /rest-auth/registration/'), ['username', 'password1', 'password2'])
      t.same(required(document, 'POST /rest-auth/registration/'), ['username', 'email', 'password1', 'password2'])
    }
  )

  t.test('ACCOUNT_DELETION=true: there is a DELETE with a body, and 409', async t => {
    const request = 'DELETE /rest-auth/user/'
    t.throws(() => operation(byDefault, request), { message: `${request} is not described` })
    const { responses, requestBody } = operation(await changed({ accountDeletion: true }), request)
    t.notOk(responses[204]?.content)
    t.ok(responses[409])
    t.ok(requestBody)
  })

  t.test('OLD_PASSWORD_FIELD_ENABLED=true: a change asks for the old password', async t => {
    const request = 'POST /rest-auth/password/change/'
    t.same(required(byDefault, request), ['new_password1', 'new_password2'])
    const document = await changed({ oldPasswordFieldEnabled: true })
    t.same(required(document, request), ['old_password', 'new_password1', 'new_password2'])
  })

  t.test('ACCOUNT_AUTHENTICATION_METHOD: the example logs in by what is asked for', async t => {
    const shown = (document: Document) =>
      Object.keys(Object(bodyOf(operation(document, 'POST /rest-auth/login/'))?.example))
    t.same(shown(byDefault), ['username', 'password'])
    t.same(shown(await changed({ accountAuthenticationMethod: 'email' })), ['email', 'password'])
    t.same(shown(await changed({ accountAuthenticationMethod: 'username_email' })), ['username', 'password'])
  })

  t.test('JWT_AUTH_COOKIE: what changes something behind it can be 403, and nothing else', async t => {
    const refusingOf = (document: Document) =>
      operationsOf(document).filter(
        ({ responses, tags = [] }) => responses[403] && !tags.includes('Webhooks') && !tags.includes('Admin')
      )
    t.same(refusingOf(byDefault), [])
    const refusing = refusingOf(await changed({ jwtAuthCookie: 'jwt' }))
    t.ok(refusing.length > 5)
    for (const { method, security } of refusing) {
      t.not(method, 'GET')
      t.ok(security?.some(way => 'cookie' in way))
    }
  })
})
