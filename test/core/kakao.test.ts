// Kakao's facts, as its reference has them.
import t from 'tap'
import { parseWithBigIntegers } from '../../core/json.ts'
import { type KakaoOptions, kakao } from '../../core/kakao.ts'

const keys = { clientId: 'rest-api-key', secret: 'client-secret', key: 'native-app-key' }
const options: KakaoOptions = {
  apiUrl: 'https://kapi.kakao.com',
  authUrl: 'https://kauth.kakao.com',
  appId: 770001,
  pkce: true
}

/** The facts for a project; none of those that are used here is missing. */
function factsOf(changes: Partial<KakaoOptions> = {}) {
  const facts = kakao({ ...options, ...changes })
  const { proof, profile, idToken, unlink, readFault } = facts
  if (!proof || !profile || !idToken || !unlink || !readFault) throw new Error('a fact is missing')
  return { ...facts, proof, profile, idToken, unlink, readFault }
}
const facts = factsOf()
const readProfile = (answer: unknown) => facts.profile.read([answer])

t.test('Kakao is asked at the addresses of its reference', async t => {
  const headers = { authorization: 'Bearer tok' }
  t.same(facts.proof.ask('tok', keys), { url: 'https://kapi.kakao.com/v1/user/access_token_info', headers })
  t.same(facts.profile.ask('tok', keys), [{ url: 'https://kapi.kakao.com/v2/user/me?secure_resource=true', headers }])
  t.equal(facts.token?.url, 'https://kauth.kakao.com/oauth/token')
  t.match(facts.authorization, { url: 'https://kauth.kakao.com/oauth/authorize', separator: ',', pkce: true })
  t.match(facts.idToken, {
    issuers: ['https://kauth.kakao.com'],
    jwksUrl: 'https://kauth.kakao.com/.well-known/jwks.json',
    algorithms: ['RS256']
  })
})

t.test('PKCE can be switched off', async t => {
  t.equal(factsOf({ pkce: false }).authorization?.pkce, false)
})

t.test('an access token must be of our app, an id_token of one of its keys', async t => {
  t.same(facts.proof.audiences(keys), ['770001'])
  t.same(facts.idToken.audiences(keys).filter(Boolean), ['rest-api-key', 'native-app-key'])
  const withJavascript = factsOf({ javascriptKey: 'javascript-key' })
  t.same(withJavascript.idToken.audiences(keys), ['rest-api-key', 'native-app-key', 'javascript-key'])
})

t.test('what is not set up is no audience', async t => {
  t.same(factsOf({ appId: undefined }).proof.audiences(keys), [''])
  t.same(facts.idToken.audiences({ clientId: '', secret: '', key: '' }), ['', '', ''])
})

t.test('the token info is read with its numbers as text', async t => {
  const info = { id: 3700000001, app_id: 770001, expires_in: 21_599 }
  t.same(facts.proof.read(info), { uid: '3700000001', audience: '770001', expiresIn: 21_599 })
})

t.test('an id of 19 digits is read as it is, wherever it stands', async t => {
  const id = '3700000000000000001'
  const answer = parseWithBigIntegers(`{"id":${id},"app_id":770001,"expires_in":1}`)
  t.match(facts.proof.read(answer), { uid: id })
  t.match(readProfile(answer), { uid: id })
  t.match(facts.idToken.read({ sub: id }), { uid: id })
})

t.test('a token info with a term of more than 30 years is no answer', async t => {
  const info = { id: 3700000001, app_id: 770001 }
  t.match(facts.proof.read({ ...info, expires_in: 10 ** 9 }), { expiresIn: 10 ** 9 })
  t.equal(facts.proof.read({ ...info, expires_in: 10 ** 9 + 1 }), undefined)
})

t.test('a token info that lacks anything is no answer', async t => {
  const info = { id: 3700000001, app_id: 770001, expires_in: 1 }
  for (const name of Object.keys(info)) t.equal(facts.proof.read({ ...info, [name]: undefined }), undefined, name)
  for (const answer of [null, [], 'x', 5]) t.equal(facts.proof.read(answer), undefined, JSON.stringify(answer))
})

t.test('an id has 20 digits at most, and none in front that says nothing', async t => {
  const longest = '9'.repeat(20)
  t.match(readProfile({ id: longest }), { uid: longest })
  for (const id of [`${longest}9`, '0123', '0', '-1', 1.5, 1e21, true, null, [5], '']) {
    t.equal(readProfile({ id }), undefined, String(id))
    t.equal(facts.idToken.read({ sub: id }), undefined, String(id))
  }
})

t.test('the user data are read', async t => {
  const account = {
    profile: { nickname: '지윤', profile_image_url: 'https://k.kakaocdn.example/jiyun.jpg' },
    email: 'jiyun@kakao.example',
    is_email_valid: true,
    is_email_verified: true
  }
  t.same(readProfile({ id: 3700000001, kakao_account: account }), {
    uid: '3700000001',
    email: 'jiyun@kakao.example',
    emailVerified: true,
    username: '지윤',
    picture: 'https://k.kakaocdn.example/jiyun.jpg',
    missingScopes: []
  })
})

t.test('what a person did not share is empty', async t => {
  const nothing = { uid: '1', email: '', emailVerified: false, username: '', picture: '', missingScopes: [] }
  for (const shared of [{}, { kakao_account: {} }, { kakao_account: null }, { kakao_account: { profile: {} } }]) {
    t.same(readProfile({ id: 1, ...shared }), nothing)
  }
})

t.test('what is no text is no address, no nickname and no picture', async t => {
  const account = { email: ['jiyun@kakao.example'], profile: { nickname: 5, profile_image_url: {} } }
  t.match(readProfile({ id: 1, kakao_account: account }), { email: '', username: '', picture: '' })
})

t.test('the nickname of the deprecated properties is read where the profile has none', async t => {
  const properties = { nickname: 'old' }
  t.match(readProfile({ id: 1, properties }), { username: 'old' })
  t.match(readProfile({ id: 1, properties, kakao_account: { profile: { nickname: 'new' } } }), { username: 'new' })
})

t.test('an address is verified when Kakao says both that it is valid and that it is verified', async t => {
  for (const [is_email_valid, is_email_verified, emailVerified] of [
    [true, true, true],
    [true, false, false],
    [false, true, false],
    [undefined, true, false],
    [true, undefined, false],
    ['true', 'true', false],
    [1, 1, false]
  ]) {
    const account = { email: 'a@example.com', is_email_valid, is_email_verified }
    t.match(readProfile({ id: 1, kakao_account: account }), { emailVerified })
  }
})

t.test('the consents that are missing are called as they are asked for', async t => {
  const account = {
    profile_nickname_needs_agreement: false,
    profile_image_needs_agreement: true,
    email_needs_agreement: true,
    phone_number_needs_agreement: true,
    ci_needs_agreement: true,
    name_needs_agreement: 'true',
    has_email: true
  }
  t.match(readProfile({ id: 1, kakao_account: account }), {
    missingScopes: ['profile_image', 'account_email', 'phone_number', 'account_ci']
  })
})

t.test('the claims of an id_token are read; their address is told where it is valid and verified', async t => {
  const claims = { sub: '3700000001', nickname: '지윤', picture: 'https://p.example/j', email: 'jiyun@kakao.example' }
  t.same(facts.idToken.read(claims), {
    uid: '3700000001',
    email: 'jiyun@kakao.example',
    emailVerified: true,
    username: '지윤',
    picture: 'https://p.example/j'
  })
  t.same(facts.idToken.read({ sub: '3700000001' }), {
    uid: '3700000001',
    email: '',
    emailVerified: false,
    username: '',
    picture: ''
  })
  t.equal(facts.idToken.read({ nickname: '지윤' }), undefined)
})

t.test('a person is unlinked by their own token, or by the admin key', async t => {
  const url = 'https://kapi.kakao.com/v1/user/unlink'
  const withKey = factsOf({ adminKey: 'admin-key' })
  t.same(withKey.unlink('3700000001', 'tok'), { url, headers: { authorization: 'Bearer tok' }, form: {} })
  t.same(withKey.unlink('3700000001', undefined), {
    url,
    headers: { authorization: 'KakaoAK admin-key' },
    form: { target_id_type: 'user_id', target_id: '3700000001' }
  })
  t.equal(facts.unlink('3700000001', undefined), undefined, 'without either there is nothing to ask')
})

for (const [status, answer, meaning] of [
  // kapi
  [401, { code: -401 }, 'refused'],
  [400, { code: -2 }, 'refused'],
  [400, { code: -101 }, 'refused'],
  [400, { code: -103 }, 'refused'],
  [403, { code: -402 }, 'refused'],
  [400, { code: -9999 }, 'refused'],
  [401, { code: -406 }, 'underAge'],
  [400, { code: -1 }, 'unavailable'],
  [400, { code: -7 }, 'unavailable'],
  [400, { code: -10 }, 'unavailable'],
  [429, { code: -10 }, 'unavailable'],
  [503, { code: -9798 }, 'unavailable'],
  [400, { code: -9798 }, 'unavailable'],
  [500, { code: -401 }, 'unavailable'],
  [503, { code: -406 }, 'unavailable'],
  [429, { code: -401 }, 'unavailable'],
  // kauth
  [400, { error: 'invalid_grant', error_code: 'KOE320' }, 'refused'],
  [400, { error: 'invalid_grant', error_code: 'KOE303' }, 'refused'],
  [400, { error: 'invalid_grant', error_code: 'KOE322' }, 'refused'],
  [400, { error: 'invalid_request', error_code: 'KOE999' }, 'refused'],
  [400, { error: 'server_error', error_code: 'KOE003' }, 'unavailable'],
  [400, { error: 'invalid_request', error_code: 'KOE237' }, 'unavailable'],
  [401, { error: 'invalid_client', error_code: 'KOE101' }, 'unavailable'],
  [401, { error: 'invalid_client', error_code: 'KOE010' }, 'unavailable'],
  [500, { error: 'invalid_grant', error_code: 'KOE320' }, 'unavailable'],
  // without a code
  [400, {}, 'refused'],
  [401, {}, 'refused'],
  [403, { code: null }, 'refused'],
  [404, {}, 'unavailable'],
  [302, {}, 'unavailable'],
  [200, {}, 'unavailable'],
  [404, null, 'unavailable'],
  [401, [], 'refused'],
  // from something between Kakao and us
  [404, { code: 'NOT_FOUND' }, 'unavailable'],
  [404, { error_code: 5 }, 'unavailable'],
  [401, { code: 'NO_ACCESS' }, 'refused']
] as const) {
  t.test(`${status} ${JSON.stringify(answer)} means: ${meaning}`, async t => {
    t.equal(facts.readFault(status, answer), meaning)
  })
}
