import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { beginWebLogin } from '../../accounts/begin-web-login.ts'
import type { Accounts } from '../../accounts/context.ts'
import { finishWebLogin } from '../../accounts/finish-web-login.ts'
import { openCarried } from '../../accounts/web-login.ts'
import { InvalidInput, Refused, SocialRefused } from '../../core/errors.ts'
import { acceptedLanguage } from '../../core/languages.ts'
import { message } from '../../core/messages.ts'
import { socialRefusalPage, socialTroublePage } from '../../core/pages/social-refusals.ts'
import { notify } from '../account-hooks.ts'
import { originOf } from '../origin.ts'
import { refuseMethods } from '../page.ts'
import { clientAt, type SocialEntrance } from './social-entrance.ts'
import { createLoginCookie } from './web-login-cookie.ts'
import { returned, type WebLoginQuery, webLoginSchemas } from './web-login-schema.ts'

type Handler = (request: FastifyRequest, reply: FastifyReply) => Promise<FastifyReply>
type GiveUp = (request: FastifyRequest, reply: FastifyReply) => string

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
  const orPage = pageOnError(entrance)
  const schemas = webLoginSchemas(client)

  const begin: Handler = async (request, reply) => {
    const { next, scope: asked, prompt, code_challenge: challenge } = queryOf(request)
    const scopes = asked?.split(/[\s,]+/).filter(scope => scope !== '')
    const start = { next, scopes, prompt, challenge, redirectUri: await callbackUri(request) }
    const { location, carried } = await beginWebLogin(accounts, clientAt(client, request), start)
    cookie.set(request, reply, carried)
    return reply.redirect(location, 302)
  }
  const finish: Handler = async (request, reply) => {
    const carried = cookie.read(request)
    const { state, code, error, iss } = queryOf(request)
    const back = { carried, state, code, error, iss }
    const { location, user, isNew } = await finishWebLogin(accounts, clientAt(client, request), back, originOf(request))
    cookie.clear(request, reply)
    if (isNew) await notify(answers.hooks, 'onUserRegistered', user, request, {})
    return reply.redirect(location, 303)
  }
  // So that the next try leads where this one was to lead. Not where a provider is away: the same address works once it is back.
  const giveUp: GiveUp = (request, reply) => {
    const { next, challenge } = openCarried(accounts, clientAt(client, request), cookie.read(request)) ?? {}
    cookie.clear(request, reply)
    const query = new URLSearchParams()
    if (next !== undefined) query.set('next', next)
    if (challenge !== undefined) query.set('code_challenge', challenge)
    return query.size === 0 ? scope.prefix + path : `${scope.prefix}${path}?${query}`
  }
  // Apple answers with a form of its own site, which no SameSite=Lax cookie comes with: once more, as a link.
  const finishByForm: Handler = async ({ body }, reply) => {
    const told = body instanceof URLSearchParams ? [...body].filter(([name]) => returned.includes(name)) : []
    return reply.redirect(`${scope.prefix}${path}callback/?${new URLSearchParams(told)}`, 303)
  }

  scope.get(path, { exposeHeadRoute: false, ...schemas.begin }, orPage(begin))
  scope.get(`${path}callback/`, { exposeHeadRoute: false, ...schemas.finish }, orPage(finish, giveUp))
  scope.post(`${path}callback/`, { bodyLimit, ...schemas.finishByForm }, finishByForm)
  scope.register(async others => refuseOthers(others, 'GET'), { prefix: path.slice(0, -1) })
  scope.register(async others => refuseOthers(others, 'GET, POST'), { prefix: `${path}callback` })
}

/** What is left under the path: other methods, and other addresses, which may hold a code that a host would log. */
function refuseOthers(scope: FastifyInstance, allowed: string): void {
  scope.addHook('onRequest', async ({ method }) => {
    if (allowed.split(', ').includes(method)) throw new Refused(404, message('notFound'))
  })
  refuseMethods(scope, allowed)
}

/**
 * Has what a person or a provider did not go through with shown as a page; the rest is left to the pages of all trouble.
 * @param giveUp ends the login, and says where it is begun again; where there is none, that would be in vain
 */
function pageOnError({ client, siteName }: SocialEntrance) {
  return (handler: Handler, giveUp?: GiveUp) => async (request: FastifyRequest, reply: FastifyReply) => {
    try {
      return await handler(request, reply)
    } catch (error) {
      if (!(error instanceof InvalidInput)) throw error
      const trouble = { provider: client.name, ...(giveUp !== undefined && { again: giveUp(request, reply) }) }
      const context = { language: acceptedLanguage(request.headers['accept-language']), site: await siteName(request) }
      reply.code(400)
      if (error instanceof SocialRefused) return socialRefusalPage(context, error.reason, trouble)
      const [detail = ''] = Object.values(error.fields).flat()
      return socialTroublePage(context, detail, trouble)
    }
  }
}

/** The parameters of a query; one that is there twice counts as none. */
function queryOf({ query }: FastifyRequest): WebLoginQuery {
  const texts = Object.entries(Object(query)).filter(([, value]) => typeof value === 'string' && value !== '')
  return Object.fromEntries(texts)
}
