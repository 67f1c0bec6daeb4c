// CR, LF and ANSI escapes of a client in what operators read: OWASP ASVS 5.0, 16.4.1.
import type { FastifyInstance } from 'fastify'
import t from 'tap'
import { post, readRows } from '../helper.ts'
import { createLoggedApp } from '../logged-app.ts'
import { passwords } from './twins.ts'

const forgeries = [
  '\r\n{"level":30,"msg":"forged"}',
  '\n{"level":30,"msg":"forged"}\n',
  '\u2028forged',
  '\x1b[2J\x1b[31mforged\x1b[0m',
  '\x9b31mforged',
  '\b\b\bforged',
  '\0forged'
]

/** Each line is one object that pino wrote, and none of them what somebody else has put there. */
function looksForged(lines: readonly string[]): string[] {
  return lines.filter(text => {
    const [line = '', ...more] = text.split(/\r\n|[\n\r]/)
    const parsed = JSON.parse(line)
    // biome-ignore lint/suspicious/noControlCharactersInRegex: what a terminal obeys
    return more.join('') !== '' || parsed.msg === 'forged' || /[\x00-\x1f\x7f]/.test(line)
  })
}

async function tryToForge(app: FastifyInstance): Promise<void> {
  for (const text of forgeries) {
    const latin = Buffer.from(text).toString('latin1')
    const headers = {
      'user-agent': latin,
      'x-request-id': latin,
      'accept-language': latin,
      'x-forwarded-for': latin,
      'content-type': 'application/json'
    }
    for (const url of [
      '/api-jwt-auth/',
      '/rest-auth/login/',
      '/rest-auth/registration/',
      '/accounts/rest-auth/kakao/',
      '/rest-auth/password/reset/'
    ]) {
      const payload = {
        username: `alice${text}`,
        email: `a${text}@example.com`,
        password: text,
        access_token: text,
        ...passwords
      }
      await app.inject({ method: 'POST', url, headers, payload })
    }
    await app.inject({ url: `/nowhere/${encodeURIComponent(text)}`, headers })
    await app.inject({ url: `/account-confirm-email/${encodeURIComponent(text)}/`, headers })
    await app.inject({ url: '/rest-auth/user/', headers: { ...headers, authorization: `JWT ${latin}` } })
  }
}

t.test('nothing in a request writes a line of its own into the log, or moves the cursor of who reads it', async t => {
  const { app, lines } = await createLoggedApp(t, { emailUrl: `file:${t.testdirName}/mails`, rateLimit: false })
  await tryToForge(app)
  t.ok(lines.length > 40)
  t.same(looksForged(lines), [])
})

t.test('the audit trail keeps what a client calls itself as a text, whatever it holds', async t => {
  const { app } = await createLoggedApp(t, { emailUrl: `file:${t.testdirName}/mails` })
  const agent = Buffer.from('\x1b[31mforged\x1b[0m"\'; drop table auth_user; --').toString('latin1')
  await post(app, '/api-jwt-auth/', { username: 'alice', password: 'wrong' }, { 'user-agent': agent })
  t.same(readRows(app, "select user_agent from rest_auth_event where event = 'login_failed'"), [{ user_agent: agent }])
})
