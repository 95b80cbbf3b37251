import { connect, createServer, type Socket } from 'node:net'
import type { Random } from '../random'
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
  /** How often something was harmed: what passed, or a connection. */
  harmed(): number
  close(): Promise<void>
}

export async function openFaultProxy(random: Random): Promise<FaultProxy> {
  let toxic: Toxic | undefined
  let leadsTo = ''
  let harmed = 0
  const open = new Set<Socket>()
  const abandoned = new WeakSet<Socket>()

  function upstreamOf(address: string): Socket {
    if (!address.startsWith('http')) return connect(address)
    const { hostname, port } = new URL(address)
    return connect(Number(port), hostname)
  }

  const server = createServer((client) => {
    if (toxic?.toxic === 'turned-away') {
      harmed += 1
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
        if (toxic?.toxic !== 'slow-close' || other.destroyed) return void other.destroy()
        harmed += 1
        setTimeout(() => other.destroy(), toxic.milliseconds)
      })
    }
    // What is asked passes, unless nothing does; what is answered is what suffers.
    const harmOf = (): Toxic | undefined => (abandoned.has(client) ? { toxic: 'timeout' } : toxic)
    client.on('data', (chunk) => {
      if (harmOf()?.toxic === 'timeout') harmed += 1
      else upstream.write(chunk)
    })
    const answer = deliver(client, harmOf, random)
    upstream.on('data', (chunk) => {
      const harm = harmOf()
      if (harm && harm.toxic !== 'slow-close') harmed += 1
      answer(chunk)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  const port = typeof address === 'object' && address ? address.port : 0
  const destroyAll = () => {
    for (const socket of open) socket.destroy()
  }
  return {
    url: `http://127.0.0.1:${port}`,
    target(given) {
      leadsTo = given
    },
    harm(given) {
      toxic = given
      if (given.toxic === 'refused') server.close()
      if (given.toxic !== 'refused' && given.toxic !== 'turned-away') return
      harmed += open.size
      destroyAll()
    },
    heal() {
      if (toxic?.toxic === 'refused') server.listen(port, '127.0.0.1')
      toxic = undefined
    },
    abandon() {
      for (const socket of open) abandoned.add(socket)
    },
    harmed: () => harmed,
    async close() {
      destroyAll()
      if (!server.listening) return
      await new Promise<void>((resolve) => server.close(() => resolve()))
    },
  }
}
