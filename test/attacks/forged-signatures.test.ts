import t from 'tap'
import { forge, header, segment, signed } from '../core/forge-token.ts'
import { claims, refuses } from './surfaces.ts'

const good = forge({ payload: claims })
const [head = '', body = '', mac = ''] = good.split('.')
const bob = { ...claims, user_id: 2, username: 'bob' }
const [, bobsBody = '', bobsMac = ''] = forge({ payload: bob }).split('.')

t.test('a signature or a payload that was tampered with is refused everywhere', async t => {
  const bytes = Buffer.from(mac, 'base64url')
  const flipped = Buffer.from(bytes)
  flipped[0] = (flipped[0] ?? 0) ^ 1
  await refuses(t, good, {
    'stripped, the dot left': `${head}.${body}.`,
    'stripped with its dot': `${head}.${body}`,
    'of the token of somebody else': `${head}.${body}.${bobsMac}`,
    'under the payload of somebody else': `${head}.${bobsBody}.${mac}`,
    'under another header': `${segment({ alg: 'HS256' })}.${body}.${mac}`,
    'header and payload swapped': `${body}.${head}.${mac}`,
    'of the payload alone': `${head}.${body}.${signed(body).split('.')[1]}`,
    'one bit flipped': `${head}.${body}.${flipped.toString('base64url')}`,
    'a character less': good.slice(0, -1),
    'a byte less': `${head}.${body}.${bytes.subarray(0, -1).toString('base64url')}`,
    'half of it': `${head}.${body}.${bytes.subarray(0, 16).toString('base64url')}`,
    'one byte of it': `${head}.${body}.${bytes.subarray(0, 1).toString('base64url')}`,
    'a byte more': `${head}.${body}.${Buffer.concat([bytes, Buffer.alloc(1)]).toString('base64url')}`,
    twice: `${good}${mac}`,
    'of zeros': `${head}.${body}.${Buffer.alloc(32).toString('base64url')}`,
    'in hex': `${head}.${body}.${bytes.toString('hex')}`,
    'the word null': `${head}.${body}.null`,
    'the word true': `${head}.${body}.true`
  })
})

/** The other characters that decode to the same bytes, since the last ones of a segment leave bits over. */
function looseSpellings(text: string): string[] {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
  const bytes = Buffer.from(text, 'base64url')
  const others = [...alphabet].map(letter => text.slice(0, -1) + letter).filter(other => other !== text)
  return others.filter(other => Buffer.from(other, 'base64url').equals(bytes))
}

t.test('another spelling of base64url than its strict one is refused everywhere', async t => {
  const loose = looseSpellings(mac)
  t.equal(loose.length, 3)
  const withSigns = { ...claims, note: '???>>>' }
  const standard = Buffer.from(JSON.stringify(withSigns)).toString('base64')
  t.match(standard, /[+/]/)
  await refuses(t, good, {
    ...Object.fromEntries(loose.map(spelling => [`left-over bits ${spelling.at(-1)}`, `${head}.${body}.${spelling}`])),
    'padded signature': `${good}=`,
    'padded header': signed(`${head}==.${body}`),
    'padded payload': signed(`${head}.${body}=`),
    'standard base64, signed': signed(`${head}.${standard}`),
    'standard base64 without padding, signed': signed(`${head}.${standard.replaceAll('=', '')}`),
    'a space inside': `${head}. ${body}.${mac}`,
    'a line end inside': `${head}.\n${body}.${mac}`,
    'a tab inside the signature': `${head}.${body}.${mac.slice(0, 5)}\t${mac.slice(5)}`,
    'a space inside, signed': signed(`${head}.${body.slice(0, 4)} ${body.slice(4)}`),
    'a question mark inside, signed': signed(`${head}.${body.slice(0, 4)}?${body.slice(4)}`),
    'a letter too many, signed': signed(`${head}.${body}A`),
    'full-width dots': good.replaceAll('.', '．')
  })
})

t.test('more or fewer segments than three, and what is no token at all, are refused everywhere', async t => {
  await refuses(t, good, {
    'one segment': head,
    'four segments': `${good}.${mac}`,
    'four segments, the last empty': `${good}.`,
    'five segments, as an encrypted token has': `${good}.${mac}.${mac}`,
    'an encrypted token': `${segment({ alg: 'dir', enc: 'A256GCM' })}..${mac}.${body}.${mac}`,
    'PBES2 that asks for much work': `${segment({ alg: 'PBES2-HS256+A128KW', enc: 'A128GCM', p2c: 2_000_000_000, p2s: 'AA' })}.${mac}.${mac}.${mac}.${mac}`,
    'a dot before': `.${good}`,
    'an empty header, signed': signed(`.${body}`),
    'an empty payload, signed': signed(`${head}.`),
    'two dots': '..',
    'two dots, signed': signed('.'),
    'many dots': '.'.repeat(8192),
    'the JSON form of a signature (RFC 7515, section 7.2)': JSON.stringify({
      protected: head,
      payload: body,
      signature: mac
    }),
    'the word null': 'null',
    'the word undefined': 'undefined',
    'an object’s text': '[object Object]',
    'an injection': `' or 1=1 --`,
    'a path': '../../../../etc/passwd',
    'a placeholder': '{{token}}',
    'a NUL': '\0',
    'a NUL after the token': `${good}\0x`,
    'bidi around the token': `\u202e${good}\u202c`,
    'a zero-width space after it': `${good}\u200b`,
    'a lone surrogate': `${head}.${body}.\ud800`,
    emoji: '😀.😀.😀'
  })
})

t.test('a token that is too large, too wide or too deep is refused everywhere', async t => {
  const ofLength = (length: number) => forge({ payload: { ...claims, note: 'x'.repeat(length) } })
  const deep = (depth: number) => `${JSON.stringify(claims).slice(0, -1)},"a":${'['.repeat(depth)}${']'.repeat(depth)}}`
  await refuses(t, good, {
    '8 kB and a little': ofLength(6200),
    '12 kB': ofLength(9000),
    '1 MB': ofLength(750_000),
    '1 MB of dots': '.'.repeat(1_000_000),
    '1 MB in the header': forge({ header: { ...header, kid: 'k'.repeat(750_000) }, payload: claims }),
    'a payload nested 10,000 deep': forge({ payload: deep(10_000) }),
    'a header nested 10,000 deep': forge({
      header: `${'{"alg":'.repeat(10_000)}1${'}'.repeat(10_000)}`,
      payload: claims
    }),
    'a payload of 100,000 names': forge({
      payload: { ...Object.fromEntries(Array.from({ length: 100_000 }, (_, i) => [i, 1])), ...claims }
    })
  })
})
