import { isIPv4, isIPv6 } from 'node:net'

/**
 * The network of an address, in one spelling: an IPv4 address is itself, also where it is written as IPv6, and of an IPv6
 * address it is the first 64 bits, since whoever has one has all of those (RFC 6177). What is no address, as a proxy may
 * pass it on, is no network of its own.
 */
export function networkOf(address: string): string {
  const [bare = ''] = address.split('%', 1) // without the zone
  if (!isIPv6(bare)) return isIPv4(address) ? address : ''
  const groups = groupsOf(bare)
  const isMapped = groups.slice(0, 5).every(group => group === 0) && groups[5] === 0xffff
  if (!isMapped)
    return `${groups
      .slice(0, 4)
      .map(group => group.toString(16))
      .join(':')}::/64`
  return groups
    .slice(6)
    .flatMap(group => [group >> 8, group & 255])
    .join('.')
}

/** The eight groups of an IPv6 address; a URL knows each in its shortest spelling, without an IPv4 part. */
function groupsOf(address: string): number[] {
  const [head = '', tail] = new URL(`http://[${address}]`).hostname.slice(1, -1).split('::')
  const parse = (part: string) => (part === '' ? [] : part.split(':').map(group => Number.parseInt(group, 16)))
  const [first, last] = [parse(head), parse(tail ?? '')]
  return [...first, ...Array<number>(8 - first.length - last.length).fill(0), ...last]
}
