import Fastify from 'fastify'
import t, { type Test } from 'tap'
import { page } from '../../examples/blog/page.ts'

const accept = 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8'

function createPage(t: Test) {
  const app = Fastify()
  t.teardown(() => app.close())
  page(app)
  return (headers: Record<string, string> = {}, url = '/') => app.inject({ url, headers })
}

t.test('who asks for HTML gets a page that runs and loads nothing but its own files', async t => {
  const open = createPage(t)
  const { statusCode, headers, body } = await open({ accept })
  t.equal(statusCode, 200)
  t.match(headers, {
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': /^default-src 'none'; script-src 'self'; style-src 'self'; /,
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
    'cache-control': 'no-store',
    vary: 'Accept, Accept-Language'
  })
  t.notMatch(headers['content-security-policy'], 'unsafe')
  t.notMatch(body, /<script(?![^>]*\ssrc="\/blog\/)|\son\w+=|\sstyle=|https?:\/\//, 'nothing inline, nothing of others')
  const links = [...body.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, link = '']) => link)
  t.equal(links.length, 5)
  for (const link of links) t.equal((await open({}, link)).statusCode, 200, link)
})

t.test('everybody else gets JSON', async t => {
  const open = createPage(t)
  for (const headers of [{}, { accept: '*/*' }, { accept: 'application/json' }, { accept: 'text/plain' }]) {
    const answer = await open(headers)
    t.same(answer.json(), { blog: 'GET /app/post/ with a token lists the posts.' })
    t.equal(answer.headers.vary, 'Accept, Accept-Language')
  }
})

t.test('it is in the language of the browser', async t => {
  const open = createPage(t)
  for (const [language, lang, label] of [
    ['ko-KR,ko;q=0.9,en;q=0.8', 'ko', '카카오 로그인'],
    ['ko', 'ko', '카카오 로그인'],
    ['en-US,en;q=0.9,ko;q=0.8', 'en', 'Login with Kakao'],
    ['fr', 'en', 'Login with Kakao'],
    ['*', 'en', 'Login with Kakao']
  ] as const) {
    const { body } = await open({ accept, 'accept-language': language })
    t.match(body, `<html lang="${lang}">`, language)
    t.match(body, `<span>${label}</span>`)
  }
  t.match((await open({ accept })).body, '<html lang="en">')
})

t.test('its files have their types, and are asked for again', async t => {
  const open = createPage(t)
  for (const [name, type] of [
    ['main.js', 'text/javascript; charset=utf-8'],
    ['login.js', 'text/javascript; charset=utf-8'],
    ['session.js', 'text/javascript; charset=utf-8'],
    ['page.css', 'text/css; charset=utf-8'],
    ['icon.svg', 'image/svg+xml']
  ] as const) {
    const { headers } = await open({}, `/blog/${name}`)
    t.match(headers, { 'content-type': type, 'x-content-type-options': 'nosniff', 'cache-control': 'no-cache' })
  }
  for (const url of ['/blog/../app.ts', '/blog/%2e%2e/app.ts', '/blog/app.ts'])
    t.equal((await open({}, url)).statusCode, 404)
})
