import t from 'tap'
import { socialGithub } from '../../plugins/social-github.ts'
import { beginByBrowser, createProviderApp, nobody, rowsOf, type TestedProvider } from '../provider-app.ts'
import { isAway, isAwayInTrouble, refuses } from '../provider-cases.ts'
import { Reply } from '../provider-server.ts'

const check = 'https://api.github.com/applications/Iv1.client/token'
const user = 'https://api.github.com/user'
const emails = 'https://api.github.com/user/emails'
const token = 'https://github.com/login/oauth/access_token'

const person = {
  login: 'octocat',
  id: 583_231,
  name: 'Octo Cat',
  email: 'public@github.example',
  avatar_url: 'https://a'
}
const primary = { email: 'octo@github.example', primary: true, verified: true, visibility: 'private' }
const secondary = { email: 'second@github.example', primary: false, verified: true, visibility: null }
const info = { id: 1, app: { client_id: 'Iv1.client', name: 'shop' }, user: { login: 'octocat', id: 583_231 } }
const github: TestedProvider = {
  id: 'github',
  name: 'GitHub',
  plugin: socialGithub,
  options: { clientId: 'Iv1.client', clientSecret: 'the-secret' },
  answers: {
    [check]: info,
    [user]: person,
    [emails]: [secondary, primary],
    [token]: { access_token: 'gho_code', token_type: 'bearer', scope: 'read:user,user:email' }
  }
}
const byAccessToken = { access_token: 'gho_token' }
const byCode = { code: 'f1c9b8' }
const written = {
  users: [{ username: 'octocat', email: 'octo@github.example' }],
  addresses: [{ email: 'octo@github.example', verified: 1, primary: 1 }],
  accounts: [{ provider: 'github', uid: '583231', extra_data: person }]
}

t.test('an access token of our app logs in, proven by "Check a token"', async t => {
  const { app, provider, logIn } = await createProviderApp(t, github)
  t.equal((await logIn(byAccessToken)).status, 200)
  t.match(rowsOf(app), { ...written, tokens: [{ token: 'gho_token', expires_at: null }] })
  const basic = `Basic ${Buffer.from('Iv1.client:the-secret').toString('base64')}`
  const [checked, ...asked] = provider.asked.map(({ method, address, headers, text }) => {
    return { method, address, authorization: headers.authorization, agent: headers['user-agent'], text }
  })
  const agent = 'fastify-rest-auth'
  t.same(checked, {
    ...{ method: 'POST', address: check, authorization: basic, agent },
    text: '{"access_token":"gho_token"}'
  })
  t.same(
    asked.toSorted((one, other) => one.address.length - other.address.length),
    [user, emails].map(address => ({ method: 'GET', address, authorization: 'Bearer gho_token', agent, text: '' }))
  )
})

t.test('without the client secret no access token is taken', async t => {
  const { app, provider, logIn } = await createProviderApp(t, github, { options: { clientSecret: undefined } })
  const { status, body } = await logIn(byAccessToken)
  t.equal(status, 503)
  t.match(body, { detail: /SOCIALACCOUNT_PROVIDERS github.clientSecret is missing/ })
  t.same([rowsOf(app), provider.asked], [nobody, []])
})

for (const [what, list] of [
  ['that is not verified', [{ ...primary, verified: false }, secondary]],
  ['that is not the primary one', [secondary]],
  ['of no list', { message: 'x' }]
] as const) {
  t.test(`an address ${what} is not taken`, async t => {
    const { app, logIn } = await createProviderApp(t, github, { answers: { [emails]: list } })
    t.equal((await logIn(byAccessToken)).status, 200)
    t.match(rowsOf(app), { users: [{ username: 'octocat', email: '' }], addresses: [] })
  })
}

t.test('without user:email among the scopes no address is asked for', async t => {
  const { app, provider, logIn } = await createProviderApp(t, github, { options: { scopes: ['read:user'] } })
  t.equal((await logIn(byAccessToken)).status, 200)
  t.match(rowsOf(app), { users: [{ username: 'octocat', email: '' }], addresses: [] })
  t.equal(provider.lastAt(emails), undefined)
})

t.test('a code logs in', async t => {
  const { app, provider, logIn } = await createProviderApp(t, github)
  t.equal((await logIn({ ...byCode, code_verifier: 'the-verifier' })).status, 200)
  t.match(rowsOf(app), { ...written, tokens: [{ token: 'gho_code' }] })
  t.equal(provider.lastAt(token)?.headers.accept, 'application/json', 'or GitHub would answer with a form')
  t.same(provider.lastAt(token)?.form, {
    grant_type: 'authorization_code',
    code: 'f1c9b8',
    redirect_uri: 'https://example.com/accounts/github/login/callback/',
    code_verifier: 'the-verifier',
    client_id: 'Iv1.client',
    client_secret: 'the-secret'
  })
})

t.test('a browser is led to GitHub with PKCE', async t => {
  const { app } = await createProviderApp(t, github)
  const { address, parameters } = await beginByBrowser(app, 'github')
  t.equal(address, 'https://github.com/login/oauth/authorize')
  const { state, code_challenge, ...others } = parameters
  t.match([state, code_challenge], [/.{22}/, /.{43}/])
  t.same(others, {
    response_type: 'code',
    client_id: 'Iv1.client',
    redirect_uri: 'https://example.com/accounts/github/login/callback/',
    scope: 'read:user user:email',
    code_challenge_method: 'S256'
  })
})

t.test('an id_token is nothing that GitHub has', async t => {
  const { app, logIn } = await createProviderApp(t, github)
  const { status, body } = await logIn({ id_token: 'ey.ey.x' })
  t.same([status, body], [400, { non_field_errors: ['Incorrect input. access_token or code is required.'] }])
  t.same(rowsOf(app), nobody)
})

const notFound = new Reply(404, { message: 'Not Found', documentation_url: 'https://docs.github.example/rest' })
refuses(github, "an access token that is no good or another app's", byAccessToken, { [check]: notFound })
refuses(github, "an access token that is said to be another app's", byAccessToken, {
  [check]: { ...info, app: { client_id: 'Iv1.other' } }
})
refuses(github, 'an access token that GitHub says is another person’s', byAccessToken, {
  [check]: { ...info, user: { id: 1 } }
})
refuses(github, 'an access token that may not ask for addresses', byAccessToken, {
  [emails]: new Reply(403, { message: 'Resource not accessible by integration', documentation_url: 'https://docs' })
})
refuses(github, 'a code that was used', byCode, { [token]: { error: 'bad_verification_code' } })

const limit = 'https://docs.github.com/rest/overview/rate-limits-for-the-rest-api'
isAway(github, 'there were too many questions', byAccessToken, {
  [user]: new Reply(403, { message: 'API rate limit exceeded', documentation_url: limit })
})
isAway(github, 'the client secret of the check is wrong', byAccessToken, {
  [check]: new Reply(401, { message: 'Bad credentials' })
})
isAway(github, 'the client secret of a code is wrong', byCode, { [token]: { error: 'incorrect_client_credentials' } })
isAway(github, 'the client id is nobody’s', byCode, { [token]: new Reply(404, { error: 'Not Found' }) })
isAway(github, 'the check names no person', byAccessToken, { [check]: { ...info, user: null } })
isAway(github, 'the check names no app', byAccessToken, { [check]: { ...info, app: {} } })
isAway(github, 'the user data name nobody', byAccessToken, { [user]: { login: 'octocat' } })
for (const address of [check, user]) isAwayInTrouble(github, address, byAccessToken)
isAway(github, 'the addresses are a page', byAccessToken, { [emails]: new Reply(200, '<html>') })
isAwayInTrouble(github, token, byCode)
