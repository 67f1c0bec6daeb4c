import t from 'tap'
import { identifySocialAccount } from '../../accounts/identify-social-account.ts'
import { kakao as kakaoFacts } from '../../core/kakao.ts'
import { createIdTokenApp } from '../id-token-login.ts'
import { clientOf } from '../social-client.ts'

t.test('an id_token of a provider that has none is not taken, whoever signed it', async t => {
  const { app, kakao } = await createIdTokenApp(t)
  const { idToken, ...provider } = kakaoFacts({ apiUrl: kakao.url, authUrl: kakao.url, pkce: true })
  t.ok(idToken)
  const client = clientOf(app, 'kakao', { provider })
  const given = await kakao.idToken('3700000001')
  const error: unknown = await identifySocialAccount(app.accounts, client, { idToken: given }).catch(error => error)
  t.match(error, { statusCode: 503, detail: { name: 'providerNotConfigured' } })
})
