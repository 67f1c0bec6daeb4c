import t from 'tap'
import { isAllowedNext, withParameter } from '../../core/next-address.ts'

const allowed = [
  'https://shop.example.com',
  'http://localhost:5173/',
  'myapp://login',
  'https://front.example/only/this'
]

t.test('a path of the server is allowed, with its query and fragment', async t => {
  for (const next of [
    '/',
    '/app/post/',
    '/a?b=1&c=%20#d?e',
    '/%09//evil.example',
    '/@evil.example',
    '/글/?태그=봄',
    '/a//b',
    '/.//evil.example'
  ])
    t.ok(isAllowedNext(next, []), next)
})

t.test('so is any address of an allowed origin', async t => {
  for (const next of [
    'https://shop.example.com',
    'https://shop.example.com/',
    'https://shop.example.com/cart?next=https://evil.example#@evil.example',
    'https://shop.example.com:443/x',
    'HTTPS://SHOP.EXAMPLE.COM/x',
    'https://shop.example.com?x',
    'http://localhost:5173/a'
  ])
    t.ok(isAllowedNext(next, allowed), next)
})

t.test('an address that is allowed as it is, is so to the letter', async t => {
  t.ok(isAllowedNext('myapp://login', allowed))
  t.ok(isAllowedNext('https://front.example/only/this', allowed))
  for (const next of [
    'myapp://login/',
    'myapp://login?x',
    'myapp://evil',
    'MYAPP://login',
    'otherapp://login',
    'https://front.example/',
    'https://front.example/only/this/',
    'https://front.example/only/this?x'
  ])
    t.notOk(isAllowedNext(next, allowed), next)
})

/** A text as it can stand in a line. */
const shown = (text: string) => text.replace(/[^ -~]/g, unit => `\\u${unit.charCodeAt(0).toString(16)}`)

const attacks = {
  'the address of another server without a scheme': [
    '//evil.example',
    '///evil.example',
    '//shop.example.com',
    '//here.invalid/',
    '/\\evil.example',
    '\\/evil.example',
    '\\\\evil.example'
  ],
  'white space, a control character or half a character': [
    '/\t/evil.example',
    '/\n/evil.example',
    '/\r\nlocation: https://evil.example',
    '\t//evil.example',
    ' //evil.example',
    '/x\u2028y',
    '/x\u00a0y',
    '/x y',
    '/x\0',
    '/x\ud800',
    'java\tscript:alert(1)',
    'https://shop.example.com\t.evil.example'
  ],
  'a user before the host': [
    'https://shop.example.com@evil.example',
    'https://shop.example.com:x@evil.example/',
    'https://shop.example.com\\@evil.example',
    'https://user@shop.example.com/',
    'https://user:secret@shop.example.com/',
    'https://:secret@shop.example.com/'
  ],
  'another host, protocol or port': [
    'https://shop.example.com.evil.example',
    'https://shop.example.com%2eevil.example/',
    'https://shop.example.com。evil.example',
    'https://shop.example.com．evil.example',
    'https://shop.example.com｡evil.example',
    'https://evil.example#shop.example.com',
    'https://evil.example/https://shop.example.com',
    'https://evil.example?shop.example.com',
    'https://shop-example.com',
    'https://example.com',
    'https://sub.shop.example.com',
    'http://shop.example.com',
    'https://shop.example.com:444',
    'https://localhost:5173',
    'http://localhost:51731'
  ],
  'half an address': ['https:shop.example.com', 'https:/shop.example.com', 'https://', 'https://[shop.example.com'],
  'another scheme': [
    'javascript:alert(1)',
    'JavaScript:alert(1)',
    'javascript://shop.example.com/%0aalert(1)',
    'data:text/html,<script>alert(1)</script>',
    'vbscript:x',
    'blob:https://shop.example.com/x',
    'filesystem:https://shop.example.com/x',
    'ftp://shop.example.com',
    'file:///etc/passwd',
    'mailto:x@shop.example.com',
    'about:blank'
  ],
  'no address and no path': ['shop.example.com', 'app/post/', '?x', '#x', '.', '']
}

for (const [name, addresses] of Object.entries(attacks)) {
  t.test(`${name} leads nowhere`, async t => {
    for (const next of addresses) t.notOk(isAllowedNext(next, allowed), shown(next))
  })
}

t.test('dots of other scripts are dots, in a host that is allowed', async t => {
  t.ok(isAllowedNext('https://shop。example．com/', allowed))
  t.match(withParameter('https://shop。example．com/', 'a', '1'), /^https:\/\/shop%E3%80%82example%EF%BC%8Ecom\/\?a=1$/)
  t.equal(new URL('https://shop%E3%80%82example%EF%BC%8Ecom/').origin, allowed[0])
})

t.test('what is allowed as it is allows no origin', async t => {
  for (const entry of [
    'https://shop.example.com/path',
    'https://user@shop.example.com',
    'https://[bad',
    'shop:x',
    'https://'
  ]) {
    t.notOk(isAllowedNext('https://shop.example.com/', [entry]), entry)
  }
})

t.test('an address of 2000 characters is allowed, and none that is longer once it is encoded', async t => {
  t.ok(isAllowedNext(`/${'x'.repeat(1999)}`, []))
  t.notOk(isAllowedNext(`/${'x'.repeat(2000)}`, []))
  t.ok(isAllowedNext(`/${'글'.repeat(222)}`, []))
  t.notOk(isAllowedNext(`/${'글'.repeat(223)}`, []))
})

t.test('a parameter is put into the query, before the fragment', async t => {
  for (const [address, expected] of [
    ['/', '/?code=x'],
    ['', '?code=x'],
    ['/a?', '/a?code=x'],
    ['/a?b=1', '/a?b=1&code=x'],
    ['/a?b=1&', '/a?b=1&code=x'],
    ['/a?b=1?2', '/a?b=1?2&code=x'],
    ['/a#b', '/a?code=x#b'],
    ['/a?b#c?d#e', '/a?b&code=x#c?d#e'],
    ['https://shop.example.com', 'https://shop.example.com?code=x'],
    ['myapp://login', 'myapp://login?code=x']
  ] as const)
    t.equal(withParameter(address, 'code', 'x'), expected)
})

t.test('it takes the place of those of its name', async t => {
  t.equal(withParameter('/?code=a&b=code&code&codex=1&code=b', 'code', 'x'), '/?b=code&codex=1&code=x')
})

t.test('its value, and all that no header takes, is encoded; what is encoded stays so', async t => {
  t.equal(withParameter('/', 'a', 'b c&d=e#f/글'), '/?a=b%20c%26d%3De%23f%2F%EA%B8%80')
  t.equal(withParameter('/글?a="b"&c=%20<>#끝', 'x', '1'), '/%EA%B8%80?a=%22b%22&c=%20%3C%3E&x=1#%EB%81%9D')
})
