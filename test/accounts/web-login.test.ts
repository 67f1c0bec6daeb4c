import t, { type Test } from 'tap'
import { beginWebLogin, type WebLoginStart } from '../../accounts/begin-web-login.ts'
import { finishWebLogin, type WebLoginReturn } from '../../accounts/finish-web-login.ts'
import { pickUpWebLogin } from '../../accounts/pick-up-web-login.ts'
import type { SocialClient } from '../../accounts/social-client.ts'
import { openCarried, sealCarried } from '../../accounts/web-login.ts'
import type { SocialProvider } from '../../core/social-provider.ts'
import { origin } from '../mailing-app.ts'
import { openBeside } from '../outside.ts'
import { clientOf } from '../social-client.ts'
import { challenge, createWebApp, jiyun, nothing, redirectUri, verifier, written } from '../web-login.ts'

const start: WebLoginStart = {
  next: undefined,
  scopes: undefined,
  prompt: undefined,
  challenge: undefined,
  redirectUri
}

/** The acts of a server, for its client of Kakao. */
async function createActs(t: Test) {
  const { app, kakao, clock } = await createWebApp(t)
  const { accounts } = app
  const kakaoClient = clientOf(app)
  const facts = kakaoClient.provider as SocialProvider
  return {
    app,
    kakao,
    clock,
    client: kakaoClient,
    /** The client, with other facts of its provider. */
    clientWith: (changes: Partial<SocialProvider>): SocialClient =>
      clientOf(app, 'kakao', { provider: { ...facts, ...changes } }),
    begin: (changes: Partial<WebLoginStart> = {}, client = kakaoClient) =>
      beginWebLogin(accounts, client, { ...start, ...changes }),
    finish: (back: Partial<WebLoginReturn>, client = kakaoClient) =>
      finishWebLogin(
        accounts,
        client,
        { carried: undefined, state: undefined, code: undefined, error: undefined, iss: undefined, ...back },
        origin
      ),
    pickUp: (loginCode: string, codeVerifier?: string) =>
      pickUpWebLogin(accounts, kakaoClient, { loginCode, codeVerifier }, origin)
  }
}

const refusal = (reason: string) => ({ code: 'REST_AUTH_INVALID_INPUT', reason })

/** What a browser comes back with. */
function returnOf(location: string, carried: string): Partial<WebLoginReturn> {
  const { state, code, error } = Object.fromEntries(new URL(location).searchParams)
  return { carried, state, code, error }
}

const notSetUp = (setting: string) => ({
  message: 'providerNotConfigured',
  statusCode: 503,
  detail: { values: { setting } }
})

t.test('a login is begun, finished and picked up', async t => {
  const { app, kakao, begin, finish, pickUp } = await createActs(t)
  const { location, carried } = await begin({ next: '/in', challenge })
  const back = returnOf(kakao.authorize(location, { personId: jiyun }), carried)
  const end = await finish(back)
  t.match(end, { user: { id: 1, username: '지윤' }, isNew: true })
  const loginCode = new URL(end.location, 'http://server.example').searchParams.get('login_code') ?? ''
  t.match(await pickUp(loginCode, verifier), { user: { id: 1 }, token: /^ey/, missingScopes: [] })
  t.match(written(app), { auth_user: 1, rest_auth_session: 1, rest_auth_login_code: 0 })
})

t.test('what is wrong with the beginning is named', async t => {
  const { begin } = await createActs(t)
  for (const [changes, field, name] of [
    [{ next: 'https://evil.example' }, 'next', 'socialNextUnknown'],
    [{ challenge: 'x' }, 'code_challenge', 'socialChallengeInvalid'],
    [{ challenge: `${challenge}\n` }, 'code_challenge', 'socialChallengeInvalid'],
    [{ scopes: ['account_email'] }, 'scope', 'socialScopeUnknown']
  ] as const) {
    await t.rejects(begin(changes), { code: 'REST_AUTH_INVALID_INPUT', fields: { [field]: [{ name }] } })
  }
})

t.test('a provider without a page for people, or without a key, is not set up', async t => {
  const { app, begin, clientWith } = await createActs(t)
  const { authorization: _, ...facts } = clientWith({}).provider as SocialProvider
  await t.rejects(begin({}, clientOf(app, 'kakao', { provider: facts })), notSetUp('KAKAO_REST_API_KEY'))
  const keyless = clientOf(app, 'kakao', { keys: { clientId: '', secret: '', key: '' } })
  await t.rejects(begin({}, keyless), notSetUp('KAKAO_REST_API_KEY'))
})

t.test('a provider is asked as its facts say: scopes, further parameters, PKCE', async t => {
  const { app, begin, clientWith } = await createActs(t)
  const url = 'https://provider.example/authorize?tenant=1'
  const client = {
    ...clientWith({ authorization: { url, pkce: false, parameters: { response_mode: 'form_post' } } }),
    scopes: ['name', 'email']
  }
  const { searchParams } = new URL((await begin({}, client)).location)
  t.match(Object.fromEntries(searchParams), { tenant: '1', scope: 'name email', response_mode: 'form_post' })
  t.notOk(searchParams.has('code_challenge'))
  t.equal(app.accounts.social.clients.get('kakao')?.scopes.length, 0)
})

t.test('errors of a provider are told apart', async t => {
  const { app, kakao, begin, finish } = await createActs(t)
  for (const [error, reason] of [
    ['access_denied', 'cancelled'],
    ['user_cancelled_authorize', 'cancelled'],
    ['consent_required', 'consentMissing'],
    ['interaction_required', 'consentMissing'],
    ['login_required', 'consentMissing'],
    ['account_selection_required', 'consentMissing'],
    ['server_error', 'refused'],
    ['지윤', 'refused'],
    ['__proto__', 'refused']
  ] as const) {
    const { location, carried } = await begin()
    const state = new URL(location).searchParams.get('state') ?? ''
    await t.rejects(finish({ carried, state, error }), refusal(reason), error)
    await t.rejects(finish({ carried, state, error, code: 'x' }), refusal(reason), `${error} with a code`)
    await t.rejects(finish({ carried, state: `${state}x`, error }), refusal('expired'))
  }
  t.same(kakao.asked, [])
  t.same(written(app), nothing)
})

t.test('what a browser carries is opened for its provider and its site alone, until it is over', async t => {
  const { app, clock, client } = await createActs(t)
  const { accounts } = app
  const expires = (clock.seconds + 600) * 1000
  const carried = { state: 's', nonce: 'n', verifier: 'v', redirectUri, expires }
  const sealed = sealCarried(accounts, client, carried)
  t.same(openCarried(accounts, client, sealed), carried)
  t.equal(openCarried(accounts, { ...client, id: 'github' }, sealed), undefined)
  t.equal(openCarried(accounts, { ...client, siteId: 2 }, sealed), undefined)
  t.equal(openCarried(accounts, client, undefined), undefined)
  t.equal(openCarried(accounts, client, `${sealed}x`), undefined)
  t.equal(openCarried(accounts, client, JSON.stringify(carried)), undefined)
  t.equal(
    openCarried(accounts, client, accounts.social.browserSealer.seal('no JSON', 'login kakao at site 1')),
    undefined
  )
  clock.seconds += 600
  t.equal(openCarried(accounts, client, sealed), undefined)
})

t.test('a pick-up that cannot be written uses the code up, and logs nobody in', async t => {
  const { app, kakao, begin, finish, pickUp } = await createActs(t)
  const { location, carried } = await begin()
  const end = await finish(returnOf(kakao.authorize(location, { personId: jiyun }), carried))
  const loginCode = new URL(end.location, 'http://server.example').searchParams.get('login_code') ?? ''
  const beside = openBeside(app)
  t.teardown(() => beside.close())
  beside.exec("create trigger fail before insert on rest_auth_session begin select raise(abort, 'no'); end")
  await t.rejects(pickUp(loginCode))
  beside.exec('drop trigger fail')
  await t.rejects(pickUp(loginCode), refusal('refused'))
  t.match(written(app), { rest_auth_session: 0, rest_auth_login_code: 0 })
})
