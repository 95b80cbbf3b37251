import { once } from 'node:events'
import { createServer } from 'node:net'

/** A port that is free, as are the two after it: there the app puts its sandboxes. */
export async function freePort(): Promise<number> {
  for (;;) {
    const first = await portIfFree(0)
    if (first === undefined) continue
    const others = await Promise.all([portIfFree(first + 1), portIfFree(first + 2)])
    if (others.every((port) => port !== undefined)) return first
  }
}

async function portIfFree(wanted: number): Promise<number | undefined> {
  if (wanted > 65_535) return undefined
  const server = createServer()
  server.listen(wanted, '127.0.0.1')
  try {
    await once(server, 'listening')
  } catch {
    return undefined
  }
  const address = server.address()
  server.close()
  await once(server, 'close')
  return typeof address === 'object' && address ? address.port : undefined
}
