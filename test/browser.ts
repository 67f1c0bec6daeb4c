// A real Chromium, for what cannot be told from HTML.
import { existsSync } from 'node:fs'
import { type Browser, chromium, type Page } from 'playwright-core'
import type { Test } from 'tap'

const paths = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome'
]

/** Where Chromium is; undefined when there is none. */
export const findChromium = () => paths.find(path => existsSync(path))

const args = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run'
]

/** A Chromium that goes with the test. */
export async function launch(t: Test, executablePath: string): Promise<Browser> {
  const browser = await chromium.launch({ executablePath, args, timeout: 20_000 })
  t.teardown(() => browser.close())
  return browser
}

/** A window without scripts, what its console says, and what it asks for. */
export async function openWindow(t: Test, browser: Browser, locale: string, viewport = { width: 320, height: 640 }) {
  const context = await browser.newContext({ locale, viewport, javaScriptEnabled: false })
  t.teardown(() => context.close())
  context.setDefaultTimeout(10_000)
  const page = await context.newPage()
  const complaints: string[] = []
  const requests: string[] = []
  page.on('console', message => {
    // Chromium notes the 400 of a dead link, which is meant.
    if (!message.text().startsWith('Failed to load resource: the server responded')) complaints.push(message.text())
  })
  page.on('pageerror', error => complaints.push(error.message))
  page.on('request', request => requests.push(request.url()))
  return { page, complaints, requests }
}

interface Look {
  scrollsSideways: boolean
  heights: number[]
  rounding: string
  lang: string
}

/** What cannot be told from the HTML: whether the stylesheet came to act. As text, since Node's types know no document. */
export const lookAt = (page: Page) =>
  page.evaluate<Look>(`({
    scrollsSideways: document.documentElement.scrollWidth > window.innerWidth,
    heights: [...document.querySelectorAll('button, input')].map(element => element.getBoundingClientRect().height),
    rounding: getComputedStyle(document.querySelector('main')).borderRadius,
    lang: document.documentElement.lang
  })`)

/** What has the focus, and the outline that shows it. */
export const lookAtFocus = (page: Page) =>
  page.evaluate<{ name: string; outline: string }>(`({
    name: document.activeElement.id || document.activeElement.type || document.activeElement.className,
    outline: getComputedStyle(document.activeElement).outlineWidth
  })`)
