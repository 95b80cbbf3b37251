import type { PlatformEvent, StreamStep } from '@conversation-hub/core'
import { createParser, type EventSourceMessage } from 'eventsource-parser'
import type { PlatformKind } from './kinds'

/** Reads the platform's server-sent events into steps; what it does not understand passes by. */
export async function* readEvents(
  body: AsyncIterable<Buffer>,
  kind: PlatformKind,
): AsyncGenerator<StreamStep> {
  const decoder = new TextDecoder()
  let waiting: EventSourceMessage[] = []
  const parser = createParser({ onEvent: (event) => void waiting.push(event) })
  for await (const chunk of body) {
    parser.feed(decoder.decode(chunk, { stream: true }))
    const read = waiting
    waiting = []
    const cursor = read.findLast(({ id }) => id !== undefined)?.id
    const events = read.flatMap((event) => platformEvent(event, kind))
    yield { step: 'events', events, ...(cursor !== undefined && { cursor }) }
  }
}

function platformEvent({ event, data }: EventSourceMessage, kind: PlatformKind): PlatformEvent[] {
  if (event !== 'said') return []
  const said = spokenIn(data)
  if (said === undefined) return []
  const id = String(said.id)
  if (said.author === 'bot') {
    return [{ type: 'message', id, author: { role: 'bot' }, parts: [{ type: 'text', text: said.text }] }]
  }
  return kind === 'echoes' ? [{ type: 'echo', id, messageId: said.commandId }] : []
}

/** A frame that is not what it should be is skipped: the stream lives on. */
function spokenIn(json: string) {
  try {
    const { id, author, text, commandId } = JSON.parse(json)
    if (typeof id !== 'number' || typeof text !== 'string') return undefined
    return { id, author: String(author), text, commandId: String(commandId) }
  } catch {
    return undefined
  }
}
