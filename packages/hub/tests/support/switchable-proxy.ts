import { connect, createServer, type Socket } from 'node:net'

/** A TCP address in front of a Postgres socket that can be made to disappear. */
export async function openSwitchableProxy(socketPath: string) {
  const open = new Set<Socket>()
  let reachable = true
  const server = createServer((client) => {
    if (!reachable) {
      client.destroy()
      return
    }
    const upstream = connect(socketPath)
    for (const [one, other] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      open.add(one)
      one.pipe(other)
      one.on('error', () => other.destroy())
      one.on('close', () => {
        open.delete(one)
        other.destroy()
      })
    }
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  const port = typeof address === 'object' ? address?.port : undefined
  return {
    /** The address of the same database through the proxy. */
    urlOf: (url: string) => `postgresql://postgres@127.0.0.1:${port}${new URL(url).pathname}`,
    cut() {
      reachable = false
      for (const socket of open) socket.destroy()
    },
    restore() {
      reachable = true
      for (const socket of open) socket.resume()
    },
    /** Nobody reads or says anything any more, not even that. */
    freeze() {
      for (const socket of open) socket.pause()
    },
    close: () => new Promise<void>((resolve) => server.close(() => resolve())),
  }
}
