// The Big List of Naughty Strings (../vectors/blns.json) where it is kept, in paths and in headers.
import { readFileSync } from 'node:fs'
import type { InjectOptions } from 'fastify'
import t from 'tap'
import { createApp, djangoDatabase, obtain, readRows } from '../helper.ts'

const strings: string[] = JSON.parse(readFileSync(new URL('../vectors/blns.json', import.meta.url), 'utf8'))

t.test('a naughty string as one’s own name is kept to the letter, or refused', async t => {
  const app = await createApp(t, { databaseUrl: djangoDatabase(t) })
  const headers = { authorization: `JWT ${await obtain(app)}` }
  const others = () => readRows(app, 'select * from auth_user where id > 1')
  const before = others()
  const wrong: string[] = []
  let kept = 0
  for (const text of strings) {
    const request = { url: '/rest-auth/user/', headers }
    const { statusCode, body } = await app.inject({ ...request, method: 'PATCH', payload: { first_name: text } })
    const told = JSON.parse(body)
    const isRefused = statusCode === 400 && Object.keys(told).join() === 'first_name'
    const isKept = statusCode === 200 && (await app.inject(request)).json().first_name === text.trim()
    if (isKept) kept++
    if (!isRefused && !isKept) wrong.push(`${JSON.stringify(text)}: ${body}`)
  }
  t.same(wrong, [])
  t.ok(kept > 300)
  t.same(others(), before, 'and nobody else’s')
})

t.test('a naughty string in a path or a header is no error of the server, and leads nowhere', async t => {
  const app = await createApp(t, { databaseUrl: djangoDatabase(t), jwtAuthCookie: 'jwt' })
  const headers = { authorization: `JWT ${await obtain(app)}` }
  const paths = [
    '/password-reset/confirm/MQ/',
    '/account-confirm-email/',
    '/rest-auth/sessions/',
    '/rest-auth/emails/',
    '/socialaccounts/'
  ]
  const names = [
    'authorization',
    'cookie',
    'accept-language',
    'user-agent',
    'origin',
    'x-forwarded-for',
    'x-forwarded-host'
  ]
  const failed: string[] = []
  for (const [i, text] of strings.entries()) {
    const [path = ''] = paths.slice(i % paths.length)
    const [name = ''] = names.slice(i % names.length)
    const latin = Buffer.from(text)
      .toString('latin1')
      .replace(/[\r\n\0]/g, ' ')
    const requests: InjectOptions[] = [
      {
        method: path.startsWith('/rest-auth/') ? 'DELETE' : 'GET',
        url: `${path}${encodeURIComponent(text.toWellFormed())}/`,
        headers
      },
      { url: '/rest-auth/user/', headers: { ...headers, [name]: latin } },
      { url: '/rest-auth/user/', headers: { cookie: `jwt=${latin}`, 'accept-language': latin } },
      { url: '/rest-auth/user/', headers: { authorization: `JWT ${latin}` } }
    ]
    for (const request of requests) {
      const { statusCode, headers } = await app.inject(request)
      if (statusCode >= 500 || headers.location !== undefined) failed.push(`${statusCode} ${JSON.stringify(request)}`)
    }
  }
  t.same(failed, [])
})
