import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { chromium } from 'playwright-core'
import t from 'tap'
import { password } from '../helper.ts'
import { createDescribedApp, documentOf, operationsOf } from '../openapi.ts'

const executablePath = '/usr/bin/chromium'
const skip = existsSync(executablePath) ? false : 'there is no Chromium'

t.test('the page in a browser', { skip }, async t => {
  const { app } = await createDescribedApp(t, { emailUrl: `file:${join(t.testdirName, 'mail')}` })
  const address = await app.listen({ host: '127.0.0.1', port: 0 })
  const args = ['--headless', '--no-sandbox', '--disable-gpu', '--disable-background-networking']
  const browser = await chromium.launch({ executablePath, args })
  t.teardown(() => browser.close())
  const page = await browser.newPage()
  const troubles: string[] = []
  page.on('console', message => {
    if (message.type() === 'error') troubles.push(message.text())
  })
  page.on('pageerror', error => troubles.push(error.message))
  page.on('requestfailed', request => troubles.push(request.url()))
  await page.goto(`${address}/docs`)
  await page.locator('.opblock').first().waitFor()

  t.test('shows every operation', async t => {
    t.equal(await page.locator('.opblock').count(), operationsOf(await documentOf(app)).length)
  })

  t.test('sends what is filled in, and shows the answer', async t => {
    const operation = page.locator('#operations-Tokens-obtainToken')
    await operation.locator('.opblock-summary-control').click()
    await operation.locator('textarea').fill(JSON.stringify({ username: 'alice', password }))
    await operation.locator('button.execute').click()
    const answer = operation.locator('.live-responses-table')
    await answer.waitFor()
    const [token = ''] = /eyJ[\w-]+\.[\w-]+\.[\w-]+/.exec(await answer.innerText()) ?? []
    t.match(await app.jwtAuth.verify(token), { user: { username: 'alice' } })

    t.test('and authorizes with the token of it', async t => {
      await page.locator('button.authorize').first().click()
      const dialog = page.locator('.auth-container', { hasText: 'Bearer' })
      await dialog.locator('input').fill(token)
      await dialog.locator('button.authorize').click()
      await page.locator('.modal-ux button.close-modal').click()
      const own = page.locator('#operations-User-readUser')
      await own.locator('.opblock-summary-control').click()
      await own.locator('button.execute').click()
      const user = own.locator('.live-responses-table')
      await user.waitFor()
      t.match(await user.innerText(), '"username": "alice"')
    })
  })

  t.test('does nothing that its Content-Security-Policy forbids', async t => {
    t.same(troubles, [])
  })
})
