import type { FastifySchema } from 'fastify'
import Type, { type TSchema } from 'typebox'
import type { SocialClient } from '../../accounts/social-client.ts'
import { operationName } from './social-login.ts'

/** The parameters that a login by a browser begins with, and that a provider sends back. */
export type WebLoginQuery = Partial<Record<keyof typeof beginning | keyof typeof ending, string>>

const text = (description: string, example: string) => Type.Optional(Type.String({ description, examples: [example] }))

const beginning = {
  next: text(
    'Where the login ends: a path of the server, or an address that SOCIAL_NEXT_URLS allows; LOGIN_REDIRECT_URL when not given.',
    'https://shop.example.com/welcome'
  ),
  code_challenge: text(
    'The code_challenge (PKCE, S256) of the front end, which then picks the login up with its code_verifier.',
    'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM'
  ),
  scope: text('Some of the consents that the server is set up to ask for, in place of all.', 'account_email'),
  prompt: text('`login`, `none`, `create`, `select_account`: what the provider should ask.', 'select_account')
} satisfies Record<string, TSchema>

const ending = {
  state: text('As the login was begun with.', 'af0ifjsldkj'),
  code: text("The provider's authorization code.", '4Dk1…'),
  error: text('Why there is none.', 'access_denied'),
  iss: text('Which provider says so (RFC 9207).', 'https://accounts.google.com')
} satisfies Record<string, TSchema>

/** What a provider sends back, by name. */
export const returned = Object.keys(ending)

/** The three routes of a provider, as an OpenAPI document has them. */
export function webLoginSchemas({ id, name }: Pick<SocialClient, 'id' | 'name'>) {
  const operation = operationName(id)
  return {
    begin: describe(302, `To ${name}.`, {
      summary: `Log in by ${name}, with a browser`,
      description: 'A link or a button leads here; the login ends at `next`, with `login_code` in its query.',
      operationId: `${operation}WebLogin`,
      querystring: Type.Object(beginning)
    }),
    finish: describe(303, 'To `next`.', {
      summary: `Where ${name} sends the browser back`,
      description: `The redirect URI to register at ${name}.`,
      operationId: `${operation}WebLoginCallback`,
      querystring: Type.Object(ending)
    }),
    finishByForm: describe(
      303,
      'To the same address, by GET.',
      {
        summary: `Where ${name} sends the browser back, as a form`,
        description: 'What `response_mode=form_post` comes to: the same parameters, which lead to the address above.',
        operationId: `${operation}WebLoginForm`,
        consumes: ['application/x-www-form-urlencoded'],
        body: Type.Object(ending)
      },
      { 400: page('A form that is not UTF-8.'), 413: page('A form of more than 16 kB.'), 415: page('No form.') }
    )
  }
}

const page = (description: string) => ({ description, type: 'string' })

/** Tells an OpenAPI document of the answers; Fastify is not told, which would have them serialized as JSON. */
function describe(status: number, to: string, schema: FastifySchema & { produces?: string[] }, more: object = {}) {
  const response = {
    [status]: { description: to, headers: { location: { type: 'string', description: 'The address.' } } },
    400: page('It was cancelled, took too long or was refused; or a parameter will not do.'),
    429: page('Too many requests.'),
    503: page('The provider cannot be reached, or the server is not set up for it.'),
    ...more
  }
  const swaggerTransform = ({ schema, url }: { schema: FastifySchema; url: string }) => ({
    schema: { ...schema, response },
    url
  })
  return { schema: { tags: ['Pages'], security: [], produces: ['text/html'], ...schema }, config: { swaggerTransform } }
}
