// Each page of the admin in both languages, wide and narrow, light and dark: what a screenshot cannot fail for.
import t from 'tap'
import { goTo, listenWithAdmin, logIn, openWindow, scrollsSideways, seriousFindings } from '../admin-window.ts'
import { findChromium, launch } from '../browser.ts'

const executablePath = findChromium()
const skip = executablePath === undefined && 'Chromium is not installed'

const pages = [
  ...['/', '/users', '/users/1', '/users/create', '/email-addresses', '/groups', '/groups/create', '/sessions'],
  ...['/tokens', '/social-apps', '/social-apps/1', '/social-apps/create', '/social-accounts', '/social-tokens'],
  ...['/sites', '/sites/1', '/events']
]
/** Where screenshots are to be put, of more windows than a test needs. */
const folder = process.env.ADMIN_SCREENSHOTS
const windows = [
  { locale: 'en-US', viewport: { width: 1280, height: 800 }, colorScheme: 'light' },
  { locale: 'ko-KR', viewport: { width: 360, height: 740 }, colorScheme: 'dark' },
  ...(folder === undefined
    ? []
    : ([
        { locale: 'ko-KR', viewport: { width: 1280, height: 800 }, colorScheme: 'dark' },
        { locale: 'en-US', viewport: { width: 360, height: 740 }, colorScheme: 'light' }
      ] as const))
] as const

t.setTimeout(240_000)

for (const options of windows) {
  const { locale, viewport, colorScheme } = options
  t.test(
    `${locale}, ${viewport.width} wide, ${colorScheme}: every page can be read by everybody`,
    { skip },
    async t => {
      const { origin } = await listenWithAdmin(t)
      const { page, complaints } = await openWindow(t, await launch(t, executablePath ?? ''), options)
      await page.goto(`${origin}/admin/`)
      await page.locator('input[name=username]').waitFor()
      t.same(await seriousFindings(page), [], 'the login')
      t.equal(await page.evaluate('document.documentElement.lang'), locale.slice(0, 2))
      await logIn(page, origin)
      await page.locator('h1, h2').first().waitFor()
      for (const path of pages) {
        await goTo(page, origin, path)
        t.same(await seriousFindings(page), [], path)
        t.notOk(await scrollsSideways(page), `${path} fits the window`)
        const name = `${path.slice(1).replaceAll('/', '-') || 'front'}-${locale}-${viewport.width}-${colorScheme}.png`
        if (folder !== undefined) await page.screenshot({ path: `${folder}/${name}`, fullPage: true })
      }
      t.same(complaints, [])
    }
  )
}
