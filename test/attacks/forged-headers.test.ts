// RFC 8725, sections 3.1, 3.8, 3.10 and 3.11: what a header says of keys and kinds chooses nothing, and nothing is fetched.
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import t, { type Test } from 'tap'
import { forge, header, secret, segment } from '../core/forge-token.ts'
import { claims, createSurfaces, refuses } from './surfaces.ts'

const good = forge({ payload: claims })
const withHeader = (more: object, key: string | Buffer = secret) =>
  forge({ header: { ...header, ...more }, payload: claims }, { key })

/** A server that a token tells us to ask for keys, and that must never be asked; it would answer mallory's key. */
async function startCanary(t: Test) {
  const asked: string[] = []
  const server = createServer((request, response) => {
    asked.push(`${request.method} ${request.url}`)
    response.end(JSON.stringify({ keys: [mallorysJwk] }))
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  t.teardown(() => new Promise(resolve => server.close(resolve)))
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked }
}

const mallorysKey = 'the key of mallory, of 32 bytes or more'
const mallorysJwk = { kty: 'oct', alg: 'HS256', kid: 'mallory', k: segment(mallorysKey) }

t.test('a header that brings a key or an address of one is refused everywhere, and nobody is asked for it', async t => {
  const { url, asked } = await startCanary(t)
  const addresses = [
    `${url}/jwks.json`,
    `//${url.slice(7)}/x`,
    'file:///dev/null',
    'data:application/json,{}',
    '',
    null,
    [url]
  ]
  const surfaces = await createSurfaces(t)
  await refuses(
    t,
    good,
    {
      'jwk of its own': withHeader({ jwk: mallorysJwk }, mallorysKey),
      'jwk of our secret': withHeader({ jwk: { kty: 'oct', k: segment(secret) } }),
      'jwk null': withHeader({ jwk: null }),
      'x5c of a certificate': withHeader({ x5c: ['MIIB'] }, 'MIIB'),
      'x5c empty': withHeader({ x5c: [] }),
      ...Object.fromEntries(addresses.map(jku => [`jku ${jku}`, withHeader({ jku }, mallorysKey)])),
      ...Object.fromEntries(addresses.map(x5u => [`x5u ${x5u}`, withHeader({ x5u }, mallorysKey)])),
      'jku, signed with our secret': withHeader({ jku: `${url}/jwks.json` }),
      'jku and kid': withHeader({ jku: `${url}/jwks.json`, kid: 'mallory' }, mallorysKey),
      'kid that is an address': withHeader({ kid: `${url}/jwks.json` }, mallorysKey),
      'iss that is an address': forge({ header, payload: { ...claims, iss: url } }, { key: mallorysKey })
    },
    surfaces
  )
  t.same(asked, [], 'the canary')
})

t.test('a key id chooses no file, no row, no address and no member of an object', async t => {
  const ids = ['', '/dev/null', '../../../../../../dev/null', 'file:///dev/null', 'NUL', 'C:\\NUL', '0', '1', '-1']
  const tricks = [
    "' or 1=1 --",
    "x' union select 'mallory' --",
    '; sleep 5',
    '$(id)',
    '`id`',
    '|cat /etc/passwd',
    '\0',
    'a\0b',
    '*'
  ]
  const members = ['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'length']
  const keys = { 'the empty key': '', 'a NUL': '\0', 'the id itself': undefined, 'mallory’s': mallorysKey }
  const forgeries: Record<string, string> = {}
  for (const kid of [...ids, ...tricks, ...members]) {
    for (const [what, key = kid] of Object.entries(keys)) forgeries[`kid ${kid}, ${what}`] = withHeader({ kid }, key)
  }
  for (const kid of [null, true, 1, 1.5, [], ['1'], {}, { kid: 1 }, 'k'.repeat(129), 'k'.repeat(5000)]) {
    forgeries[`kid ${JSON.stringify(kid).slice(0, 20)}, our own secret`] = withHeader({ kid })
  }
  await refuses(t, good, forgeries)
})

t.test('a header that changes how a token is read is refused everywhere, though our secret signed it', async t => {
  const members = [
    { crit: ['exp'] },
    { crit: ['b64'], b64: false },
    { crit: ['http://example.com/UNDEFINED'], 'http://example.com/UNDEFINED': true },
    { crit: [] },
    { crit: 'exp' },
    { crit: null },
    { crit: [1] },
    { b64: false },
    { b64: true },
    { zip: 'DEF' },
    { zip: null },
    { enc: 'A256GCM' }
  ]
  const forgeries = members.map(more => [JSON.stringify(more), withHeader(more)])
  await refuses(t, good, Object.fromEntries(forgeries))
})

t.test('a token of another kind is refused everywhere, though our secret signed it', async t => {
  const kinds: unknown[] = [
    'at+jwt',
    'application/at+jwt',
    'logout+jwt',
    'secevent+jwt',
    'dpop+jwt',
    'rt+jwt',
    'reset+jwt',
    'JOSE',
    'JOSE+JSON',
    'JWE',
    'application/jwt',
    'JWT ',
    ' JWT',
    'JWT\0',
    'JW\u0422',
    '',
    null,
    true,
    1,
    ['JWT'],
    { JWT: 1 }
  ]
  const forgeries = kinds.map(typ => [`typ ${JSON.stringify(typ)}`, withHeader({ typ })])
  await refuses(t, good, {
    ...Object.fromEntries(forgeries),
    'typ twice': forge({ header: '{"typ":"JWT","alg":"HS256","typ":"at+jwt"}', payload: claims })
  })
})

const encode = (bytes: Buffer) => bytes.toString('base64url')

t.test('a header that is no JSON object, or no UTF-8, is refused everywhere', async t => {
  const texts = [
    '',
    ' ',
    '[]',
    '["HS256"]',
    '"HS256"',
    'null',
    'true',
    '5',
    '{',
    '{}',
    '{}{}',
    '{"alg":"HS256"',
    "{'alg':'HS256'}",
    '\ufeff{"alg":"HS256"}',
    '{"alg":"HS256",}',
    '{"alg":"HS256"}\0',
    '{"alg":"HS256"}//',
    '{"a\u0000lg":"HS256"}'
  ]
  const bytes = [[0xff], [0xc0, 0xaf], [0xed, 0xa0, 0x80], [0xf5, 0x80, 0x80, 0x80], [0xe2, 0x82]]
  const broken = bytes.map(sequence => {
    const [before = '', after = ''] = JSON.stringify({ ...header, note: '|' }).split('|')
    return Buffer.concat([Buffer.from(before), Buffer.from(sequence), Buffer.from(after)])
  })
  const utf16 = Buffer.from(JSON.stringify(header), 'utf16le')
  await refuses(t, good, {
    ...Object.fromEntries(texts.map(text => [JSON.stringify(text), forge({ header: text, payload: claims })])),
    ...Object.fromEntries(broken.map(head => [encode(head), forge({ header: head, payload: claims })])),
    'UTF-16': forge({ header: utf16, payload: claims })
  })
})
