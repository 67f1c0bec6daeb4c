// The pages of the admin in a real Chromium, on a server that listens.
import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { AddressInfo } from 'node:net'
import { fileURLToPath } from 'node:url'
import Fastify from 'fastify'
import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import type { Test } from 'tap'
import { type SuiteOptions, suite } from '../app.ts'
import { oneHasherDatabase, password, secretKey } from './helper.ts'

const folder = fileURLToPath(new URL('../dist/admin-pages', import.meta.url))
const builder = fileURLToPath(new URL('../scripts/build-admin.ts', import.meta.url))

/** A server on Django's database, with the pages, which are built if nobody has built them. */
export async function listenWithAdmin(t: Test, options: SuiteOptions = {}) {
  if (!existsSync(`${folder}/index.html`)) execFileSync(process.execPath, [builder, folder])
  const app = Fastify()
  t.teardown(() => app.close())
  const databaseUrl = options.databaseUrl ?? oneHasherDatabase(t)
  await app.register(suite, { secretKey, rateLimit: false, ...options, databaseUrl })
  await app.listen({ host: '127.0.0.1', port: 0 })
  const { port } = app.server.address() as AddressInfo
  return { app, origin: `http://127.0.0.1:${port}` }
}

/** What a test may wait for, in milliseconds: the machine may have other things to do. */
const patience = 30_000

/** A window of a browser, and what its console complains of. */
export async function openWindow(t: Test, browser: Browser, options: BrowserContextOptions = {}) {
  const context = await browser.newContext({ locale: 'en-US', viewport: { width: 1280, height: 800 }, ...options })
  t.teardown(() => context.close())
  context.setDefaultTimeout(patience)
  const page = await context.newPage()
  const complaints: string[] = []
  page.on('console', message => {
    const isAnswer = message.text().startsWith('Failed to load resource: the server responded') // it is meant
    if (['error', 'warning'].includes(message.type()) && !isAnswer) complaints.push(message.text())
  })
  page.on('pageerror', error => complaints.push(error.message))
  return { page, context, complaints }
}

/** Logs in by the form. */
export async function logIn(page: Page, origin: string, username = 'admin', secret = password): Promise<void> {
  await page.goto(`${origin}/admin/`)
  await page.locator('input[name=username]').fill(username)
  await page.locator('input[type=password]').fill(secret)
  await page.keyboard.press('Enter')
}

/** Goes to a page of the admin, as in `/users/1`, and waits for its heading. */
export async function goTo(page: Page, origin: string, path: string): Promise<void> {
  await page.goto(`${origin}/admin/#${path}`)
  await page.locator('h1, h2').first().waitFor()
  await page.waitForLoadState('networkidle')
  await page.locator('.MuiCircularProgress-root').first().waitFor({ state: 'detached' })
}

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

/** What a screen reader or a keyboard would stumble over on a page, by axe-core: serious and critical findings. */
export async function seriousFindings(page: Page): Promise<string[]> {
  await page.evaluate(axe)
  return page.evaluate<string[]>(`axe.run().then(({ violations }) => violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => id + ': ' + nodes.map(({ target }) => target.join(' ')).join(', ')))`)
}

/** Whether a page must be moved sideways to be read. */
export const scrollsSideways = (page: Page) =>
  page.evaluate<boolean>('document.documentElement.scrollWidth > window.innerWidth')
