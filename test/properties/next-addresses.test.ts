import fc from 'fast-check'
import t from 'tap'
import { isAllowedNext, withParameter } from '../../core/next-address.ts'
import { always, anyText } from './texts.ts'

const server = 'https://server.example'
const shop = 'https://shop.example.com'
const allowed = [shop, 'http://localhost:5173', 'myapp://login']
const origins = [server, shop, 'http://localhost:5173']

/** What addresses are made of, and what is mistaken for it. */
const piece = fc.constantFrom(
  ...[
    '/',
    '//',
    '\\',
    '@',
    ':',
    '.',
    '?',
    '#',
    '%2f',
    '%5c',
    '%09',
    '\t',
    '\n',
    '\r',
    ' ',
    '。',
    '．',
    '\u200b',
    '\ufeff'
  ],
  ...[
    shop,
    'shop.example.com',
    'evil.example',
    'localhost:5173',
    'myapp://login',
    'user',
    'x',
    '글',
    '[::1]',
    '[',
    '8443'
  ],
  ...['https:', 'http:', 'HTTPS:', 'javascript:', 'data:', 'file:', 'https://', 'ſ', 'K']
)
const address = fc.oneof(
  fc.array(piece, { maxLength: 8 }).map(pieces => pieces.join('')),
  fc.tuple(fc.constantFrom('/', shop, 'myapp://login', '//', 'https://'), anyText()).map(parts => parts.join('')),
  anyText(),
  fc.webUrl()
)

/** Where a browser goes that is at the server and told an address. */
function originOf(location: string): string {
  const { origin, href } = new URL(location, `${server}/accounts/kakao/login/callback/`)
  return origin === 'null' ? href.split('?', 1).join() : origin
}

t.test('no address that is allowed leaves the server and the allowed origins', async t => {
  let count = 0
  await always(
    t,
    fc.property(address, next => {
      if (!isAllowedNext(next, allowed)) return true
      count += 1
      return [...origins, 'myapp://login'].includes(originOf(next))
    }),
    20_000
  )
  t.ok(count > 1000, `${count} were allowed`)
})

t.test('neither does the one that the browser is sent to, which a header takes', async t => {
  await always(
    t,
    fc.property(address, anyText(20), (next, code) => {
      if (!isAllowedNext(next, allowed) || !code.isWellFormed()) return true
      const location = withParameter(next, 'login_code', code)
      return /^[\x21-\x7e]+$/.test(location) && [...origins, 'myapp://login'].includes(originOf(location))
    }),
    20_000
  )
})

t.test('the code is found there, and the rest of the address as it was', async t => {
  const path = fc.webPath().map(path => `/x${path}`)
  const parts = fc.tuple(path, fc.webQueryParameters(), fc.webFragments(), fc.stringMatching(/^[\w-]{43}$/))
  await always(
    t,
    fc.property(parts, ([path, query, fragment, code]) => {
      const next = new URL(`${path}?${query}#${fragment}`, server)
      const end = new URL(withParameter(next.href, 'login_code', code))
      const others = [...end.searchParams].filter(([name]) => name !== 'login_code')
      return (
        end.searchParams.get('login_code') === code &&
        end.pathname === next.pathname &&
        end.hash === next.hash &&
        JSON.stringify(others) === JSON.stringify([...next.searchParams])
      )
    }),
    2000
  )
})
