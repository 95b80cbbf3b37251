import { createServer } from 'node:http'
import { asConversationError } from '@conversation-hub/core'
import type { Hub } from '@conversation-hub/hub'

/** Hands what is posted to `/webhooks/{name}` to a hub, as a server does. */
export async function serveWebhooks(
  hub: () => Hub | undefined,
): Promise<{ url: string; close: () => Promise<void> }> {
  const server = createServer((request, response) => {
    const chunks: Uint8Array[] = []
    request.on('data', (chunk: Uint8Array) => chunks.push(chunk))
    request.on('end', async () => {
      const target = request.url ?? '/'
      try {
        const headers = new Headers()
        for (const [name, value] of Object.entries(request.headers)) headers.set(name, String(value))
        const reply = await hub()?.receiveWebhook(target.split('/').at(-1) ?? '', {
          method: request.method ?? '',
          url: `http://${request.headers.host}${target}`,
          headers,
          body: Buffer.concat(chunks),
        })
        response.writeHead(200, { 'content-type': reply?.mediaType ?? 'text/plain' }).end(reply?.body)
      } catch (thrown) {
        response.writeHead(asConversationError(thrown, 'The webhook').status).end()
      }
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('The server listens on no port.')
  return {
    url: `http://127.0.0.1:${address.port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}
