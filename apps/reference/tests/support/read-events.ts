import { type ConversationEvent, conversationEventSchema } from '@conversation-hub/core'

interface WhatToRead {
  readonly url: string
  readonly conversationId: string
  readonly token: string
}

/** Follows a conversation's event stream from its beginning until an event fits. */
export async function readEventsUntil(
  { url, conversationId, token }: WhatToRead,
  fits: (event: ConversationEvent) => boolean,
): Promise<ConversationEvent[]> {
  const answer = await fetch(`${url}/v1/conversations/${conversationId}/events`, {
    headers: { authorization: `Bearer ${token}`, 'last-event-id': '0' },
    signal: AbortSignal.timeout(30_000),
  })
  const reader = answer.body?.pipeThrough(new TextDecoderStream()).getReader()
  const events: ConversationEvent[] = []
  let unread = ''
  for (let read = await reader?.read(); read?.value !== undefined; read = await reader?.read()) {
    const frames = `${unread}${read.value}`.split('\n\n')
    unread = frames.pop() ?? ''
    for (const frame of frames) {
      const written = /^data: (.*)$/m.exec(frame)?.[1]
      if (written === undefined) continue
      const event = conversationEventSchema.parse(JSON.parse(written))
      events.push(event)
      if (!fits(event)) continue
      await reader?.cancel()
      return events
    }
  }
  throw new Error(`the stream ended before the event came: ${JSON.stringify(events)}`)
}
