// The pages where the links of mails land, in a real Chromium with its scripts switched off.
import type { AddressInfo } from 'node:net'
import t, { type Test } from 'tap'
import { contentSecurityPolicy } from '../core/pages/stylesheet.ts'
import { findChromium, launch, lookAt, lookAtFocus, openWindow } from './browser.ts'
import { post, readRows } from './helper.ts'
import { linkIn } from './mails.ts'
import { writeRows } from './outside.ts'
import { createPagesApp, passphrase } from './page-visits.ts'

const oldPassphrase = 'a lovely passphrase'
/** A server that listens, whose site is where it listens, and how to get links as mails hold them. */
async function createServer(t: Test, host: string, language: string) {
  const { app, mails } = await createPagesApp(t)
  await app.listen({ host: '127.0.0.1', port: 0 })
  const { port } = app.server.address() as AddressInfo // not a socket's path
  const domain = `${host}:${port}`
  writeRows(app, 'update django_site set domain = ?, name = ? where id = 1', domain, '모퉁이 Books')
  const headers = { 'accept-language': language }
  return {
    app,
    origin: `http://${domain}`,
    headers,
    async mailedLink(url: string, fields: object): Promise<string> {
      await post(app, url, fields, headers)
      const mail = (await mails()).at(-1)
      if (mail === undefined) throw new Error(`no mail after ${url}`)
      return linkIn(mail)
    }
  }
}

const languages = [
  {
    language: 'en',
    locale: 'en-US',
    host: '127.0.0.1',
    confirm: ['Confirm your e-mail address', 'Confirm', 'Your e-mail address is confirmed'],
    reset: ['Choose a new password', 'Save the new password', 'Your password is changed'],
    fields: ['New password', 'New password, again'],
    differ: 'The two password fields didn’t match.',
    dead: 'This link does not work'
  },
  {
    language: 'ko',
    locale: 'ko-KR',
    host: 'localhost',
    confirm: ['이메일 주소 인증', '이메일 인증하기', '이메일 인증이 완료되었습니다'],
    reset: ['새 비밀번호 설정', '비밀번호 변경하기', '비밀번호가 변경되었습니다'],
    fields: ['새 비밀번호', '새 비밀번호 확인'],
    differ: '두 비밀번호가 일치하지 않습니다.',
    dead: '사용할 수 없는 링크입니다'
  }
] as const

async function testInChromium(t: Test, executablePath: string): Promise<void> {
  const browser = await launch(t, executablePath)
  const newbie = { username: 'newbie', email: 'newbie@example.com', password1: oldPassphrase, password2: oldPassphrase }

  for (const { language, locale, host, confirm, reset, fields, differ, dead } of languages) {
    t.test(`somebody who reads ${language} finishes both jobs of the links in their mails`, async t => {
      const { app, origin, mailedLink } = await createServer(t, host, language)
      const { page, complaints, requests } = await openWindow(t, browser, locale)
      const heading = () => page.locator('h1').textContent()
      const press = (name: string) => page.getByRole('button', { name, exact: true }).click()

      const confirmLink = await mailedLink('/rest-auth/registration/', newbie)
      t.ok(confirmLink.startsWith(`${origin}/account-confirm-email/`), confirmLink)
      t.equal((await page.goto(confirmLink))?.status(), 200)
      t.equal(await heading(), confirm[0])
      t.ok(await page.getByText('newbie@example.com').isVisible())
      t.match(await lookAt(page), { scrollsSideways: false, rounding: '16px', lang: language })
      await press(confirm[1])
      t.equal(await heading(), confirm[2])
      t.match(readRows(app, "select verified from account_emailaddress where email = 'newbie@example.com'"), [
        { verified: 1 }
      ])
      t.equal((await page.goto(confirmLink))?.status(), 404)
      t.equal(await heading(), dead)

      const resetLink = await mailedLink('/rest-auth/password/reset/', { email: 'newbie@example.com' })
      t.ok(resetLink.startsWith(`${origin}/password-reset/confirm/`), resetLink)
      t.equal((await page.goto(resetLink))?.status(), 200)
      t.equal(await heading(), reset[0])
      const { heights, ...look } = await lookAt(page)
      t.match(look, { scrollsSideways: false, rounding: '16px', lang: language })
      t.same(heights, [52, 52, 52, 52], 'large enough for a thumb')
      const type = async (first: string, again: string) => {
        await page.getByLabel(fields[0], { exact: true }).fill(first)
        await page.getByLabel(fields[1], { exact: true }).fill(again)
        await press(reset[1])
      }

      await type(passphrase, 'something else')
      t.match(await page.getByRole('alert').textContent(), differ)
      t.match(await lookAtFocus(page), { name: 'summary' }, 'it has the focus, and so is read out first')
      t.equal(await page.locator('#new_password1').inputValue(), '')
      t.equal((await lookAt(page)).scrollsSideways, false)

      await type(passphrase, passphrase)
      t.equal(await heading(), reset[2])
      t.match(await post(app, '/api-jwt-auth/', { username: 'newbie', password: passphrase }), { status: 200 })
      t.match(await post(app, '/api-jwt-auth/', { username: 'newbie', password: oldPassphrase }), { status: 400 })
      t.equal((await page.goto(resetLink))?.status(), 400)
      t.equal(await heading(), dead)

      t.same(complaints, [], 'the console is silent')
      const foreign = requests.filter(url => !url.startsWith(`${origin}/`))
      t.same(foreign, [], 'nobody else is asked for anything')
    })
  }

  t.test('the keyboard reaches everything in order, and the focus is seen', async t => {
    const { mailedLink } = await createServer(t, '127.0.0.1', 'en')
    await mailedLink('/rest-auth/registration/', newbie)
    const { page } = await openWindow(t, browser, 'en-US', { width: 1280, height: 800 })
    await page.goto(await mailedLink('/rest-auth/password/reset/', { email: 'newbie@example.com' }))
    for (const expected of ['username', 'new_password1', 'new_password2', 'submit']) {
      await page.keyboard.press('Tab')
      t.same(await lookAtFocus(page), { name: expected, outline: '3px' })
    }
  })

  t.test('the console would complain if a page did more than its policy allows', async t => {
    const { page, complaints } = await openWindow(t, browser, 'en-US')
    const headers = { 'content-security-policy': contentSecurityPolicy }
    const body = '<!doctype html><p style="color: red"><img src="/x.png">'
    await page.route('**/*', route => route.fulfill({ contentType: 'text/html', headers, body }))
    await page.goto('http://127.0.0.1/')
    t.ok(complaints.length > 0)
    for (const complaint of complaints) t.match(complaint, 'Content Security Policy')
  })
}

const executablePath = findChromium()
if (executablePath === undefined) {
  t.pass('the pages in a browser', { skip: 'there is no Chromium: install it with `apt-get install chromium`' })
} else {
  t.test('the pages in a browser', async t => testInChromium(t, executablePath))
}
