import { connect, createServer, type Socket } from 'node:net'
import { afterTest } from './talk'

/** A way to a host on which, from some moment on, nothing gets through, and nobody is told. */
export async function dyingLineTo(url: string) {
  const { port, hostname } = new URL(url)
  const sockets = new Set<Socket>()
  let dead = false
  const carry = (from: Socket, to: Socket) => {
    sockets.add(from)
    from.on('data', (bytes) => dead || to.write(bytes))
    from.on('error', () => {})
    from.on('close', () => dead || to.destroy())
  }
  const server = createServer((near) => {
    const far = connect(Number(port), hostname)
    carry(near, far)
    carry(far, near)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('The line has no port.')
  return afterTest({
    url: `http://127.0.0.1:${address.port}`,
    die: () => {
      dead = true
    },
    close() {
      for (const socket of sockets) socket.destroy()
      server.close()
    },
  })
}
