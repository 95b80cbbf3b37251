import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { afterTest } from './talk'

export interface LoopbackRequest {
  readonly path: string
  readonly headers: IncomingMessage['headers']
  readonly body: string
}

/** What a loopback host answers; a function does what it likes with the response. */
export type LoopbackAnswer =
  | { status?: number; headers?: Record<string, string>; body?: unknown }
  | ((response: ServerResponse) => void)

/** A host of our own, for answers that the sandbox does not give. */
export async function startLoopback(answer: (request: LoopbackRequest) => LoopbackAnswer) {
  const requests: LoopbackRequest[] = []
  const server = createServer(async (incoming, response) => {
    let body = ''
    for await (const piece of incoming) body += String(piece)
    const request = { path: incoming.url ?? '', headers: incoming.headers, body }
    requests.push(request)
    const given = answer(request)
    if (typeof given === 'function') return given(response)
    const { status = 200, headers = {}, body: text = '' } = given
    response.writeHead(status, headers)
    response.end(typeof text === 'string' ? text : JSON.stringify(text))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('The loopback host has no port.')
  return afterTest({
    url: `http://127.0.0.1:${address.port}`,
    requests: requests as ReadonlyArray<LoopbackRequest>,
    paths: () => requests.map(({ path }) => path.replace('/AmeliaRest/api/v1', '')),
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  })
}

/** The answers of a host where everything works and nothing is said. */
export function quietHost(path: string): LoopbackAnswer {
  if (path.endsWith('/auth/login')) return { status: 201, body: { token: 'token-1' } }
  if (path.endsWith('/new')) return { body: { sessionId: 's1', conversationId: 'C-1' } }
  if (path.endsWith('/poll')) return { body: [] }
  if (path.endsWith('/longpoll')) return () => {}
  return {}
}
