import { connect, createServer, type Socket } from 'node:net'
import { deliver, type Toxic } from './toxics'

export type { Toxic } from './toxics'

/** A TCP proxy that harms what goes through it. */
export interface FaultProxy {
  readonly url: string
  /** Where it leads to: an address, or the path of a socket. */
  target(address: string): void
  /** Harms every connection, also those that are open, until `heal`. */
  harm(toxic: Toxic): void
  heal(): void
  /** Every connection that is open now stays open and passes nothing more, either way: the other side has vanished. */
  abandon(): void
  /** How many connections there have been. */
  connections(): number
  close(): Promise<void>
}

export async function openFaultProxy(): Promise<FaultProxy> {
  let toxic: Toxic | undefined
  let leadsTo = ''
  let count = 0
  const open = new Set<Socket>()
  const abandoned = new WeakSet<Socket>()

  function upstreamOf(address: string): Socket {
    if (!address.startsWith('http')) return connect(address)
    const { hostname, port } = new URL(address)
    return connect(Number(port), hostname)
  }

  const server = createServer((client) => {
    count += 1
    if (toxic?.toxic === 'down') {
      client.resetAndDestroy()
      return
    }
    const upstream = upstreamOf(leadsTo)
    for (const socket of [client, upstream]) {
      open.add(socket)
      socket.on('error', () => {})
      socket.on('close', () => {
        open.delete(socket)
        const other = socket === client ? upstream : client
        if (toxic?.toxic === 'slow-close') setTimeout(() => other.destroy(), toxic.milliseconds)
        else other.destroy()
      })
    }
    // What is asked passes, unless nothing does; what is answered is what suffers.
    const harmOf = (): Toxic | undefined => (abandoned.has(client) ? { toxic: 'timeout' } : toxic)
    client.on('data', (chunk) => harmOf()?.toxic !== 'timeout' && upstream.write(chunk))
    const answer = deliver(client, harmOf)
    upstream.on('data', answer)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  const destroyAll = () => {
    for (const socket of open) socket.destroy()
  }
  return {
    url: `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`,
    target(given) {
      leadsTo = given
    },
    harm(given) {
      toxic = given
      if (given.toxic === 'down') destroyAll()
    },
    heal() {
      toxic = undefined
    },
    abandon() {
      for (const socket of open) abandoned.add(socket)
    },
    connections: () => count,
    async close() {
      destroyAll()
      await new Promise<void>((resolve) => server.close(() => resolve()))
    },
  }
}
