import t from 'tap'
import { contentSecurityPolicy } from '../../../core/pages/stylesheet.ts'
import { djangoDatabase } from '../../helper.ts'
import { execute } from '../../kakao-login.ts'
import type { Choice, KakaoServer } from '../../kakao-server.ts'
import { korean } from '../../mailing-app.ts'
import { writeRows } from '../../outside.ts'
import { ask, open, textOf } from '../../page-visits.ts'
import {
  answerKakao,
  begin,
  beginUrl,
  callbackUrl,
  challenge,
  comeBack,
  createWebApp,
  jiyun,
  nothing,
  written
} from '../../web-login.ts'

const headers = {
  'content-type': 'text/html; charset=utf-8',
  'content-security-policy': contentSecurityPolicy,
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'cache-control': 'no-store',
  'x-robots-tag': 'noindex',
  'cross-origin-opener-policy': 'same-origin',
  vary: 'Accept-Language'
}

interface Trouble {
  name: string
  choice?: Choice
  prompt?: string
  prepare?: (kakao: KakaoServer) => void
  /** What is read, in English and in Korean, between the name of the site and the link. */
  en: string
  ko: string
}

const troubles: Trouble[] = [
  {
    name: 'who cancels',
    choice: { personId: jiyun, deny: true },
    en: 'Login was cancelled You have not logged in to example.com by Kakao. Nothing was changed.',
    ko: '로그인을 취소했습니다 카카오 로그인을 취소하셨습니다. example.com에는 아무 정보도 전달되지 않았습니다.'
  },
  {
    name: 'who was to be asked nothing, and has not consented',
    prompt: 'none',
    en: 'Login did not work Kakao needs your consent for this login.',
    ko: '로그인하지 못했습니다 카카오 로그인에 필요한 동의가 없어 로그인하지 못했습니다. 다시 시도하여 동의해 주세요.'
  },
  {
    name: 'who was to be asked nothing, and is not logged in at Kakao',
    prompt: 'none',
    choice: {},
    en: 'Login did not work Kakao needs your consent for this login.',
    ko: '로그인하지 못했습니다 카카오 로그인에 필요한 동의가 없어 로그인하지 못했습니다. 다시 시도하여 동의해 주세요.'
  },
  {
    name: 'who is under 14',
    choice: { personId: '3700000003' },
    en: 'Not yet 14 Kakao lets people under 14 log in only with the consent of a parent or guardian.',
    ko: '만 14세 미만입니다 만 14세 미만은 보호자의 동의가 있어야 카카오 로그인을 사용할 수 있습니다.'
  },
  {
    name: 'whose code Kakao does not know',
    prepare: kakao => kakao.fail('/oauth/token', { errorCode: 'KOE320' }),
    en: 'Login did not work Kakao did not confirm the login. Please try again.',
    ko: '로그인하지 못했습니다 카카오에서 로그인을 확인해 주지 않았습니다. 다시 시도해 주세요.'
  }
]

for (const { name, choice = { personId: jiyun }, prompt, prepare, ...texts } of troubles) {
  for (const language of ['en', 'ko'] as const) {
    t.test(`${name} is told so in a page, in ${language}`, async t => {
      const { app, kakao } = await createWebApp(t)
      prepare?.(kakao)
      const begun = await begin(app, { ...(prompt !== undefined && { prompt }) })
      const accepted = { 'accept-language': language }
      const page = await comeBack(app, answerKakao(kakao, begun, choice), begun.cookie, accepted)
      t.equal(page.statusCode, 400)
      t.equal(textOf(page.body), `example.com ${texts[language]} ${language === 'en' ? 'Try again' : '다시 로그인'}`)
      t.match(page.headers, { ...headers, 'content-language': language })
      t.match(page.body, `<html lang="${language}">`)
      t.same(written(app), nothing)
    })
  }
}

t.test('a login that took too long is told, in Korean as well', async t => {
  const { app } = await createWebApp(t)
  const page = await open(app, `${callbackUrl}?code=x&state=y`, korean)
  t.equal(page.status, 400)
  t.equal(
    page.text,
    'example.com 로그인 시간이 지났습니다 시작한 지 10분이 지났거나, 다른 브라우저에서 시작했거나, ' +
      '이미 완료된 로그인입니다. 처음부터 다시 시도해 주세요. 다시 로그인'
  )
  t.match(page.html, `<a class="button" href="${beginUrl}">`)
  t.match(page.headers, { ...headers, 'content-language': 'ko' })
})

t.test('the next try leads where the first was to lead, and is picked up by the same verifier', async t => {
  const { app, kakao } = await createWebApp(t)
  const begun = await begin(app, { next: '/a?b=1&c="<>#d', code_challenge: challenge })
  const page = await comeBack(app, answerKakao(kakao, begun, { deny: true }), begun.cookie)
  const [, href = ''] = /<a class="button" href="([^"]*)"/.exec(page.body) ?? []
  const again = new URL(href.replaceAll('&amp;', '&'), 'http://server.example')
  t.equal(again.pathname, beginUrl)
  t.same(Object.fromEntries(again.searchParams), { next: '/a?b=1&c="<>#d', code_challenge: challenge })
  const second = await begin(app, Object.fromEntries(again.searchParams))
  const back = await comeBack(app, answerKakao(kakao, second), second.cookie)
  t.match(back.headers.location, /^\/a\?b=1&c=%22%3C%3E&login_code=[\w-]{43}#d$/)
})

t.test('an address that somebody has here is told, and nobody is let in', async t => {
  for (const [language, sentence] of [
    ['en', 'User is already registered with this e-mail address.'],
    ['ko', '이미 이 이메일 주소로 가입한 사용자가 있습니다.']
  ] as const) {
    const { app, kakao } = await createWebApp(t, { databaseUrl: djangoDatabase(t) })
    const before = written(app)
    const begun = await begin(app)
    const query = answerKakao(kakao, begun, { personId: '3700000005' })
    const page = await comeBack(app, query, begun.cookie, { 'accept-language': language })
    t.equal(page.statusCode, 400)
    t.match(textOf(page.body), sentence)
    t.same(written(app), before)
  }
})

t.test('a user who is disabled is told so', async t => {
  const { app, kakao } = await createWebApp(t, { databaseUrl: djangoDatabase(t) })
  execute(app, 'update auth_user set is_active = 0 where id = 6')
  const begun = await begin(app)
  const page = await comeBack(app, answerKakao(kakao, begun), begun.cookie)
  t.equal(page.statusCode, 400)
  t.match(textOf(page.body), 'Login did not work User account is disabled. Try again')
})

t.test('while Kakao is away it is a 503 that says when to come back, and the same address works then', async t => {
  const { app, kakao } = await createWebApp(t)
  const begun = await begin(app)
  const query = answerKakao(kakao, begun)
  kakao.fail('/oauth/token', { errorCode: 'KOE003' })
  const page = await comeBack(app, query, begun.cookie, korean)
  t.equal(page.statusCode, 503)
  t.equal(textOf(page.body), '요청을 처리하지 못했습니다 카카오에 연결할 수 없습니다. 잠시 후 다시 시도해 주세요.')
  t.match(page.headers, { ...headers, 'content-language': 'ko', 'retry-after': '5' })
  t.notOk('set-cookie' in page.headers)
  t.same(written(app), nothing)
  t.equal((await comeBack(app, query, begun.cookie)).statusCode, 303)
})

t.test('a server without a REST API key says so before anybody leaves', async t => {
  const { app } = await createWebApp(t, { kakaoRestApiKey: undefined })
  const page = await open(app, beginUrl)
  t.equal(page.status, 503)
  t.match(page.text, 'Social login is not set up on this server: KAKAO_REST_API_KEY is missing.')
  t.notOk('set-cookie' in page.headers)
})

t.test('what a login cannot begin with is a page that leads nowhere', async t => {
  const { app } = await createWebApp(t, { kakaoScopes: ['account_email'] })
  const cases = [
    ['next=//evil.example', 'This is not an address that a login may lead to.'],
    ['code_challenge=short', 'This is not a code_challenge of the method S256.'],
    [`code_challenge=${challenge}=`, 'This is not a code_challenge of the method S256.'],
    ['scope=talk_message', 'This is not a consent that this site asks for.']
  ]
  for (const [query, sentence] of cases) {
    const page = await open(app, `${beginUrl}?${query}`)
    t.equal(page.status, 400)
    t.equal(page.text, `example.com Login did not work ${sentence}`)
    t.match(page.headers, headers)
    t.notOk('location' in page.headers)
    t.notOk('set-cookie' in page.headers)
    t.notMatch(page.html, '<a ')
  }
})

t.test('the name of the site is text, whatever it is', async t => {
  const { app } = await createWebApp(t)
  writeRows(app, 'update django_site set name = ? where id = 1', '<b>모퉁이</b> & "Books"')
  const page = await ask(app, 'GET', callbackUrl)
  t.match(page.html, '<header>&lt;b&gt;모퉁이&lt;/b&gt; &amp; &quot;Books&quot;</header>')
  t.notMatch(page.html, '<b>')
})
