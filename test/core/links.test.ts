import t from 'tap'
import { createLinks, decodeUid, encodeUid, type LinkUser } from '../../core/links.ts'

const secret = 'a secret of the tests, 32 bytes or more'
const made = Date.parse('2026-11-23T14:00:00Z')
const timeout = 259_200
const at = (milliseconds: number, key = secret) => createLinks({ secret: key, now: () => milliseconds })
const links = at(made)

// What Django 3.2.25 makes with the same secret, at the same time.
const alice: LinkUser = {
  id: 1,
  password: 'argon2$argon2id$v=19$m=19456,t=2,p=1$c2FsdA$aGFzaA',
  lastLogin: new Date('2026-11-23T13:54:43.007Z'),
  email: 'alice@example.com'
}
const token = 'dii1k0-b4026afcac3b609f4a7f39dbf81d5ef7'
const newcomer: LinkUser = { id: 12345, password: 'pbkdf2_sha256$1$a$b', lastLogin: null, email: '' }
const jiyun: LinkUser = {
  id: 7,
  password: '!unusable',
  lastLogin: new Date('2026-11-23T00:00:00Z'),
  email: '지윤@도메인.한국'
}

t.test('a reset token is the one of Django, to the letter', async t => {
  t.equal(links.resetToken(alice), token)
  t.equal(links.resetToken(newcomer), 'dii1k0-2f6af5b58f9f52a55fcf061b586aa0b0')
  t.equal(links.resetToken(jiyun), 'dii1k0-83507a166d4ffeeacd68d5d869ac4346')
})

t.test('a reset token that Django made holds', async t => {
  t.equal(links.isResetToken(alice, token, timeout), true)
  t.equal(links.isResetToken(newcomer, 'dii1k0-2f6af5b58f9f52a55fcf061b586aa0b0', timeout), true)
})

t.test('a reset token is bound to all that Django binds it to', async t => {
  const others: Partial<LinkUser>[] = [
    { id: 2 },
    { password: 'argon2$argon2id$v=19$m=19456,t=2,p=1$c2FsdA$aGFzaB' },
    { lastLogin: new Date('2026-11-23T13:54:44Z') },
    { lastLogin: null },
    { email: 'Alice@example.com' }
  ]
  for (const other of others) {
    t.equal(links.isResetToken({ ...alice, ...other }, token, timeout), false, JSON.stringify(other))
  }
})

t.test('a reset token does not mind the fraction of a second of the login', async t => {
  const lastLogin = new Date('2026-11-23T13:54:43.999Z')
  t.equal(links.isResetToken({ ...alice, lastLogin }, token, timeout), true)
})

t.test('a reset token holds for its life time, to the second', async t => {
  const after = (milliseconds: number) => at(made + milliseconds).isResetToken(alice, token, timeout)
  t.equal(after(1000 * timeout), true)
  t.equal(after(1000 * timeout + 999), true)
  t.equal(after(1000 * timeout + 1000), false)
  t.equal(links.isResetToken(alice, token, 0), true)
})

t.test('a reset token of a second ago is another one', async t => {
  t.not(at(made + 1000).resetToken(alice), token)
  t.equal(at(made + 999).resetToken(alice), token)
})

t.test('a reset token of another secret does not hold', async t => {
  t.equal(links.isResetToken(alice, at(made, `${secret}!`).resetToken(alice), timeout), false)
})

t.test('a reset token in any other spelling does not hold', async t => {
  const [time, digits] = ['dii1k0', 'b4026afcac3b609f4a7f39dbf81d5ef7']
  const spellings = [
    '',
    '-',
    time,
    digits,
    `${time}-`,
    `-${digits}`,
    `${time}${digits}`,
    `${digits}-${time}`,
    token.toUpperCase(),
    `${time.toUpperCase()}-${digits}`,
    `${time}-${digits.toUpperCase()}`,
    `0${token}`,
    `${time}-${digits.slice(1)}`,
    `${token}0`,
    `${token}-${digits}`,
    ` ${token}`,
    `${token}\n`,
    `${token}\0`,
    `dii1k1-${digits}`,
    `${time}-${digits.slice(0, -1)}8`,
    `zzzzzzzzzzzzz-${digits}`,
    `${'z'.repeat(14)}-${digits}`,
    `${'0'.repeat(1_000_000)}-${digits}`,
    `${time}-${'b'.repeat(1_000_000)}`,
    `dıi1k0-${digits}`,
    `${time}－${digits}`,
    `${time}-${digits.replace('4', '٤')}`,
    'set-password'
  ]
  for (const spelling of spellings) {
    t.equal(links.isResetToken(alice, spelling, timeout), false, JSON.stringify(spelling.slice(0, 60)))
  }
})

const half = at(1_795_442_400_500) // Django's signing took its time in fractions.
const emailKeys = [
  [5, 'NQ:1xVUaO:7k1hJEZ4nxZRZoc6MP3FoM5Srt_0fvO1YCawCG6IjYM'],
  [123456, 'MTIzNDU2:1xVUaO:Xcd-3nkubHgBRJBvWvTZN8TuqDnxoi2OuZTToZd64P0']
] as const
const [[, emailKey]] = emailKeys

t.test('the key of an address is the one of allauth, to the letter', async t => {
  for (const [id, key] of emailKeys) t.equal(half.emailKey(id), key)
})

t.test('the key of an address that allauth made names its row', async t => {
  for (const [id, key] of emailKeys) t.equal(half.readEmailKey(key, timeout), id)
})

t.test('the key of an address holds for its life time, to the instant', async t => {
  const end = 1000 * (1_795_442_400 + timeout)
  t.equal(at(end).readEmailKey(emailKey, timeout), 5)
  t.equal(at(end + 1).readEmailKey(emailKey, timeout), undefined)
})

t.test('the key of an address that another secret signed names nothing', async t => {
  t.equal(half.readEmailKey(at(1_795_442_400_500, `${secret}!`).emailKey(5), timeout), undefined)
})

t.test('what Django signed for another purpose names no address', async t => {
  const otherSalt = 'NQ:1xVUaO:hoLLEQqWDhGFkTgLcswXAv4Hj9aj1p9nS-Udgq1N-k8'
  t.equal(half.readEmailKey(otherSalt, timeout), undefined)
})

t.test('what allauth’s salt signed and is no number of a row names no address', async t => {
  const signed = {
    zero: 'MA:1xVUaO:5fKiI9tZvn9pZXAc1CPbBvmWH4WkOXR1h4KBrv36HQo',
    negative: 'LTU:1xVUaO:FIjjrfPLTXQyJk54g2su_jUbHp6d1VX8jKG4atDXAi0',
    fraction: 'NS4w:1xVUaO:9HtGvtZbtAKT0C5TjTemiLnF4MfmaOPouuAoapUz1t0',
    text: 'IjUi:1xVUaO:yhMI2kfxfrv_a5Ub44thVV0mbOqQ4Z0erQ1c58aczSs',
    list: 'WzVd:1xVUaO:g5Rx4akb-E87EjvqU-rNuKklpLqgKunXdioVyCsrA14',
    huge: 'OTAwNzE5OTI1NDc0MDk5MQ:1xVUaO:z_LnA42Hm7GfaR73JZe7ZKOOHBKDxrsilsg7z-0GDPI'
  }
  for (const [kind, key] of Object.entries(signed)) t.equal(half.readEmailKey(key, timeout), undefined, kind)
})

t.test('the key of an address in any other spelling names nothing', async t => {
  const [id, time, signature] = ['NQ', '1xVUaO', '7k1hJEZ4nxZRZoc6MP3FoM5Srt_0fvO1YCawCG6IjYM']
  const spellings = [
    '',
    ':',
    '::',
    id,
    `${id}:${time}`,
    `${id}:${time}:`,
    `:${time}:${signature}`,
    `${id}::${signature}`,
    `${time}:${id}:${signature}`,
    `${signature}:${id}:${time}`,
    `NR:${time}:${signature}`,
    `${id}=:${time}:${signature}`,
    `${id}:1xVUaP:${signature}`,
    `${id}:01xVUaO:${signature}`,
    `${id}:${time}:${signature.slice(0, -1)}N`,
    `${id}:${time}:${signature}=`,
    `${id}:${time}:${signature.replace('_', '/')}`,
    `${emailKey}:${signature}`,
    emailKey.toUpperCase(),
    emailKey.toLowerCase(),
    emailKey.replaceAll(':', '.'),
    emailKey.replaceAll(':', '：'),
    encodeURIComponent(emailKey),
    ` ${emailKey}`,
    `${emailKey}\n`,
    `${'N'.repeat(1_000_000)}:${time}:${signature}`,
    `${id}:${'z'.repeat(1_000_000)}:${signature}`,
    token
  ]
  for (const spelling of spellings) {
    t.equal(half.readEmailKey(spelling, timeout), undefined, JSON.stringify(spelling.slice(0, 80)))
  }
})

t.test('links are made now when nobody says when', async t => {
  const now = createLinks({ secret })
  t.equal(now.isResetToken(alice, now.resetToken(alice), 60), true)
  t.equal(now.readEmailKey(now.emailKey(5), 60), 5)
})

t.test('a uid is the one of Django', async t => {
  t.equal(encodeUid(12345), 'MTIzNDU')
  t.equal(decodeUid('MTIzNDU'), 12345)
  t.equal(decodeUid(encodeUid(1)), 1)
})

t.test('what is no number of a user in base 64 is no uid', async t => {
  const encode = (text: string) => Buffer.from(text).toString('base64url')
  const texts = ['', '0', '-1', '01', '1.0', '1e3', ' 1', '1\n', '0x10', '1234567890123456', '١', 'alice', 'ÿ']
  for (const text of texts) t.equal(decodeUid(encode(text)), undefined, JSON.stringify(text))
  for (const uid of ['MQ==', 'M Q', 'M/Q', 'ＭＱ', '*', '_-', 'M'.repeat(1_000_000)]) {
    t.equal(decodeUid(uid), undefined, uid.slice(0, 20))
  }
})
