// The consent page in a real Chromium with its scripts switched off.
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import t, { type Test } from 'tap'
import { findChromium, launch, lookAt, openWindow } from '../browser.ts'
import { exchange, loginUrl, me, startKakao } from './asking.ts'

/** Where the app's redirect URI leads. */
async function startApp(t: Test): Promise<string> {
  const headers = { 'content-type': 'text/html' }
  const server = createServer((_request, response) => response.writeHead(200, headers).end('<h1>app</h1>'))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.teardown(() => {
    server.closeAllConnections()
    server.close()
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

async function testInChromium(t: Test, executablePath: string): Promise<void> {
  const browser = await launch(t, executablePath)

  t.test('a person logs in, and is known the next time', async t => {
    const [kakao, origin] = [await startKakao(t), await startApp(t)]
    const redirect_uri = `${origin}/callback`
    const url = loginUrl(kakao, { redirect_uri, state: 's', scope: 'openid,profile_nickname,account_email' })
    const { page, complaints, requests } = await openWindow(t, browser, 'ko-KR')
    await page.goto(url)
    t.match(await lookAt(page), { scrollsSideways: false, lang: 'ko' })
    t.ok(await page.getByLabel('지윤').isChecked())
    await page.getByLabel('중복').check()
    await page.getByLabel('카카오계정(이메일)').uncheck()
    await page.getByRole('button', { name: '동의하고 계속하기' }).click()
    t.equal(await page.locator('h1').textContent(), 'app')

    const back = new URL(page.url())
    t.equal(back.origin + back.pathname, redirect_uri)
    t.equal(back.searchParams.get('state'), 's')
    const { json } = await exchange(kakao, back.searchParams.get('code') ?? '', { redirect_uri })
    t.match((await me(kakao, String(json.access_token))).json, {
      id: 3700000005,
      kakao_account: { profile: { nickname: '중복' }, email_needs_agreement: true }
    })

    await page.goto(loginUrl(kakao, { redirect_uri, prompt: 'none', scope: 'profile_nickname' }))
    t.match(new URL(page.url()).searchParams.get('code'), /^[\w-]{43}$/)
    t.same(complaints, [], 'the console is silent')
    const foreign = requests.filter(each => !each.startsWith(kakao.url) && !each.startsWith(origin))
    t.same(foreign, [], 'nobody else is asked for anything')
  })

  t.test('a person cancels, or makes an account', async t => {
    const [kakao, origin] = [await startKakao(t), await startApp(t)]
    const { page } = await openWindow(t, browser, 'ko-KR')
    const url = loginUrl(kakao, { redirect_uri: `${origin}/callback`, prompt: 'create' })
    await page.goto(url)
    await page.getByRole('button', { name: '취소' }).click()
    t.equal(new URL(page.url()).searchParams.get('error'), 'access_denied')

    await page.goto(url)
    await page.getByLabel('닉네임').first().fill('새사람')
    await page.getByRole('button', { name: '동의하고 계속하기' }).click()
    t.ok(new URL(page.url()).searchParams.has('code'))
    t.match([...kakao.people.values()].at(-1), { nickname: '새사람' })
  })
}

const executablePath = findChromium()
t.test('in Chromium', { skip: executablePath === undefined && 'no Chromium here' }, t =>
  testInChromium(t, executablePath ?? '')
)
