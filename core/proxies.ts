import { isIPv4, isIPv6 } from 'node:net'

/** Ranges that Fastify's `trustProxy` knows by name. */
const named = new Set(['loopback', 'linklocal', 'uniquelocal'])

/** Whether a text is of addresses, ranges (RFC 4632) and their names, separated by commas. One of everybody is none. */
export function areProxies(text: string): boolean {
  return text.split(',').every(part => isRange(part.trim()))
}

function isRange(text: string): boolean {
  if (named.has(text)) return true
  const [address = '', ...lengths] = text.split('/')
  const bits = isIPv4(address) ? 32 : isIPv6(address) && !address.includes('%') ? 128 : 0
  const [length = String(bits)] = lengths
  return lengths.length < 2 && /^\d{1,3}$/.test(length) && Number(length) >= 1 && Number(length) <= bits
}

/**
 * Fastify's `trustProxy` for proxies by their addresses or their number. For a mere number Fastify itself believes nobody,
 * since it cannot know who connects: here the operator has said that nobody but the proxies can.
 */
export function trustedProxies(
  proxies: number | string | undefined
): string | ((address: string, hop: number) => boolean) | undefined {
  return typeof proxies === 'number' ? (_address, hop) => hop < proxies : proxies
}
