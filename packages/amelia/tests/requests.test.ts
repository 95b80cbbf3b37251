import { HttpResponse, http } from 'msw'
import { setupServer } from 'msw/node'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { amelia } from '../src/index'

const GATEWAY = 'https://amelia.example.com/AmeliaRest/api/v1'

/** Every request that the connector made, as it would have left the machine. */
const requests: { path: string; token: string | null; body: unknown }[] = []

async function note(request: Request): Promise<void> {
  const text = await request.text()
  requests.push({
    path: new URL(request.url).pathname.replace('/AmeliaRest/api/v1', ''),
    token: request.headers.get('x-amelia-rest-token'),
    body: text === '' ? undefined : JSON.parse(text),
  })
}

const server = setupServer(
  http.post(`${GATEWAY}/auth/login`, async ({ request }) => {
    await note(request)
    return HttpResponse.json({ status: 201, token: 'token-1' }, { status: 201 })
  }),
  http.post(`${GATEWAY}/conversations/new`, async ({ request }) => {
    await note(request)
    return HttpResponse.json({ sessionId: 's-1', conversationId: 'C-1', sessionMode: 'USER' })
  }),
  http.post(`${GATEWAY}/conversations/s-1/:call`, async ({ request }) => {
    await note(request)
    return new HttpResponse(null, { status: 200 })
  }),
)

// A request to anywhere else fails the test: tokens go to the configured host only.
beforeAll(() => server.listen({ onUnhandledRequest: 'error' }))
afterEach(() => requests.splice(0))
afterAll(() => server.close())

describe('what leaves the machine', () => {
  it('is a login, a start with strings only, the words, and a close', async () => {
    const connector = amelia({
      url: 'https://amelia.example.com',
      domain: 'support',
      credentials: { username: 'hub@example.com', password: 'secret' },
    })
    const context = { signal: new AbortController().signal }
    const { session } = await connector.start(
      {
        type: 'start',
        commandId: crypto.randomUUID(),
        conversationId: crypto.randomUUID(),
        channel: 'web-chat',
        customerDestination: 'chat-1',
        customerIdentifier: 'ann',
        attributes: { plan: 'gold' },
      },
      {},
      context,
    )
    const messageId = crypto.randomUUID()
    const message = { type: 'text', text: 'Hello' } as const
    await connector.send({ type: 'send', commandId: messageId, messageId, message }, session, context)
    await connector.end(
      { type: 'end', commandId: crypto.randomUUID(), reason: 'customer-ended' },
      session,
      context,
    )

    expect(requests.map(({ path }) => path)).toEqual([
      '/auth/login',
      '/conversations/new',
      '/conversations/s-1/send',
      '/conversations/s-1/close',
    ])
    expect(requests.slice(1).map(({ token }) => token)).toEqual(['token-1', 'token-1', 'token-1'])
    expect(requests[1]?.body).toMatchObject({ domain: 'support', deliveryMode: 'POLLING' })
    expect(JSON.stringify(requests[1]?.body)).toContain('"plan":"gold"')
    expect(requests[2]?.body).toEqual({ messageText: 'Hello' })
  })
})
