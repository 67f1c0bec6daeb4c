import type { FastifyInstance, FastifyReply, FastifyRequest, FastifySchema } from 'fastify'
import Type, { type TSchema } from 'typebox'
import type { Accounts } from '../../accounts/context.ts'
import { beginWebLogin, finishWebLogin } from '../../accounts/web-login.ts'
import { InvalidInput, SocialRefused } from '../../core/errors.ts'
import { acceptedLanguage } from '../../core/languages.ts'
import { socialRefusalPage, socialTroublePage } from '../../core/pages/social-refusals.ts'
import { notify } from '../account-hooks.ts'
import { originOf } from '../origin.ts'
import { refuseMethods } from '../page.ts'
import type { SocialEntrance } from './social-entrance.ts'
import { operationName } from './social-login.ts'
import { createLoginCookie } from './web-login-cookie.ts'

type Handler = (request: FastifyRequest, reply: FastifyReply) => Promise<FastifyReply>

/** What providers send fits many times over. In bytes. */
const bodyLimit = 16 * 1024

/**
 * A login by a browser (RFC 6749, section 4.1; RFC 9700): `GET /accounts/{provider}/login/` leads to the provider, which
 * sends the browser back to `…/login/callback/`, which leads to `next` with a code for the front end. What goes wrong is
 * a page.
 */
export function webLoginPages(scope: FastifyInstance, accounts: Accounts, entrance: SocialEntrance): void {
  const { client, answers, callbackUri } = entrance
  const path = `/accounts/${client.id}/login/`
  const cookie = createLoginCookie(`rest_auth_${client.id}_login`, scope.prefix + path)
  const orPage = pageOnError(entrance, scope.prefix + path)
  const name = operationName(client.id)

  const begin: Handler = async (request, reply) => {
    const { next, scope: asked, prompt, code_challenge: challenge } = queryOf(request)
    const scopes = asked?.split(/[\s,]+/).filter(scope => scope !== '')
    const start = { next, scopes, prompt, challenge, redirectUri: await callbackUri() }
    const { location, carried } = await beginWebLogin(accounts, client, start)
    cookie.set(request, reply, carried)
    return reply.redirect(location, 302)
  }
  const finish: Handler = async (request, reply) => {
    const carried = cookie.read(request)
    cookie.clear(request, reply)
    const { state, code, error, iss } = queryOf(request)
    const back = { carried, state, code, error, iss }
    const { location, user, isNew } = await finishWebLogin(accounts, client, back, originOf(request))
    if (isNew) await notify(answers.hooks, 'onUserRegistered', user, request, {})
    return reply.redirect(location, 303)
  }
  // Apple answers with a form of its own site, which no SameSite=Lax cookie comes with: once more, as a link.
  const finishByForm: Handler = async ({ body }, reply) => {
    const form = body instanceof URLSearchParams ? body : new URLSearchParams()
    const told = returned.map(name => [name, form.get(name)]).filter(([, value]) => value !== null) as [
      string,
      string
    ][]
    return reply.redirect(`${scope.prefix}${path}callback/?${new URLSearchParams(told)}`, 303)
  }

  const config = (status: number, to: string) => ({ swaggerTransform: describe(status, to) })
  scope.get(
    path,
    {
      exposeHeadRoute: false,
      schema: {
        ...pageSchema,
        summary: `Log in by ${client.name}, with a browser`,
        description: 'A link or a button leads here; the login ends at `next`, with `login_code` in its query.',
        operationId: `${name}WebLogin`,
        querystring: Type.Object(beginning)
      },
      config: config(302, `To ${client.name}.`)
    },
    orPage(begin)
  )
  scope.get(
    `${path}callback/`,
    {
      exposeHeadRoute: false,
      schema: {
        ...pageSchema,
        summary: `Where ${client.name} sends the browser back`,
        description: `The redirect URI to register at ${client.name}.`,
        operationId: `${name}WebLoginCallback`,
        querystring: Type.Object(ending)
      },
      config: config(303, 'To `next`.')
    },
    orPage(finish)
  )
  scope.post(`${path}callback/`, { bodyLimit, schema: { hide: true } }, finishByForm)
  scope.register(async others => refuseMethods(others, 'GET'), { prefix: path.slice(0, -1) })
  scope.register(async others => refuseMethods(others, 'GET, POST'), { prefix: `${path}callback` })
}

/** Has what a person or a provider did not go through with shown as a page; the rest is left to the pages of all trouble. */
function pageOnError({ client, siteName }: SocialEntrance, again: string) {
  const trouble = { provider: client.name, again }
  return (handler: Handler) => async (request: FastifyRequest, reply: FastifyReply) => {
    try {
      return await handler(request, reply)
    } catch (error) {
      if (!(error instanceof InvalidInput)) throw error
      const context = { language: acceptedLanguage(request.headers['accept-language']), site: await siteName() }
      reply.code(400)
      if (error instanceof SocialRefused) return socialRefusalPage(context, error.reason, trouble)
      const [detail = ''] = Object.values(error.fields).flat()
      return socialTroublePage(context, detail, trouble)
    }
  }
}

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

const returned = Object.keys(ending)
const pageSchema: FastifySchema = { tags: ['Pages'], security: [], produces: ['text/html'] }

/** The parameters of a query; one that is there twice counts as none, and one that is too long for any provider. */
function queryOf({ query }: FastifyRequest): Partial<Record<keyof typeof beginning | keyof typeof ending, string>> {
  const texts = Object.entries(Object(query)).filter(([, value]) => typeof value === 'string' && value !== '')
  return Object.fromEntries(texts) as Record<string, string>
}

/** Tells an OpenAPI document of the answers; Fastify is not told, which would have them serialized as JSON. */
function describe(status: number, to: string) {
  const page = (description: string) => ({ description, type: 'string' })
  const response = {
    [status]: { description: to, headers: { location: { type: 'string', description: 'The address.' } } },
    400: page('It was cancelled, took too long or was refused; or a parameter will not do.'),
    429: page('Too many requests.'),
    503: page('The provider cannot be reached, or the server is not set up for it.')
  }
  return ({ schema, url }: { schema: FastifySchema; url: string }) => ({ schema: { ...schema, response }, url })
}
