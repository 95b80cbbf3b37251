import type { IncomingMessage } from 'node:http'
import { BlockList, isIPv6, type Socket } from 'node:net'

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

interface Peer {
  readonly address: string
  readonly place: 'this machine' | 'private network' | 'elsewhere'
}

/** Remembered for each connection: finding an address in a list costs as much as reading a small body. */
const peers = new WeakMap<Socket, Peer>()

function peerOf(socket: Socket): Peer {
  const known = peers.get(socket)
  if (known) return known
  const address = (socket.remoteAddress ?? '').replace(/^::ffff:/, '')
  // Over a Unix socket a peer has no address. Nor has one that is gone.
  if (address === '') return { address, place: socket.destroyed ? 'elsewhere' : 'this machine' }
  const peer = { address, place: placeOf(address) }
  peers.set(socket, peer)
  return peer
}

function placeOf(address: string): Peer['place'] {
  if (isIn(loopback, address)) return 'this machine'
  return isIn(privateNetwork, address) ? 'private network' : 'elsewhere'
}

/**
 * The address from which a request comes. `undefined` if that is this machine itself.
 *
 * A peer on this machine or in a private network that sends `X-Forwarded-For` is a reverse proxy, which wrote the last
 * entry itself. From anybody else the header is only a claim, and is ignored.
 */
export function visitorAddress({ socket, headers }: IncomingMessage): string | undefined {
  const { address, place } = peerOf(socket)
  const forwarded = [headers['x-forwarded-for']].flat().join(',').split(',').at(-1)?.trim()
  if (forwarded && place !== 'elsewhere') return forwarded
  return place === 'this machine' ? undefined : address
}
