import t from 'tap'
import { open } from '../../page-visits.ts'
import { answerKakao, begin, beginUrl, comeBack, createWebApp, jiyun, logInByBrowser } from '../../web-login.ts'

const options = { socialNextUrls: ['https://shop.example.com', 'http://localhost:5173', 'myapp://login?from=kakao'] }

t.test(
  'a login ends at a path of the server, an origin that is allowed, or an address that is allowed as it is',
  async t => {
    const server = await createWebApp(t, options)
    const cases = [
      ['/', '/?login_code=…'],
      ['/app/?page=2&tag=a%20b#top', '/app/?page=2&tag=a%20b&login_code=…#top'],
      ['/글/1?태그=봄', '/%EA%B8%80/1?%ED%83%9C%EA%B7%B8=%EB%B4%84&login_code=…'],
      ['https://shop.example.com', 'https://shop.example.com?login_code=…'],
      [
        'https://shop.example.com/cart?id=3#/checkout?step=2',
        'https://shop.example.com/cart?id=3&login_code=…#/checkout?step=2'
      ],
      ['http://localhost:5173/', 'http://localhost:5173/?login_code=…'],
      ['myapp://login?from=kakao', 'myapp://login?from=kakao&login_code=…']
    ] as const
    for (const [next, end] of cases) {
      const back = await logInByBrowser(server, { next })
      t.equal(back.statusCode, 303)
      t.equal(String(back.headers.location).replace(/login_code=[\w-]{43}/, 'login_code=…'), end)
    }
  }
)

t.test('and nowhere else', async t => {
  const { app } = await createWebApp(t, options)
  const refused = [
    'https://evil.example/',
    '//evil.example',
    '/\\evil.example',
    '/\t//evil.example',
    'https://shop.example.com@evil.example/',
    'https://shop.example.com.evil.example/',
    'http://shop.example.com/',
    'https://shop.example.com:8443/',
    'javascript:alert(1)',
    'data:text/html,x',
    'myapp://login',
    'myapp://login?from=kakao&more=1',
    'app/',
    `/${'x'.repeat(2000)}`
  ].map(next => `next=${encodeURIComponent(next)}`)
  const raw = ['next=//evil.example', 'next=%2f%5cevil.example', 'next=/%09//evil.example']
  for (const query of [...refused, ...raw]) {
    const page = await open(app, `${beginUrl}?${query}`)
    t.equal(page.status, 400, query)
    t.match(page.text, 'This is not an address that a login may lead to.')
    t.notOk('location' in page.headers)
  }
})

t.test('one that is there twice is none', async t => {
  const { app, kakao } = await createWebApp(t, options)
  const { headers } = await app.inject(`${beginUrl}?next=/a&next=https://evil.example`)
  const query = new URL(kakao.authorize(String(headers.location), { personId: jiyun })).search
  const back = await comeBack(app, query, String(headers['set-cookie']).split(';', 1).join())
  t.match(back.headers.location, /^\/\?login_code=/)
})

t.test('where nobody says, it ends where LOGIN_REDIRECT_URL says', async t => {
  for (const [loginRedirectUrl, end] of [
    [undefined, /^\/\?login_code=[\w-]{43}$/],
    ['https://front.example/in?a=1', /^https:\/\/front\.example\/in\?a=1&login_code=[\w-]{43}$/]
  ] as const) {
    const server = await createWebApp(t, { ...(loginRedirectUrl !== undefined && { loginRedirectUrl }) })
    t.match((await logInByBrowser(server)).headers.location, end)
    t.match((await logInByBrowser(server, { next: '' })).headers.location, end)
  }
})

t.test('a login_code that was there before does not come first', async t => {
  const server = await createWebApp(t)
  const { headers } = await logInByBrowser(server, { next: '/?login_code=slipped-in&a=1' })
  t.match(headers.location, /^\/\?a=1&login_code=[\w-]{43}$/)
})

t.test('where it ends was decided when it began', async t => {
  const { app, kakao } = await createWebApp(t)
  const begun = await begin(app, { next: '/mine' })
  const query = `${answerKakao(kakao, begun)}&next=/another`
  t.match((await comeBack(app, query, begun.cookie)).headers.location, /^\/mine\?/)
})

t.test('the longest address that is allowed fits into the cookie: 4096 bytes with its name', async t => {
  const server = await createWebApp(t)
  const path = `/${'"'.repeat(300)}${'글'.repeat(122)}`
  const { cookie } = await begin(server.app, { next: path })
  t.ok(cookie.length < 4096, `${cookie.length}`)
  t.equal((await logInByBrowser(server, { next: path })).statusCode, 303)
  t.equal((await open(server.app, `${beginUrl}?next=${encodeURIComponent(`${path}글`)}`)).status, 400)
})
