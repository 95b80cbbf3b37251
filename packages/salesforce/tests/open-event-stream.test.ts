import { ConversationError } from '@conversation-hub/core'
import { expect, it } from 'vitest'
import { createConnections } from '../src/http/connections'
import { openEventStream } from '../src/http/open-event-stream'
import { loopback } from './loopback'

it('a stream whose silence is limited fails when it says nothing more, and its connection is closed', async () => {
  let closed: () => void = () => {}
  const isClosed = new Promise<void>((resolve) => {
    closed = resolve
  })
  const url = await loopback((_, response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' }).write('data: 1\n\n')
    response.on('close', closed)
  })
  const body = await openEventStream(createConnections(), {
    url: new URL(url),
    headers: {},
    doing: 'Reading',
    hasEffect: true,
    acceptedWithinMs: 0,
    silentForMs: 100,
    refused: () => new ConversationError('internal', 'Not refused.'),
    signal: new AbortController().signal,
  })
  const read = async () => {
    for await (const _ of body);
  }
  await expect(read()).rejects.toMatchObject({ code: 'UND_ERR_BODY_TIMEOUT' })
  await isClosed
})
