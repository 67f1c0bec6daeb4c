import t from 'tap'
import { socialOidc } from '../../plugins/social-oidc.ts'
import {
  authorize,
  byCode,
  byIdToken,
  certs,
  claims,
  discovery,
  document,
  keycloak,
  keys,
  provider as known,
  token,
  userinfo,
  withDocument,
  withOptions
} from '../oidc-issuer.ts'
import { loginTime } from '../outside.ts'
import { beginByBrowser, createProviderApp, nobody, rowsOf } from '../provider-app.ts'
import { isAway, isAwayInTrouble } from '../provider-cases.ts'
import { Reply } from '../provider-server.ts'

t.test('the document is asked for once a day', async t => {
  const { provider, clock, logIn } = await createProviderApp(t, keycloak)
  const asked = () => provider.asked.filter(({ address }) => address === discovery).length
  const logInAt = async (seconds: number) => {
    clock.seconds = loginTime + seconds
    const id_token = await keys.sign({ ...claims, iat: clock.seconds, exp: clock.seconds + 60 })
    return (await logIn({ id_token })).status
  }
  t.same([await logInAt(0), await logInAt(1), asked()], [200, 200, 1])
  t.same([await logInAt(86_399), asked()], [200, 1])
  t.same([await logInAt(86_400), asked()], [200, 2])
  provider.answers[discovery] = new Reply(500, {})
  t.same([await logInAt(2 * 86_400), asked()], [200, 3], 'the old one goes on while the issuer is away')
  t.same([await logInAt(2 * 86_400 + 59), asked()], [200, 3], 'and is not asked for each time')
  t.same([await logInAt(2 * 86_400 + 60), asked()], [200, 4])
  provider.answers[discovery] = document
  t.same([await logInAt(2 * 86_400 + 120), await logInAt(3 * 86_400), asked()], [200, 200, 5])
})

t.test('while the document cannot be had, the issuer is asked once a minute, whoever comes', async t => {
  const { provider, clock, logIn } = await createProviderApp(t, keycloak, {
    answers: { [discovery]: new Reply(500, {}) }
  })
  const asked = () => provider.asked.filter(({ address }) => address === discovery).length
  const id_token = await keys.sign(claims)
  const logInNow = async () => (await logIn({ id_token })).status
  t.same(new Set(await Promise.all(Array.from({ length: 20 }, logInNow))), new Set([503]))
  clock.seconds = loginTime + 59
  t.same([await logInNow(), asked()], [503, 1])
  provider.answers[discovery] = document
  clock.seconds = loginTime + 60
  t.same([await logInNow(), await logInNow(), asked()], [200, 200, 2])
})

t.test('several issuers stand beside each other', async t => {
  const other = { name: 'second', issuer: 'https://other.example/', clientId: 'the-client' }
  const { app, provider, logIn } = await createProviderApp(t, keycloak, {
    answers: {
      'https://other.example/.well-known/openid-configuration': { ...document, issuer: other.issuer }
    }
  })
  await app.register(socialOidc({ ...other, dispatcher: provider.dispatcher }))
  const ofOther = { id_token: await keys.sign({ ...claims, iss: other.issuer }) }
  t.equal((await logIn(ofOther)).status, 400)
  const { statusCode, json } = await app.inject({
    method: 'POST',
    url: '/accounts/rest-auth/second/',
    payload: ofOther
  })
  t.equal(statusCode, 200, JSON.stringify(json()))
  t.match(rowsOf(app), { accounts: [{ provider: 'second', uid: 'f:8c1/jo' }] })
})

t.test('the same name twice stops the start', async t => {
  const { app } = await createProviderApp(t, keycloak)
  await t.rejects(async () => app.register(socialOidc(known)), {
    code: 'REST_AUTH_START',
    message: 'there is a provider keycloak already'
  })
})

t.test('an issuer on this machine may have no https', async t => {
  const local = 'http://localhost:8080/realms/shop'
  const { app } = await createProviderApp(t, withOptions({ issuer: local }), {
    answers: {
      [`${local}/.well-known/openid-configuration`]: {
        issuer: local,
        jwks_uri: `${local}/certs`,
        authorization_endpoint: 'https://id.example/authorize'
      }
    }
  })
  t.equal((await beginByBrowser(app, 'keycloak')).address, 'https://id.example/authorize')
})

t.test('without an address that codes are exchanged at, a code cannot be', async t => {
  const { app, logIn } = await createProviderApp(t, keycloak, { answers: withDocument({ token_endpoint: undefined }) })
  t.equal((await logIn(byCode)).status, 503)
  t.same(rowsOf(app), nobody)
})

isAway(keycloak, "the document is another issuer's", byIdToken, withDocument({ issuer: 'https://id.example' }))
isAway(keycloak, 'the document names no keys', byIdToken, withDocument({ jwks_uri: undefined }))
for (const [name, url] of [
  ['jwks_uri', certs],
  ['token_endpoint', token],
  ['userinfo_endpoint', userinfo],
  ['authorization_endpoint', authorize]
] as const) {
  const unsafe = withDocument({ [name]: url.replace('https:', 'http:') })
  isAway(keycloak, `the document names an unsafe ${name}`, byIdToken, unsafe)
}
for (const url of ['certs', 5, null, 'javascript:x']) {
  isAway(keycloak, `the document names as its keys ${url}`, byIdToken, withDocument({ jwks_uri: url }))
}
isAwayInTrouble(keycloak, discovery, byIdToken)
