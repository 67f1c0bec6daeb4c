// A reader's window with the blog in it.
import type { Browser, Page } from 'playwright-core'
import type { Test } from 'tap'

interface Look {
  locale?: string
  width?: number
  colorScheme?: 'light' | 'dark'
}

/** A window, what its console says, and what it asks for. */
export async function openPage(
  t: Test,
  browser: Browser,
  origin: string,
  { locale = 'ko-KR', width = 375, colorScheme = 'light' }: Look = {}
) {
  const context = await browser.newContext({ locale, colorScheme, viewport: { width, height: 700 } })
  t.teardown(() => context.close())
  context.setDefaultTimeout(10_000)
  const page = await context.newPage()
  const complaints: string[] = []
  const requests: string[] = []
  page.on('console', message => complaints.push(message.text()))
  page.on('pageerror', error => complaints.push(error.message))
  page.on('request', request => requests.push(request.url()))
  await page.goto(origin)
  return { page, complaints, requests }
}

export const kakaoButton = (page: Page) => page.getByRole('button', { name: '카카오 로그인' })
export const consent = (page: Page, answer = '동의하고 계속하기') => page.getByRole('button', { name: answer }).click()
export const hello = (page: Page) => page.locator('.hello').textContent()
export const posts = (page: Page) => page.locator('#posts li')

/** From the click to the list of posts. */
export async function logIn(page: Page): Promise<void> {
  await kakaoButton(page).click()
  await consent(page)
  await posts(page).waitFor()
}

export const keptToken = (page: Page) =>
  page.evaluate<string>("JSON.parse(sessionStorage.getItem('blog session')).token")
