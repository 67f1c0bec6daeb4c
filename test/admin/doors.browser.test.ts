// Who gets where in the admin, and who does not, in a real Chromium.
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import t from 'tap'
import { goTo, listenWithAdmin, logIn, openWindow } from '../admin-window.ts'
import { findChromium, launch } from '../browser.ts'
import { obtain, readRows } from '../helper.ts'
import { writeRows } from '../outside.ts'

const executablePath = findChromium()
const skip = executablePath === undefined && 'Chromium is not installed'

t.test('who is deactivated is logged out everywhere', { skip }, async t => {
  const { app, origin } = await listenWithAdmin(t)
  const authorization = `JWT ${await obtain(app)}`
  const isIn = async () =>
    (await app.inject({ url: '/rest-auth/user/', headers: { authorization } })).statusCode === 200
  t.ok(await isIn())
  const { page, complaints } = await openWindow(t, await launch(t, executablePath ?? ''))
  await logIn(page, origin)
  await page.getByRole('link', { name: 'Users', exact: true }).waitFor()
  await goTo(page, origin, '/users/1')
  await page.getByRole('button', { name: 'Deactivate' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Deactivate' }).click()
  await page.getByText('“alice” cannot log in any more.').waitFor()
  t.notOk(await isIn())
  t.same(complaints, [])
})

t.test('who is no staff gets nowhere', { skip }, async t => {
  const { origin } = await listenWithAdmin(t)
  const { page } = await openWindow(t, await launch(t, executablePath ?? ''))
  await logIn(page, origin, 'alice')
  await page.getByText('Unable to log in with provided credentials.').waitFor()
  await page.goto(`${origin}/admin/#/users`)
  await page.locator('input[name=username]').waitFor()
  t.equal(await page.getByText('bob@example.com').count(), 0)
})

t.test('a member of the staff who is no superuser looks, and gives nobody rights', { skip }, async t => {
  const { app, origin } = await listenWithAdmin(t)
  writeRows(app, "update auth_user set is_staff = 1 where username = 'alice'")
  const { page } = await openWindow(t, await launch(t, executablePath ?? ''))
  await logIn(page, origin, 'alice')
  await page.getByRole('link', { name: 'Users', exact: true }).waitFor()
  await goTo(page, origin, '/social-apps/1')
  await page.getByText('kakao-rest-api-key').or(page.locator('input[value="kakao-rest-api-key"]')).first().waitFor()
  t.equal(await page.getByRole('button', { name: 'Save' }).count(), 0)
  await goTo(page, origin, '/users/2')
  t.equal(await page.getByLabel('Superuser').isEnabled(), false)
})

t.test('another site cannot act in the name of who is logged in', { skip }, async t => {
  const { app, origin } = await listenWithAdmin(t)
  const { page, context } = await openWindow(t, await launch(t, executablePath ?? ''))
  await logIn(page, origin)
  await page.getByRole('link', { name: 'Users', exact: true }).waitFor()
  const html = `<form method="post" action="${origin}/admin/api/users/1/end-sessions/"><button>win</button></form>
    <script>
      const url = '${origin}/admin/api/users/1/'
      const init = { method: 'PATCH', mode: 'cors', credentials: 'include', body: '{"is_active":false}' }
      fetch(url, { ...init, headers: { 'content-type': 'application/json' } }).catch(() => {})
      fetch(url.replace('users/1/', 'users/1/end-sessions/'), { ...init, method: 'POST', mode: 'no-cors' }).catch(() => {})
    </script>`
  const evil = createServer((_request, response) => response.setHeader('content-type', 'text/html').end(html))
  await new Promise<void>(resolve => evil.listen(0, '127.0.0.1', resolve))
  t.teardown(() => evil.close())
  const other = await context.newPage()
  await other.goto(`http://localhost:${(evil.address() as AddressInfo).port}/`)
  await other.getByRole('button', { name: 'win' }).click()
  await other.waitForURL(`${origin}/admin/api/users/1/end-sessions/`)
  t.match(await other.locator('body').innerText(), /session in the admin is over|another site/)
  t.same(readRows(app, 'select is_active from auth_user where id = 1'), [{ is_active: 1 }])
  t.same(readRows(app, "select id from rest_auth_event where event like '%_by_admin'"), [])
})

t.test('a name that looks like HTML is only text', { skip }, async t => {
  const { app, origin } = await listenWithAdmin(t)
  const name = '<img src=x onerror=alert(1)>'
  writeRows(app, 'update auth_user set first_name = ?, username = ? where id = 1', name, name)
  writeRows(app, 'update django_site set name = ? where id = 1', name)
  writeRows(app, 'update auth_group set name = ? where id = 1', name)
  writeRows(app, 'update socialaccount_socialaccount set extra_data = ?', JSON.stringify({ nickname: name }))
  const { page, complaints } = await openWindow(t, await launch(t, executablePath ?? ''))
  const dialogs: string[] = []
  page.on('dialog', async dialog => {
    dialogs.push(dialog.message())
    await dialog.dismiss()
  })
  await logIn(page, origin)
  await page.getByRole('link', { name: 'Users', exact: true }).waitFor()
  for (const path of ['/users', '/users/1', '/sites', '/groups', '/social-accounts', '/social-accounts/1/show', '/']) {
    await goTo(page, origin, path)
    t.equal(await page.locator('img[src="x"]').count(), 0, path)
  }
  await goTo(page, origin, '/users')
  await page.getByText(name).first().waitFor()
  t.same([dialogs, complaints], [[], []])
})

t.test('a dangerous act asks for the password once a quarter of an hour is over', { skip }, async t => {
  const clock = { ahead: 0 }
  const { app, origin } = await listenWithAdmin(t, { now: () => Date.now() + clock.ahead })
  const { page } = await openWindow(t, await launch(t, executablePath ?? ''))
  await logIn(page, origin)
  await page.getByRole('link', { name: 'Users', exact: true }).waitFor()
  await goTo(page, origin, '/users/1')
  clock.ahead = 16 * 60_000
  await page.getByLabel('Staff').check()
  await page.getByRole('button', { name: 'Save' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.locator('input[type=password]').fill('wrong')
  await dialog.getByRole('button', { name: 'Go on' }).click()
  await dialog.getByText('Invalid password').waitFor()
  const saved = page.waitForResponse(answer => answer.request().method() === 'PATCH' && answer.ok())
  await dialog.locator('input[type=password]').fill('correct horse battery')
  await dialog.getByRole('button', { name: 'Go on' }).click()
  await saved
  t.same(readRows(app, 'select is_staff from auth_user where id = 1'), [{ is_staff: 1 }])
})
