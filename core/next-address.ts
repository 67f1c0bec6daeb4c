// Where a login by a browser may lead: an open redirect would hand its code to anybody (RFC 9700, section 4.11).

/** Stands for the server itself: what a path is resolved against to see whether it leaves it. */
const here = 'http://here.invalid'

/**
 * Whether a login may lead to an address: a path of the server itself, or one of the allowed: an origin with any path
 * (`https://shop.example.com`), or a whole address as it is (`myapp://login`).
 */
export function isAllowedNext(next: string, allowed: readonly string[]): boolean {
  if (/[\p{Cc}\\\s]/u.test(next) || next.length > 2000) return false
  if (next.startsWith('/')) return URL.canParse(next, here) && new URL(next, here).origin === here
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

/** An address with a further parameter in its query; a path stays a path. */
export function withParameter(address: string, name: string, value: string): string {
  const [rest = '', ...fragment] = address.split('#')
  const query = `${rest.includes('?') ? '&' : '?'}${name}=${encodeURIComponent(value)}`
  return [rest + query, ...fragment].join('#')
}
