// The Big List of Naughty Strings (../vectors/blns.json, MIT licence beside it) in every text field of every endpoint.
import { readFileSync } from 'node:fs'
import type { FastifyInstance, InjectOptions } from 'fastify'
import t from 'tap'
import { createApp, createKakaoApp, djangoDatabase, readRows } from '../helper.ts'
import { logInPair } from '../rotating-app.ts'

const strings: string[] = JSON.parse(readFileSync(new URL('../vectors/blns.json', import.meta.url), 'utf8'))

/** All fields are the string; passwords that are to be typed twice differ, so that nothing is hashed. */
const twice = (text: string) => ({ new_password1: text, new_password2: `${text}x` })
const endpoints: Record<string, (text: string) => object> = {
  'POST /api-jwt-auth/verify/': token => ({ token }),
  'POST /api-jwt-auth/refresh/': token => ({ token, refresh_token: token }),
  'POST /rest-auth/registration/': text => ({ username: text, email: text, password1: text, password2: `${text}x` }),
  'POST /rest-auth/registration/verify-email/': key => ({ key }),
  'POST /rest-auth/registration/resend-email/': email => ({ email }),
  'POST /rest-auth/login/': text => ({ username: text, email: text, password: '' }),
  'POST /rest-auth/logout/': text => ({ refresh_token: text }),
  'POST /rest-auth/password/reset/': email => ({ email }),
  'POST /rest-auth/password/reset/confirm/': text => ({ uid: text, token: text, ...twice(text) }),
  'POST /rest-auth/password/change/': text => ({ old_password: text, ...twice(text) }),
  'POST /rest-auth/emails/': email => ({ email }),
  'PUT /rest-auth/user/': text => ({ username: `${text}\0`, first_name: text, last_name: text }),
  'POST /accounts/rest-auth/kakao/': text => ({ access_token: text, code: text }),
  'POST /accounts/rest-auth/kakao/ by id_token': text => ({ id_token: text, nonce: text, access_token: text }),
  'POST /accounts/rest-auth/kakao/ by code': text => ({ code: text, code_verifier: text }),
  'POST /accounts/rest-auth/kakao/ by a code that was sent elsewhere': text => ({ code: text, redirect_uri: text }),
  'POST /accounts/rest-auth/kakao/ by login_code': text => ({ login_code: text, code_verifier: text }),
  'POST /accounts/rest-auth/kakao/connect/': text => ({ access_token: text, code: text })
}

function json(fields: object): InjectOptions {
  return { headers: { 'content-type': 'application/json' }, payload: JSON.stringify(fields) }
}

function form(fields: object): InjectOptions {
  const payload = new URLSearchParams(Object.entries(fields)).toString()
  return { headers: { 'content-type': 'application/x-www-form-urlencoded' }, payload }
}

/** What is wrong with an answer; nothing when it is JSON of a client’s error, or of what is asked of anybody alike. */
async function faultOf(
  app: FastifyInstance,
  request: InjectOptions,
  taken: number[] = []
): Promise<string | undefined> {
  const { statusCode, headers, body } = await app.inject(request)
  const isJson = /^application\/json/.test(String(headers['content-type']))
  const isExpected = (statusCode >= 400 && statusCode < 500) || taken.includes(statusCode)
  if (isExpected && isJson && typeof JSON.parse(body) === 'object') return undefined
  return `${statusCode} ${body.slice(0, 100)}`
}

const tables = [
  'auth_user',
  'account_emailaddress',
  'rest_auth_session',
  'rest_auth_refresh_token',
  'rest_auth_mail',
  'socialaccount_socialaccount',
  'authtoken_token'
]

t.test('no naughty string in a field makes the server fail, or leaves anything behind', async t => {
  t.equal(strings.length, 515)
  const { app } = await createKakaoApp(t, {
    databaseUrl: djangoDatabase(t),
    kakaoClientSecret: 'kakao-client-secret',
    jwtAllowRefresh: false,
    jwtRefreshMode: 'rotating',
    emailUrl: `file:${t.testdirName}/mails`
  })
  const { token } = await logInPair(app)
  const state = () => tables.map(table => readRows(app, `select * from ${table}`))
  const before = state()
  const failed: string[] = []
  let asked = 0
  for (const [n, [endpoint, fieldsOf]] of Object.entries(endpoints).entries()) {
    const [method, url = ''] = endpoint.split(' ')
    const isOurs = /emails|user|change|connect/.test(url)
    // A logout and a refused address are answered alike whatever is sent.
    const taken = /logout/.test(url) ? [200] : []
    for (const [i, text] of strings.entries()) {
      // A form costs as much as JSON and says the same: each string comes by one at every fourth endpoint.
      for (const encode of i % 4 === n % 4 ? [json, form] : [json]) {
        asked++
        const { headers, ...sent } = encode(fieldsOf(text))
        const request = {
          method,
          url,
          ...sent,
          headers: { ...headers, ...(isOurs && { authorization: `JWT ${token}` }) }
        } as InjectOptions
        const fault = await faultOf(app, request, taken)
        if (fault !== undefined)
          failed.push(`${endpoint} ${encode.name} ${JSON.stringify(text).slice(0, 60)}: ${fault}`)
      }
    }
  }
  t.same(failed, [])
  t.same(state(), before)
  t.comment(`${asked} requests`)
})

t.test('a naughty string as a name to log in by is nobody’s', async t => {
  const app = await createApp(t)
  const failed = await Promise.all(
    strings.map(async text => {
      const fault = await faultOf(app, {
        method: 'POST',
        url: '/api-jwt-auth/',
        ...json({ username: text, password: text })
      })
      // A hundred and a few may wait for their hash at once; the others are told to come back.
      return fault?.startsWith('503') ? undefined : fault
    })
  )
  t.same(
    failed.filter(fault => fault !== undefined),
    []
  )
  t.same(readRows(app, 'select * from rest_auth_session'), [])
})
