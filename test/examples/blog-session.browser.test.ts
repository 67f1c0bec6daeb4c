// How long a login at the blog lasts, in a real Chromium whose clock goes forward when it is told to.
import t, { type Test } from 'tap'
import { findChromium, launch } from '../browser.ts'
import { claimsOf } from '../outside.ts'
import { startBlog } from './blog-server.ts'
import { kakaoButton, keptToken, logIn, openPage, posts } from './blog-window.ts'

async function testInChromium(t: Test, executablePath: string): Promise<void> {
  const browser = await launch(t, executablePath)

  t.test('the token is refreshed before it expires, again and again', async t => {
    const { origin } = await startBlog(t, { JWT_EXPIRATION_DELTA: '300' })
    const { page } = await openPage(t, browser, origin)
    await page.clock.install()
    await logIn(page)
    const tokens = [await keptToken(page)]
    for (let i = 0; i < 3; i++) {
      const refreshed = page.waitForResponse(`${origin}/api-jwt-auth/refresh/`)
      await page.clock.fastForward(245_000)
      t.equal((await refreshed).status(), 200)
      await page.waitForFunction(`JSON.parse(sessionStorage.getItem('blog session')).token !== '${tokens.at(-1)}'`)
      tokens.push(await keptToken(page))
      await page.clock.setSystemTime(Date.now()) // the server's clock has not gone forward
      await page.reload()
      await posts(page).waitFor()
    }
    t.equal(new Set(tokens).size, 4)
    t.equal(new Set(tokens.map(token => claimsOf(token).sid)).size, 1, 'all of one login')
    t.ok(await page.locator('#in').isVisible())
  })

  t.test('a refresh that finds no server is tried again', async t => {
    const { origin } = await startBlog(t)
    const { page } = await openPage(t, browser, origin)
    await page.clock.install()
    await logIn(page)
    const url = `${origin}/api-jwt-auth/refresh/`
    await page.route(url, route => route.abort(), { times: 2 })
    for (const wait of [245_000, 5_000]) {
      const failed = page.waitForEvent('requestfailed')
      await page.clock.fastForward(wait)
      t.equal((await failed).url(), url)
      t.ok(await page.locator('#in').isVisible())
    }
    const refreshed = page.waitForResponse(url)
    await page.clock.fastForward(5_000)
    t.equal((await refreshed).status(), 200)
    t.ok(await page.locator('#in').isVisible())
  })

  t.test('where tokens are not refreshed, the login ends with its token', async t => {
    const { origin } = await startBlog(t, { JWT_ALLOW_REFRESH: 'false' })
    const { page, requests } = await openPage(t, browser, origin)
    await page.clock.install()
    await logIn(page)
    await page.clock.fastForward(301_000)
    t.equal(await page.getByRole('alert').textContent(), '로그인이 끝났습니다. 다시 로그인해 주세요.')
    t.ok(await kakaoButton(page).isVisible())
    t.notMatch(requests.join('\n'), 'refresh')
  })

  t.test('a session that was ended elsewhere ends here at the next request', async t => {
    const { app, origin } = await startBlog(t)
    const { page } = await openPage(t, browser, origin)
    await logIn(page)
    const headers = { authorization: `JWT ${await keptToken(page)}` }
    await app.inject({ method: 'POST', url: '/rest-auth/logout/', headers })
    await page.reload()
    t.equal(await page.getByRole('alert').textContent(), '로그인이 끝났습니다. 다시 로그인해 주세요.')
  })
}

const executablePath = findChromium()
t.test('a login at the blog, in Chromium', { skip: executablePath === undefined && 'no Chromium here' }, t =>
  testInChromium(t, executablePath ?? '')
)
