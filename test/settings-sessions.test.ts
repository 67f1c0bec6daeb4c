import t from 'tap'
import { optionsOf, settingsFromEnvironment } from '../settings.ts'
import { read, refusal } from './setting-values.ts'

t.test('the defaults are those of the original, and of a trail of ninety days', async t => {
  t.match(settingsFromEnvironment({}), {
    jwtRefreshMode: 'sliding',
    jwtRefreshGrace: 10,
    jwtRefreshCookie: undefined,
    auditRetentionDays: 90,
    accountReauthenticationRequired: false,
    accountReauthenticationTimeout: 300
  })
})

t.test('tokens slide or rotate', async t => {
  for (const text of ['sliding', 'rotating']) t.equal(read('JWT_REFRESH_MODE', text), text)
  for (const text of ['Rotating', 'rotate', 'none', 'true']) {
    t.match(
      refusal(() => read('JWT_REFRESH_MODE', text)),
      /^JWT_REFRESH_MODE takes sliding or rotating/
    )
  }
})

t.test('a grace is ten seconds at most, and may be none', async t => {
  for (const [text, value] of [
    ['0', 0],
    ['3', 3],
    ['10', 10]
  ] as const) {
    t.equal(read('JWT_REFRESH_GRACE', text), value)
  }
  for (const text of ['11', '-1', '1.5', 'x']) {
    t.match(
      refusal(() => read('JWT_REFRESH_GRACE', text)),
      /^JWT_REFRESH_GRACE takes a whole number of seconds from 0 to 10/
    )
  }
})

t.test('a refresh cookie is a name, which browsers keep to one path', async t => {
  for (const text of ['refresh', '__Secure-refresh', 'a.b-c_d']) t.equal(read('JWT_REFRESH_COOKIE', text), text)
  for (const text of ['__Host-refresh', '__host-refresh', 'two words', 'a=b', 'a;b', 'a,b', 'ä']) {
    t.match(
      refusal(() => read('JWT_REFRESH_COOKIE', text)),
      /^JWT_REFRESH_COOKIE takes the name of a cookie, which cannot begin with __Host-/,
      text
    )
  }
})

t.test('a trail is kept for a day at least', async t => {
  t.equal(read('AUDIT_RETENTION_DAYS', '1'), 1)
  t.equal(read('AUDIT_RETENTION_DAYS', '3650'), 3650)
  for (const text of ['0', '-1', '1.5', 'forever']) {
    t.match(
      refusal(() => read('AUDIT_RETENTION_DAYS', text)),
      /^AUDIT_RETENTION_DAYS takes /
    )
  }
})

t.test('a recent login is asked for by true, and recent for seconds', async t => {
  t.equal(read('ACCOUNT_REAUTHENTICATION_REQUIRED', 'true'), true)
  t.equal(read('ACCOUNT_REAUTHENTICATION_TIMEOUT', '60'), 60)
  for (const text of ['0', '-1', '1.5', 'x']) {
    t.match(
      refusal(() => read('ACCOUNT_REAUTHENTICATION_TIMEOUT', text)),
      /^ACCOUNT_REAUTHENTICATION_TIMEOUT takes a whole number of seconds/
    )
  }
})

t.test('they are options of the plugins that take them', async t => {
  const settings = settingsFromEnvironment({})
  t.match(optionsOf('jwtAuth', settings), { refreshMode: 'sliding', refreshGrace: 10, auditRetentionDays: 90 })
  t.match(optionsOf('restAuth', settings), { reauthenticationRequired: false, reauthenticationTimeout: 300 })
})
