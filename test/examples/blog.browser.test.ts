// The blog in a real Chromium, with the emulator of Kakao: what a reader does, and what the page does by itself.
import t, { type Test } from 'tap'
import { findChromium, launch } from '../browser.ts'
import { readRows } from '../helper.ts'
import { claimsOf } from '../outside.ts'
import { logInByBrowser, loginCodeIn } from '../web-login.ts'
import { startBlog } from './blog-server.ts'
import { consent, hello, kakaoButton, keptToken, logIn, openPage, posts } from './blog-window.ts'

async function testInChromium(t: Test, executablePath: string): Promise<void> {
  const browser = await launch(t, executablePath)

  t.test('a reader logs in by Kakao, stays so through a reload, and logs out', async t => {
    const { app, kakao, origin } = await startBlog(t)
    const { page, complaints, requests } = await openPage(t, browser, origin)
    await kakaoButton(page).click()
    t.ok(page.url().startsWith(`${kakao.url}/oauth/authorize?`))
    t.ok(await page.getByLabel('지윤').isChecked())
    await consent(page)
    await posts(page).waitFor()
    t.equal(await hello(page), '지윤님, 안녕하세요')
    t.same(await posts(page).allTextContents(), ['글 1\n글쓴이 지윤'])
    t.equal(page.url(), `${origin}/`, 'the code has left the address')
    t.same(readRows(app, 'select hash from rest_auth_login_code'), [])

    await page.reload()
    await posts(page).waitFor()
    t.equal(await hello(page), '지윤님, 안녕하세요')

    const token = await keptToken(page)
    t.match(claimsOf(token), { username: '지윤' })
    await page.getByRole('button', { name: '로그아웃' }).click()
    await kakaoButton(page).waitFor()
    t.match(readRows(app, "select ended from rest_auth_session where method = 'kakao'"), [{ ended: /^20/ }])
    t.equal(await page.evaluate('sessionStorage.length'), 0)
    t.equal(await page.evaluate('document.activeElement.id'), 'kakao', 'the keyboard goes on where one logs in')
    t.notMatch(await page.locator('main').innerText(), '지윤')

    t.same(complaints, [], 'the console is silent')
    const foreign = requests.filter(url => !url.startsWith(`${origin}/`) && !url.startsWith(`${kakao.url}/`))
    t.same(foreign, [], 'nobody else is asked for anything')
    t.notMatch(requests.join('\n'), token, 'no address holds a token')
    t.notMatch(requests.join('\n'), 'eyJ')
  })

  t.test('who cancels reads so in Korean, and logs in by the link of that page', async t => {
    const { origin } = await startBlog(t)
    const { page } = await openPage(t, browser, origin)
    await kakaoButton(page).click()
    await consent(page, '취소')
    t.equal(await page.locator('h1').textContent(), '로그인을 취소했습니다')
    t.equal(await page.locator('html').getAttribute('lang'), 'ko')
    await page.getByRole('link', { name: '다시 로그인' }).click()
    await consent(page)
    await posts(page).waitFor()
    t.equal(await hello(page), '지윤님, 안녕하세요')
  })

  t.test('a code that somebody slips into the address logs nobody in, and nobody out', async t => {
    const { app, kakao, origin } = await startBlog(t)
    const theirs = loginCodeIn(await logInByBrowser({ app, kakao }, {}, { personId: '3700000002' }))
    const { page, requests } = await openPage(t, browser, `${origin}/?login_code=${theirs}&page=2`)
    t.equal(await page.getByRole('alert').textContent(), '로그인하지 못했습니다. 다시 시도해 주세요.')
    t.ok(await kakaoButton(page).isVisible())
    t.equal(page.url(), `${origin}/?page=2`)
    t.notMatch(requests.join('\n'), '/accounts/rest-auth/', 'it is not even tried')
    await logIn(page)
    await page.goto(`${origin}/?login_code=${theirs}`)
    await posts(page).waitFor()
    t.equal(await hello(page), '지윤님, 안녕하세요')
  })

  t.test('the keyboard is enough, in English as well', async t => {
    const { origin } = await startBlog(t)
    const { page } = await openPage(t, browser, origin, { locale: 'en-US', width: 1280 })
    t.equal(await page.locator('html').getAttribute('lang'), 'en')
    await page.keyboard.press('Tab')
    const focus =
      '({ text: document.activeElement.innerText, outline: getComputedStyle(document.activeElement).outlineWidth })'
    t.same(await page.evaluate(focus), { text: 'Login with Kakao', outline: '3px' })
    await page.keyboard.press('Enter')
    await consent(page)
    await posts(page).waitFor()
    t.equal(await hello(page), 'Hello, 지윤')
    t.match(await page.locator('.until').textContent(), /^Your token holds until \d+:\d\d:\d\d [AP]M\.$/)
    await page.keyboard.press('Tab')
    t.same(await page.evaluate(focus), { text: 'Log out', outline: '3px' })
    await page.keyboard.press('Space')
    await page.getByText('Log in to read the posts.').waitFor()
  })

  for (const [colorScheme, width] of [
    ['light', 320],
    ['dark', 320],
    ['light', 1280],
    ['dark', 1280]
  ] as const) {
    t.test(`the button is as Kakao has it, ${colorScheme}, ${width} wide`, async t => {
      const { origin } = await startBlog(t)
      const { page } = await openPage(t, browser, origin, { colorScheme, width })
      await kakaoButton(page).waitFor()
      const look = await page.evaluate<Record<string, string | number | boolean>>(`(() => {
        const button = document.getElementById('kakao')
        const { backgroundColor, color, borderRadius } = getComputedStyle(button)
        const { width, height } = button.getBoundingClientRect()
        const symbol = button.querySelector('svg').getBoundingClientRect()
        return {
          backgroundColor, color, borderRadius, height, ratio: width / height,
          symbol: getComputedStyle(button.querySelector('svg')).fill, isSquare: symbol.width === symbol.height,
          scrollsSideways: document.documentElement.scrollWidth > innerWidth
        }
      })()`)
      const { ratio, height, ...rest } = look
      t.same(rest, {
        backgroundColor: 'rgb(254, 229, 0)',
        color: 'rgba(0, 0, 0, 0.85)',
        borderRadius: '12px',
        symbol: 'rgb(0, 0, 0)',
        isSquare: true,
        scrollsSideways: false
      })
      t.ok(Number(height) >= 45, `${height} high`)
      t.ok(Math.abs(Number(ratio) - 600 / 90) < 0.3, `${ratio}`)
    })
  }
}

const executablePath = findChromium()
t.test('the blog in Chromium', { skip: executablePath === undefined && 'no Chromium here' }, t =>
  testInChromium(t, executablePath ?? '')
)
