import { domainToASCII } from 'node:url'

/** A name or an IPv6 address in brackets, and a port if need be: what a Host header may say (RFC 9110, section 7.2). */
const hostPattern = /^(\[[\da-f:.]+\]|[\w.-]+)(?::(\d*))?$/i
/** A name (RFC 1035, section 2.3.4), the dot at its end, and a port. */
const maxLength = 253 + '.'.length + ':65535'.length
const maxPort = 65_535

interface Host {
  name: string
  /** Empty when there is none. */
  port: string
}

/**
 * Tells which of some sites a Host header means: the one that has it with its port, or else the one that has the name
 * without a port, as in Django. Case, and a dot at the end of the name, do not count; a domain in letters of any script
 * is found by what browsers send for it (IDNA). Undefined for what is no site's, and for what is no Host at all.
 */
export function siteFinder<Site extends { domain: string }>(sites: Iterable<Site>): (host: string) => Site | undefined {
  const byDomain = new Map<string, Site>()
  for (const site of sites) {
    const domain = domainOf(site)
    if (domain !== undefined && !byDomain.has(keyOf(domain))) byDomain.set(keyOf(domain), site)
  }
  return text => {
    const host = readHost(text)
    return host && (byDomain.get(keyOf(host)) ?? byDomain.get(host.name))
  }
}

function keyOf({ name, port }: Host): string {
  return port === '' ? name : `${name}:${port}`
}

/** Undefined when it is no host; what is only one to a lenient reader (`site@evil`, `a/b`, `a b`) is none. */
function readHost(text: string): Host | undefined {
  if (text.length > maxLength) return undefined
  const [, given = '', digits = ''] = hostPattern.exec(text) ?? []
  const name = domainToASCII(given.replace(/\.$/, '')) // one spelling of an IPv6 address, small letters
  const port = Number(digits)
  return name === '' || port > maxPort ? undefined : { name, port: digits === '' ? '' : String(port) }
}

function domainOf({ domain }: { domain: string }): Host | undefined {
  if (/[\s/?#@\\]/.test(domain)) return undefined
  const [port = ''] = /:\d+$/.exec(domain) ?? []
  return readHost(domainToASCII(domain.slice(0, domain.length - port.length)) + port)
}
