import type { IncomingMessage } from 'node:http'
import { BlockList, isIPv6 } from 'node:net'

const loopback = new BlockList()
loopback.addSubnet('127.0.0.0', 8, 'ipv4')
loopback.addAddress('::1', 'ipv6')

const privateNetwork = new BlockList()
privateNetwork.addSubnet('10.0.0.0', 8, 'ipv4')
privateNetwork.addSubnet('172.16.0.0', 12, 'ipv4')
privateNetwork.addSubnet('192.168.0.0', 16, 'ipv4')
privateNetwork.addSubnet('100.64.0.0', 10, 'ipv4')
privateNetwork.addSubnet('fc00::', 7, 'ipv6')

const isIn = (list: BlockList, address: string) => list.check(address, isIPv6(address) ? 'ipv6' : 'ipv4')

/**
 * The address a request comes from; `undefined` for this machine itself.
 *
 * A peer on this machine or in a private network that names somebody in `X-Forwarded-For` is a reverse proxy;
 * the last entry is the one it wrote itself. From anybody else the header is a claim and is not read.
 */
export function visitorAddress({ socket, headers }: IncomingMessage): string | undefined {
  const peer = (socket.remoteAddress ?? '').replace(/^::ffff:/, '')
  // Over a Unix socket a peer has no address. Nor has one that is gone.
  const isLocal = peer === '' ? !socket.destroyed : isIn(loopback, peer)
  const forwarded = [headers['x-forwarded-for']].flat().join(',').split(',').at(-1)?.trim()
  if (forwarded && (isLocal || isIn(privateNetwork, peer))) return forwarded
  return isLocal ? undefined : peer
}
