import t from 'tap'
import { secretKey } from '../../core/token-keys.ts'
import { createTokens } from '../../core/tokens.ts'
import { claims, faultOf, forge, header, now, secret, segment, signed, time } from './forge-token.ts'

const tokens = createTokens({ keys: [secretKey(secret)], now })
const faultIn = (token: string) => faultOf(() => tokens.verify(token))

const good = forge()
const [head = '', body = '', mac = ''] = good.split('.')

t.test('the token that the forgeries are made of holds', async t => {
  t.equal(faultIn(good), undefined)
})

t.test('an algorithm of none is refused in all spellings, with a signature and without', async t => {
  for (const alg of ['none', 'None', 'NONE', 'nOnE', 'none ', ' none', 'non\u0435', '']) {
    const unsigned = `${segment({ typ: 'JWT', alg })}.${body}`
    for (const token of [`${unsigned}.`, `${unsigned}.${mac}`, signed(unsigned), signed(unsigned, { key: '' })]) {
      t.equal(faultIn(token), 'invalid', token)
    }
  }
})

t.test('an algorithm of none without the dot of its signature is refused', async t => {
  t.equal(faultIn(`${segment({ typ: 'JWT', alg: 'none' })}.${body}`), 'undecodable')
})

t.test('another HMAC with the same secret is refused', async t => {
  t.equal(faultIn(forge({ header: { ...header, alg: 'HS384' } }, { hash: 'sha384' })), 'invalid')
  t.equal(faultIn(forge({ header: { ...header, alg: 'HS512' } }, { hash: 'sha512' })), 'invalid')
  const ofHs512 = createTokens({ keys: [secretKey(secret, 'HS512')], now })
  t.equal(
    faultOf(() => ofHs512.verify(good)),
    'invalid'
  )
})

t.test('an algorithm that is claimed but was not used is refused', async t => {
  t.equal(faultIn(forge({}, { hash: 'sha512' })), 'undecodable')
  t.equal(faultIn(forge({}, { hash: 'sha1' })), 'undecodable')
})

t.test('any other algorithm, or none in the header, is refused', async t => {
  const algorithms = ['hs256', 'HS256 ', 'HS1', 'RS256', 'ES256', 'PS256', 'EdDSA', 'A256GCM', 'toString', '__proto__']
  for (const alg of [...algorithms, undefined, null, true, 256, ['HS256'], { HS256: 1 }]) {
    t.equal(faultIn(forge({ header: { typ: 'JWT', alg } })), 'invalid', JSON.stringify(alg))
  }
})

t.test('an algorithm by way of __proto__ is none', async t => {
  t.equal(faultIn(forge({ header: '{"__proto__":{"alg":"HS256"}}' })), 'invalid')
})

t.test('of two algorithms in one header the last counts, and it must be ours', async t => {
  t.equal(faultIn(forge({ header: '{"alg":"HS256","alg":"none"}' })), 'invalid')
  t.equal(faultIn(forge({ header: '{"alg":"none","alg":"HS256"}' })), undefined)
})

t.test('a header that brings a key, or changes how the token is read, is refused', async t => {
  const key = { kty: 'oct', k: segment(secret) }
  const members = [
    { jwk: key },
    { jwk: null },
    { jku: 'https://mallory.example/keys' },
    { x5u: 'https://mallory.example/cert' },
    { x5c: ['MIIB'] },
    { crit: ['exp'] },
    { crit: [] },
    { b64: false, crit: ['b64'] },
    { b64: false },
    { b64: true },
    { zip: 'DEF' },
    { enc: 'A256GCM' }
  ]
  for (const more of members)
    t.equal(faultIn(forge({ header: { ...header, ...more } })), 'invalid', JSON.stringify(more))
})

t.test('a token that was signed with the key in its own header is refused', async t => {
  const key = 'the key of mallory, of 32 bytes or more'
  const jwk = { kty: 'oct', k: segment(key) }
  t.equal(faultIn(forge({ header: { ...header, jwk } }, { key })), 'invalid')
})

t.test('a key id chooses no key', async t => {
  for (const key of ['', '/dev/null', 'x']) {
    t.equal(faultIn(forge({ header: { ...header, kid: key } }, { key })), 'undecodable', `key '${key}'`)
  }
})

t.test('a key id that is no text, or a long one, is refused', async t => {
  for (const kid of [null, 1, true, ['1'], { kid: '1' }, 'k'.repeat(129)]) {
    t.equal(faultIn(forge({ header: { ...header, kid } })), 'invalid', JSON.stringify(kid))
  }
})

t.test('a token of another type is refused', async t => {
  for (const typ of ['at+jwt', 'application/jwt', 'JWE', 'JOSE', 'JWT ', '', null, 1, true, ['JWT'], { JWT: 1 }]) {
    t.equal(faultIn(forge({ header: { alg: 'HS256', typ } })), 'invalid', JSON.stringify(typ))
  }
})

t.test('another secret does not sign', async t => {
  for (const key of ['another secret of 32 bytes or more...', '', secret.toUpperCase(), `${secret}\n`, `${secret} `]) {
    t.equal(faultIn(forge({}, { key })), 'undecodable', JSON.stringify(key))
  }
})

t.test('a signature that was taken off, cut, lengthened, swapped or padded does not hold', async t => {
  const bytes = Buffer.from(mac, 'base64url')
  const other = forge({ payload: { ...claims, user_id: 2 } }).split('.')[2]
  const signatures = {
    stripped: '',
    'of another token': other,
    'of the payload alone': signed(body).split('.')[1],
    'a character less': mac.slice(0, -1),
    'a byte less': bytes.subarray(0, -1).toString('base64url'),
    'a byte more': Buffer.concat([bytes, Buffer.alloc(1)]).toString('base64url'),
    'a byte before': Buffer.concat([Buffer.alloc(1), bytes]).toString('base64url'),
    'of zeros': Buffer.alloc(32).toString('base64url'),
    'the first byte alone': bytes.subarray(0, 1).toString('base64url'),
    twice: mac + mac,
    'in hex': bytes.toString('hex'),
    padded: `${mac}=`,
    'with a space': `${mac} `,
    'with a space before': ` ${mac}`,
    'with a line end': `${mac}\n`,
    'with NUL': `${mac}\0`
  }
  for (const [how, signature] of Object.entries(signatures)) {
    t.equal(faultIn(`${head}.${body}.${signature}`), 'undecodable', how)
  }
})

t.test('a payload or a header that was changed does not hold', async t => {
  t.equal(faultIn(`${head}.${segment({ ...claims, user_id: 2 })}.${mac}`), 'undecodable')
  t.equal(faultIn(`${segment({ alg: 'HS256' })}.${body}.${mac}`), 'undecodable')
  t.equal(faultIn(`${body}.${head}.${mac}`), 'invalid')
})

/** The other characters that decode to the same bytes, since the last ones of a segment leave bits over. */
function looseSpellings(text: string): string[] {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
  const bytes = Buffer.from(text, 'base64url')
  return [...alphabet]
    .map(letter => text.slice(0, -1) + letter)
    .filter(other => other !== text && Buffer.from(other, 'base64url').equals(bytes))
}

t.test('a signature in base64url with left-over bits does not hold', async t => {
  const spellings = looseSpellings(mac)
  t.equal(spellings.length, 3)
  for (const spelling of spellings) t.equal(faultIn(`${head}.${body}.${spelling}`), 'undecodable', spelling)
})

t.test('a segment has one spelling only, even when another was signed', async t => {
  const longer = segment({ ...claims, username: 'alice?>' })
  const headWithRest = segment('{"typ":"JWT","alg":"HS256"} ')
  const texts = [
    ...looseSpellings(headWithRest).map(spelling => `${spelling}.${body}`),
    ...looseSpellings(longer).map(spelling => `${head}.${spelling}`),
    `${head}=.${body}`,
    `${head}.${body}=`,
    `${head}.${body}==`,
    ` ${head}.${body}`,
    `${head}\n.${body}`,
    `${head}.${body.slice(0, 4)} ${body.slice(4)}`,
    `${head}.${body.slice(0, 4)}?${body.slice(4)}`,
    `${head}.${Buffer.from('{"exp":1800000300,"username":"???>>>"}').toString('base64')}`,
    `${head}.${body}A`
  ]
  t.ok(texts.length > 12)
  for (const text of texts) t.equal(faultIn(signed(text)), 'undecodable', JSON.stringify(text))
})

t.test('the two spellings of base64url that differ are told apart', async t => {
  const token = forge({ payload: { ...claims, username: '???>>>' } })
  t.match(token.split('.')[1], /[-_]/)
  t.equal(faultIn(token), undefined)
  const [, standard = ''] = token.replaceAll('-', '+').replaceAll('_', '/').split('.')
  t.equal(faultIn(signed(`${head}.${standard}`)), 'undecodable')
})

t.test('a token has three segments, no more and no less', async t => {
  const tokensOfSegments = [
    '',
    head,
    `${head}.${body}`,
    signed(body),
    `${good}.`,
    `.${good}`,
    `${good}.${mac}`,
    `${good}.${mac}.${mac}`,
    signed(good),
    signed(signed(good)),
    '.',
    '..',
    '...',
    '....'
  ]
  for (const token of tokensOfSegments) t.equal(faultIn(token), 'undecodable', JSON.stringify(token))
})

t.test('an empty segment is refused, even when it was signed', async t => {
  for (const token of [signed(`.${body}`), signed(`${head}.`), signed('.')])
    t.equal(faultIn(token), 'undecodable', token)
})

const noObjects = [
  '',
  '[]',
  '["HS256"]',
  '"HS256"',
  'null',
  'true',
  '5',
  '{',
  '{}{}',
  '\ufeff{}',
  "{'exp':1}",
  '{"a":\0}'
]

t.test('a header that is no JSON object is refused', async t => {
  for (const text of noObjects) t.equal(faultIn(forge({ header: text })), 'undecodable', JSON.stringify(text))
})

t.test('a payload that is no JSON object is refused', async t => {
  for (const text of noObjects) t.equal(faultIn(forge({ payload: text })), 'undecodable', JSON.stringify(text))
})

const withBytes = (json: object, ...bytes: number[]) => {
  const [before, after] = JSON.stringify({ ...json, note: '|' }).split('|')
  return Buffer.concat([Buffer.from(before ?? ''), Buffer.from(bytes), Buffer.from(after ?? '')])
}

t.test('what is no UTF-8 is refused', async t => {
  const sequences = [[0xff], [0xc0, 0xaf], [0xed, 0xa0, 0x80], [0xf5, 0x80, 0x80, 0x80], [0xe2, 0x82]]
  for (const bytes of sequences) {
    t.equal(faultIn(forge({ header: withBytes(header, ...bytes) })), 'undecodable', `header ${bytes}`)
    t.equal(faultIn(forge({ payload: withBytes(claims, ...bytes) })), 'undecodable', `payload ${bytes}`)
  }
  t.equal(faultIn(forge({ payload: withBytes(claims, 0xc3, 0xa9) })), undefined)
})

t.test('a token without its end is refused', async t => {
  t.equal(faultIn(forge({ payload: { user_id: 1, username: 'alice' } })), 'invalid')
  t.equal(faultIn(forge({ payload: `{"__proto__":{"exp":${time + 300}}}` })), 'invalid')
})

const noTimes = ['null', 'true', 'false', '"1800000300"', '""', '[1800000300]', '{"exp":1800000300}', '1e400', '-1e400']

for (const claim of ['exp', 'nbf', 'iat']) {
  t.test(`a token whose ${claim} is no finite number is refused`, async t => {
    for (const value of noTimes) {
      const payload = `{"user_id":1,"exp":${time + 300},"${claim}":${value}}`
      t.equal(faultIn(forge({ payload })), 'invalid', value)
    }
  })
}

t.test('a token may have 8192 characters and no more', async t => {
  const ofLength = (length: number) => {
    const size = (n: number) => forge({ payload: { ...claims, note: 'x'.repeat(n) } })
    let n = Math.floor(((length - good.length) * 3) / 4) - 12
    while (size(n).length < length) n++
    return size(n)
  }
  t.equal(ofLength(8192).length, 8192)
  t.equal(faultIn(ofLength(8192)), undefined)
  t.equal(faultIn(ofLength(8193)), 'undecodable')
})

t.test('a token of 12 KB or of a million characters is refused, though its signature holds', async t => {
  for (const length of [9000, 1_000_000]) {
    t.equal(faultIn(forge({ payload: { ...claims, note: 'x'.repeat(length) } })), 'undecodable')
  }
})

t.test('a text that is nothing like a token is refused', async t => {
  const texts = [
    'null',
    '[object Object]',
    'Bearer x.y.z',
    '.'.repeat(8192),
    '\0.\0.\0',
    '\ud800.\ud800.\ud800',
    '😀.😀.😀',
    '%00.%00.%00',
    `${segment('['.repeat(2000))}.${body}.${mac}`,
    `${segment('{"a":'.repeat(1000))}.${body}.${mac}`
  ]
  for (const text of texts) t.equal(faultIn(text), 'undecodable', JSON.stringify(text.slice(0, 30)))
})

t.test('a token that was changed at any one place does not hold, and is refused as a token', async t => {
  const changed = [...good].flatMap((character, at) => {
    const [before, after] = [good.slice(0, at), good.slice(at + 1)]
    const substitutes = [character === 'A' ? 'B' : 'A', '.', '=', ' ', '\0', '\ud800', '']
    return [...substitutes.map(other => before + other + after), `${before}${character}${character}${after}`]
  })
  const held = changed.filter(token => token !== good && faultIn(token) === undefined)
  t.ok(changed.length > 1000)
  t.same(held, [])
})

t.test('the payload is not looked at before the signature holds', async t => {
  const parsed = t.capture(JSON, 'parse', JSON.parse)
  const token = `${head}.${segment({ ...claims, user_id: 2 })}.${mac}`
  t.equal(faultIn(token), 'undecodable')
  t.same(parsed.args(), [[JSON.stringify(header)]])
})
