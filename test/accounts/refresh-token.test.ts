import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import t from 'tap'
import { refreshTokenHash, successorOf } from '../../accounts/refresh-token.ts'
import { createRotatingApp, keptTokens, logInPair, mustRefresh } from '../rotating-app.ts'

const key = new Uint8Array(32).fill(1)

t.test('a refresh token has 256 bits, and each is another', async t => {
  const { app } = await createRotatingApp(t)
  const first = await logInPair(app)
  const tokens = [first, await logInPair(app), await mustRefresh(app, first.refresh_token)].map(
    ({ refresh_token }) => refresh_token
  )
  for (const token of tokens) {
    t.match(token, /^[\w-]{43}$/)
    t.equal(Buffer.from(token, 'base64url').length, 32)
  }
  t.equal(new Set(tokens).size, 3)
})

t.test('what is kept is its SHA-256', async t => {
  const { app } = await createRotatingApp(t)
  const { refresh_token: refreshToken } = await logInPair(app)
  const hash = createHash('sha256').update(refreshToken).digest('base64url')
  t.equal(refreshTokenHash(refreshToken), hash)
  t.same(keptTokens(app), [{ hash, used: null }])
})

t.test('no file of the database holds a refresh token, first or later, nor a JSON Web Token', async t => {
  const { app } = await createRotatingApp(t)
  const { path } = app.database
  const pairs = [await logInPair(app)]
  for (let i = 0; i < 3; i++) pairs.push(await mustRefresh(app, pairs.at(-1)?.refresh_token ?? ''))
  const files = [path, `${path}-wal`].map(name => readFileSync(name))
  const isThere = (text: string | Buffer) => files.some(file => file.includes(text))
  for (const { token, refresh_token: refreshToken } of pairs) {
    t.ok(isThere(refreshTokenHash(refreshToken)), 'the search finds what is there')
    t.notOk(isThere(refreshToken), refreshToken)
    t.notOk(isThere(Buffer.from(refreshToken, 'base64url')), 'nor its bytes')
    t.notOk(isThere(token))
    t.notOk(isThere(token.split('.')[2] ?? token), 'nor its signature')
  }
})

t.test('the successor of a token is told by it and the secret, and by neither alone', async t => {
  const successor = successorOf('one', key)
  t.match(successor, /^[\w-]{43}$/)
  t.equal(successorOf('one', key), successor)
  t.not(successorOf('two', key), successor)
  t.not(successorOf('one', new Uint8Array(32).fill(2)), successor)
  t.not(successor, refreshTokenHash('one'))
})
