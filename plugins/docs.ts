import { createRequire } from 'node:module'
import swagger from '@fastify/swagger'
import swaggerUi from '@fastify/swagger-ui'
import fp from 'fastify-plugin'

/** What the endpoints are sorted by, in the order in which people need them. */
const tags = [
  { name: 'Registration', description: 'New users, and the verification of their e-mail addresses.' },
  { name: 'Login', description: 'By username or e-mail address and password, as django-rest-auth has it.' },
  { name: 'Tokens', description: 'JSON Web Tokens, as djangorestframework-jwt has them.' },
  { name: 'Sessions', description: 'The logins of a user: seen, and ended.' },
  { name: 'User', description: 'What users see and change of themselves.' },
  { name: 'Passwords', description: 'A new password: by who is logged in, or by a link that is mailed.' },
  { name: 'E-mail addresses', description: 'One is primary; a new one counts once it is verified.' },
  {
    name: 'Social accounts',
    description: 'Login by an identity provider, with the tokens or the code that an app got there.'
  },
  { name: 'Pages', description: 'Where the links of mails land, and logins by a browser begin and end.' },
  { name: 'Webhooks', description: 'What identity providers call.' },
  { name: 'Admin', description: 'What the pages of the admin work with: for staff, in a session of its own.' }
]

const description = `The authentication of the Django REST stack on Fastify: same endpoints, same tokens, same database.

- Log in or register, press **Authorize**, and put the token there: the endpoints with a lock take it.
- Bodies are JSON or forms. Errors are \`{"field": ["…"]}\`, \`{"non_field_errors": ["…"]}\` or \`{"detail": "…"}\`.
- Sentences come in English, and in Korean with \`Accept-Language: ko\`.`

/**
 * What the page may load: its own scripts, styles, images and answers. Unlike the preset of @fastify/swagger-ui it does
 * not turn addresses into https, so that the page also works on a server without it.
 */
const contentSecurityPolicy = {
  'default-src': "'none'",
  'script-src': "'self'",
  'style-src': "'self'",
  'img-src': "'self' data:",
  'connect-src': "'self'",
  'base-uri': "'none'",
  'form-action': "'none'",
  'frame-ancestors': "'none'"
}

/**
 * The OpenAPI description of everything that is registered after it, made of the schemas of the routes: `/docs` is a page
 * to read and try it, `/docs/json` and `/docs/yaml` the document.
 */
export const docs = fp(
  async fastify => {
    // By the package's own name: where it lies differs between the sources and dist/.
    const { name, version }: { name: string; version: string } = createRequire(import.meta.url)(
      'fastify-rest-auth/package.json'
    )
    await fastify.register(swagger, {
      openapi: {
        openapi: '3.1.0',
        info: { title: name, version, description, license: { name: 'MIT', identifier: 'MIT' } },
        servers: [{ url: '/' }],
        tags
      }
    })
    await fastify.register(swaggerUi, {
      routePrefix: '/docs',
      staticCSP: contentSecurityPolicy,
      theme: { title: name },
      uiConfig: { layout: 'BaseLayout', tryItOutEnabled: true } // no bar for the addresses of other documents
    })
  },
  { name: 'rest-auth-docs', fastify: '5.x' }
)
