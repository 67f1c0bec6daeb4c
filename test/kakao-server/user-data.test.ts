import t from 'tap'
import { logIn, me, startKakao, tokenInfo } from './asking.ts'

const jiyun = '3700000001'
const picture = 'https://k.kakaocdn.example/jiyun/img_640x640.jpg'

t.test('the user data of who consented to everything tell everything', async t => {
  const kakao = await startKakao(t, { now: () => Date.parse('2026-11-20T09:00:00.123Z') })
  const { access_token } = await logIn(kakao)
  const { status, json } = await me(kakao, access_token, '?secure_resource=true')
  const thumbnail = 'https://k.kakaocdn.example/jiyun/img_110x110.jpg'
  t.equal(status, 200)
  t.same(json, {
    id: 3700000001,
    connected_at: '2026-11-20T09:00:00Z',
    properties: { nickname: '지윤', profile_image: picture, thumbnail_image: thumbnail },
    kakao_account: {
      profile_nickname_needs_agreement: false,
      profile_image_needs_agreement: false,
      profile: {
        nickname: '지윤',
        thumbnail_image_url: thumbnail,
        profile_image_url: picture,
        is_default_image: false
      },
      has_email: true,
      email_needs_agreement: false,
      is_email_valid: true,
      is_email_verified: true,
      email: 'jiyun@kakao.example'
    }
  })
})

t.test('the user data of who consented to nothing tell that alone', async t => {
  const kakao = await startKakao(t, { now: () => Date.parse('2026-11-20T09:00:00Z') })
  const { access_token } = await kakao.sdkLogin(jiyun, { scopes: [] })
  t.same((await me(kakao, access_token)).json, {
    id: 3700000001,
    connected_at: '2026-11-20T09:00:00Z',
    properties: {},
    kakao_account: {
      profile_nickname_needs_agreement: true,
      profile_image_needs_agreement: true,
      has_email: true,
      email_needs_agreement: true
    }
  })
})

const items = [
  ['profile_nickname', { profile: { nickname: '지윤' } }],
  ['profile_image', { profile: { profile_image_url: String, thumbnail_image_url: String, is_default_image: false } }],
  ['account_email', { email: 'jiyun@kakao.example', is_email_valid: true, is_email_verified: true }]
] as const

for (const [scope, told] of items) {
  t.test(`consent to ${scope} tells that, and nothing else`, async t => {
    const kakao = await startKakao(t)
    const { access_token } = await kakao.sdkLogin(jiyun, { scopes: [scope] })
    const account = (await me(kakao, access_token)).json.kakao_account as Record<string, unknown>
    const { profile_nickname_needs_agreement, profile_image_needs_agreement, email_needs_agreement, ...rest } = account
    const { has_email, ...shared } = rest
    t.match(shared, told)
    t.same(Object.keys(shared).sort(), Object.keys(told).sort())
    t.same(Object.keys(shared.profile ?? {}).sort(), Object.keys(('profile' in told && told.profile) || {}).sort())
    t.same(
      [profile_nickname_needs_agreement, profile_image_needs_agreement, email_needs_agreement, has_email],
      [scope !== 'profile_nickname', scope !== 'profile_image', scope !== 'account_email', true]
    )
  })
}

t.test('pictures come by http unless secure resources are asked for', async t => {
  const kakao = await startKakao(t)
  const { access_token } = await logIn(kakao)
  for (const query of ['', '?secure_resource=false']) {
    t.match((await me(kakao, access_token, query)).json, {
      properties: { profile_image: picture.replace('https', 'http') },
      kakao_account: { profile: { profile_image_url: picture.replace('https', 'http') } }
    })
  }
})

t.test('who has no picture has the default one', async t => {
  const kakao = await startKakao(t)
  const { access_token } = await logIn(kakao, {}, '3700000002')
  t.match((await me(kakao, access_token)).json, { kakao_account: { profile: { is_default_image: true } } })
})

t.test('who has no address has none to tell, whatever they consented to', async t => {
  const kakao = await startKakao(t)
  const { access_token } = await logIn(kakao, {}, '3700000002')
  const { kakao_account: account } = (await me(kakao, access_token)).json
  t.match(account, { has_email: false, email_needs_agreement: false })
  for (const name of ['email', 'is_email_valid', 'is_email_verified']) t.notOk(Object.hasOwn(Object(account), name))
})

t.test('what the app has not set up is not mentioned', async t => {
  const kakao = await startKakao(t)
  kakao.app.scopes = ['profile_nickname']
  const { access_token } = await logIn(kakao)
  t.same((await me(kakao, access_token)).json.kakao_account, {
    profile_nickname_needs_agreement: false,
    profile: { nickname: '지윤' }
  })
})

t.test('the user data tell how a person is now, and what they have withdrawn', async t => {
  const kakao = await startKakao(t)
  const { access_token } = await logIn(kakao)
  kakao.people.set(jiyun, { id: jiyun, nickname: '지윤', email: 'new@kakao.example', isEmailValid: false })
  t.match((await me(kakao, access_token)).json, {
    kakao_account: { email: 'new@kakao.example', is_email_valid: false, is_email_verified: true }
  })
  kakao.links.get(jiyun)?.scopes.delete('account_email')
  t.match((await me(kakao, access_token)).json, { kakao_account: { email_needs_agreement: true, email: undefined } })
})

t.test('an address that is not verified says so', async t => {
  const kakao = await startKakao(t)
  const { access_token } = await logIn(kakao, {}, '3700000004')
  t.match((await me(kakao, access_token)).json, {
    kakao_account: { email: 'unverified@kakao.example', is_email_valid: true, is_email_verified: false }
  })
})

t.test('an id of 19 digits is a bare number in every answer', async t => {
  const kakao = await startKakao(t)
  const { access_token } = await logIn(kakao, {}, '3700000000000000019')
  for (const ask of [me, tokenInfo]) t.match((await ask(kakao, access_token)).text, /^\{"id":3700000000000000019,/)
})

t.test('a token made by hand tells of the person it was made for, with their picture', async t => {
  const kakao = await startKakao(t)
  kakao.tokens.set('tok-picture', { person: { id: '9', nickname: '사진', picture } })
  t.match((await me(kakao, 'tok-picture')).json, {
    id: 9,
    kakao_account: { profile: { profile_image_url: picture, is_default_image: false } }
  })
})
