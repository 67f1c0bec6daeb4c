import t from 'tap'
import { eventName, kakaoEventNames, kakaoEvents } from '../../core/kakao-events.ts'

const oauth = 'https://schemas.openid.net/secevent/oauth/event-type/'
const risc = 'https://schemas.openid.net/secevent/risc/event-type/'

t.test('an event is known by its whole URI, and called by the last part', async t => {
  for (const [family, names] of Object.entries(kakaoEvents)) {
    for (const name of names) t.equal(eventName(family + name), name)
  }
  t.equal(eventName(`${oauth}user-unlinked`), 'user-unlinked')
  t.equal(eventName(`${risc}account-purged`), 'account-purged')
})

t.test('nothing else is an event', async t => {
  const unknown = [
    '',
    'user-unlinked',
    oauth,
    `${oauth}unlink`,
    `${oauth}account-purged`,
    `${risc}user-unlinked`,
    `${oauth}User-Unlinked`,
    `${oauth}user-unlinked/`,
    `${oauth}user-unlinked?`,
    ` ${oauth}user-unlinked`,
    `${oauth}constructor`,
    `${oauth.replace('https', 'http')}user-unlinked`,
    'https://schemas.openid.net/secevent/caep/event-type/session-revoked'
  ]
  for (const uri of unknown) t.equal(eventName(uri), undefined, uri)
})

t.test('a policy may be about each event, and about the unlink webhook', async t => {
  t.same(kakaoEventNames, ['unlink', ...Object.values(kakaoEvents).flat()])
  t.equal(new Set(kakaoEventNames).size, kakaoEventNames.length)
})

t.test('who is linked is not taken for who is unlinked', async t => {
  t.not(eventName(`${oauth}user-linked`), eventName(`${oauth}user-unlinked`))
})
