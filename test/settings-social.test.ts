import t from 'tap'
import { settingsFromEnvironment } from '../settings.ts'
import { read, refusal } from './setting-values.ts'

t.test('unless they are asked for, no token is kept, no address links and no provider is told', async t => {
  t.match(settingsFromEnvironment({}), {
    socialaccountStoreTokens: false,
    socialaccountEmailAuthentication: false,
    kakaoUnlink: false,
    socialaccountProviders: {},
    socialNextUrls: [],
    socialRedirectUris: [],
    kakaoScopes: [],
    kakaoEventPolicy: [],
    kakaoPkce: true,
    loginRedirectUrl: '/',
    kakaoAuthUrl: 'https://kauth.kakao.com'
  })
})

t.test('what seals has 32 characters or more, and may be several with commas between them', async t => {
  t.equal(read('SOCIAL_SECRET_KEY', 'x'.repeat(32)), 'x'.repeat(32))
  t.same(read('SOCIAL_SECRET_KEY', `${'x'.repeat(32)},${'y'.repeat(32)}`), ['x'.repeat(32), 'y'.repeat(32)])
  t.equal(read('SOCIAL_SECRET_KEY', `${'x'.repeat(32)},y`), `${'x'.repeat(32)},y`, 'one that has a comma')
  for (const text of ['hunter2', 'x'.repeat(31), Array(11).fill('x'.repeat(32)).join()]) {
    t.equal(
      refusal(() => read('SOCIAL_SECRET_KEY', text)),
      'SOCIAL_SECRET_KEY takes a text of 32 characters or more, or several with commas between them'
    )
  }
})

t.test('providers are an object in JSON, and what is none is not shown', async t => {
  const providers = { google: { clientId: 'x', clientSecret: 'hunter2' } }
  t.same(read('SOCIALACCOUNT_PROVIDERS', JSON.stringify(providers)), providers)
  for (const text of [
    'hunter2',
    '{"google":',
    '[]',
    '"google"',
    '5',
    'null',
    '{"google":"hunter2"}',
    '{"google":null}'
  ]) {
    t.equal(
      refusal(() => read('SOCIALACCOUNT_PROVIDERS', text)),
      'SOCIALACCOUNT_PROVIDERS takes an object in JSON, as in {"google": {"clientId": "…", "clientSecret": "…"}}',
      text
    )
  }
})

t.test('a login may lead to origins, and to whole addresses of apps', async t => {
  for (const text of ['https://shop.example.com', 'http://localhost:3000', 'myapp://login', 'com.example.shop:/done']) {
    t.same(read('SOCIAL_NEXT_URLS', text), [text])
    t.same(read('SOCIAL_REDIRECT_URIS', `${text}, https://other.example`), [text, 'https://other.example'])
  }
  for (const name of ['SOCIAL_NEXT_URLS', 'SOCIAL_REDIRECT_URIS'] as const) {
    for (const text of ['shop.example.com', '/path', '//shop.example.com', '*', 'https://a b', '1st:x', 'https:']) {
      t.match(
        refusal(() => read(name, text)),
        `${name} takes a list of addresses`,
        `${name} ${text}`
      )
    }
  }
})

t.test('when nobody says, it leads to a path of the server or an address', async t => {
  for (const text of ['/', '/welcome?from=kakao', 'https://shop.example.com/welcome', 'myapp://login']) {
    t.equal(read('LOGIN_REDIRECT_URL', text), text)
  }
  for (const text of ['welcome', '//evil.example', '/\\evil.example', '/a b', 'shop.example.com/welcome']) {
    t.match(
      refusal(() => read('LOGIN_REDIRECT_URL', text)),
      'LOGIN_REDIRECT_URL takes a path or an address',
      text
    )
  }
})

t.test('the consents of Kakao are a list of names', async t => {
  t.same(read('KAKAO_SCOPES', 'openid, account_email,profile_nickname'), [
    'openid',
    'account_email',
    'profile_nickname'
  ])
  for (const text of ['Openid', 'account email', 'openid,,account_email', 'account-email', 'openid,']) {
    t.match(
      refusal(() => read('KAKAO_SCOPES', text)),
      'KAKAO_SCOPES takes a list of consent items, as in openid,account_email,profile_nickname',
      text
    )
  }
})

t.test('the policy of events names what is known, and what can be done', async t => {
  const policy = ['unlink=delete', 'user-unlinked=record', 'account-disabled=end_sessions', 'account-purged=unlink']
  t.same(read('KAKAO_EVENT_POLICY', policy.join(', ')), policy)
  for (const text of ['user-unlinked', 'user-unlinked=forget', 'unlinked=delete', 'user-linked=delete=x', '=delete']) {
    t.match(
      refusal(() => read('KAKAO_EVENT_POLICY', text)),
      'KAKAO_EVENT_POLICY takes a list of event=action, as in user-unlinked=delete,account-disabled=record',
      text
    )
  }
})

t.test('where Kakao logs people in has no path and no password', async t => {
  t.equal(read('KAKAO_AUTH_URL', 'http://127.0.0.1:9000'), 'http://127.0.0.1:9000')
  for (const text of [
    'kauth.kakao.com',
    'https://kauth.kakao.com/',
    'https://kauth.kakao.com/oauth',
    'https://u:p@k.x'
  ]) {
    t.match(
      refusal(() => read('KAKAO_AUTH_URL', text)),
      'KAKAO_AUTH_URL takes an address without a path, such as https://kauth.kakao.com',
      text
    )
  }
})

t.test('keys of Kakao are texts', async t => {
  for (const name of ['KAKAO_ADMIN_KEY', 'KAKAO_JAVASCRIPT_KEY', 'KAKAO_NATIVE_APP_KEY'] as const) {
    t.equal(read(name, 'a key, as it is'), 'a key, as it is')
  }
})
