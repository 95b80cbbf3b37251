import { once } from 'node:events'
import { createServer } from 'node:http'
import type { Connector } from '@conversation-hub/core'
import { expect, it, onTestFinished } from 'vitest'
import { myPlatform } from '../src/index'

const session = { chatId: 'chat-1' }
const call = { signal: new AbortController().signal }
const message = { type: 'text', text: 'hello' } as const

it.each<[string, (connector: Connector) => Promise<unknown> | undefined]>([
  [
    'start',
    ({ start }) =>
      start(
        {
          type: 'start',
          commandId: 'c-1',
          conversationId: 'chat-1',
          channel: 'web-chat',
          customerDestination: 'session-1',
          attributes: {},
        },
        session,
        call,
      ),
  ],
  ['send', ({ send }) => send({ type: 'send', commandId: 'c-2', messageId: 'm-1', message }, session, call)],
  ['typing', ({ typing }) => typing?.({ type: 'typing', commandId: 'c-3', typing: true }, session, call)],
  ['end', ({ end }) => end({ type: 'end', commandId: 'c-4', reason: 'customer-ended' }, session, call)],
])('%s takes no JSON for an answer that is not the platform’s', async (_, run) => {
  const proxy = createServer((_request, response) => response.end('{"status":"ok"}')).listen(0, '127.0.0.1')
  onTestFinished(() => void proxy.close())
  await once(proxy, 'listening')
  const address = proxy.address()
  const port = typeof address === 'object' ? address?.port : undefined
  const connector = myPlatform({ url: `http://127.0.0.1:${port}`, apiKey: 'k' })
  await expect(run(connector)).rejects.toMatchObject({ code: 'platform-reply-invalid', outcome: 'unknown' })
})

it('follows no redirect: what answers there is a login page or a proxy, whatever it says', async () => {
  const proxy = createServer(({ url }, response) => {
    if (url === '/elsewhere') response.end('{"chatId":"chat-1"}')
    else response.writeHead(302, { location: '/elsewhere' }).end()
  }).listen(0, '127.0.0.1')
  onTestFinished(() => void proxy.close())
  await once(proxy, 'listening')
  const address = proxy.address()
  const port = typeof address === 'object' ? address?.port : undefined
  const connector = myPlatform({ url: `http://127.0.0.1:${port}`, apiKey: 'k' })
  const sending = connector.send({ type: 'send', commandId: 'c-1', messageId: 'm-1', message }, session, call)
  await expect(sending).rejects.toMatchObject({ code: 'platform-reply-invalid' })
})
