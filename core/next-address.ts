// Where a login by a browser may lead: an open redirect would hand its code to anybody (RFC 9700, section 4.11).

/** In characters, once it is encoded: a browser carries the address in a cookie, which has 4096 for everything. */
const maxLength = 2000

/**
 * Whether a login may lead to an address: a path of the server itself, or one of the allowed: an origin with any path
 * (`https://shop.example.com`), or a whole address as it is (`myapp://login`).
 */
export function isAllowedNext(next: string, allowed: readonly string[]): boolean {
  // Browsers take tabs and line ends out, and read \ as /: `/\t/evil` and `/\evil` are both another server.
  if (/[\p{Cc}\\\s]/u.test(next) || !next.isWellFormed() || encode(next).length > maxLength) return false
  if (next.startsWith('/')) return !next.startsWith('//')
  if (allowed.includes(next)) return true
  if (!/^https?:\/\//i.test(next) || !URL.canParse(next)) return false
  const { origin, username, password } = new URL(next)
  return (
    username === '' && password === '' && allowed.some(entry => isOrigin(entry) && new URL(entry).origin === origin)
  )
}

function isOrigin(entry: string): boolean {
  return /^https?:\/\/[^/?#@]+\/?$/i.test(entry) && URL.canParse(entry)
}

/**
 * An address with a parameter in its query, in place of one of that name; a path stays a path. As a header takes it: what
 * is not of RFC 3986's characters is encoded.
 */
export function withParameter(address: string, name: string, value: string): string {
  const [rest = '', ...fragment] = encode(address).split('#')
  const [path, ...query] = rest.split('?')
  const others = query
    .join('?')
    .split('&')
    .filter(pair => pair !== '' && pair.split('=', 1)[0] !== name)
  return [`${path}?${[...others, `${name}=${encodeURIComponent(value)}`].join('&')}`, ...fragment].join('#')
}

function encode(address: string): string {
  return address.replace(/[^\w.~:/?#[\]@!$&'()*+,;=%-]/gu, encodeURIComponent)
}
