import { isIPv6 } from 'node:net'

/** Some proxies write the port behind the address, as `203.0.113.7:443` or `[2001:db8::7]:443`. */
const WITH_PORT = /^(?:\[([^\]]+)\](?::\d+)?|([\d.]+):\d+)$/

/**
 * What stands for an address when calls are counted: the address itself, or the first 64 bits of an IPv6 address.
 * Whoever has one IPv6 address has all with the same 64 bits (RFC 4291, section 2.5.4), and could use another for each
 * call.
 */
export function addressBlock(written: string): string {
  const [, bracketed, dotted] = WITH_PORT.exec(written) ?? []
  const address = (bracketed ?? dotted ?? written).replace(/^::ffff:(?=[\d.]+$)/i, '').replace(/%.*$/, '')
  if (!isIPv6(address)) return address
  const [front = '', back] = address.split('::').map((half) => half.split(':').filter(Boolean))
  const groups = back === undefined ? [...front] : [...front, ...new Array(8).fill('0')]
  return groups
    .slice(0, 4)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(':')
}
