import type { PlatformEvent, StreamStep } from '@conversation-hub/core'
import { createParser } from 'eventsource-parser'
import type { PlatformKind } from './kinds'
import type { Spoken } from './platform-conversation'

interface Options {
  readonly kind: PlatformKind
  /** The number of the last event that is kept. */
  readonly after: number
  /** What the platform's own list has after a number. */
  readonly list: (after: number) => Promise<Readonly<Record<string, unknown>>>
}

/**
 * Reads the platform's server-sent events into steps, by the platform's numbers: where one is missing, the list is
 * asked for it, and what comes late then is known. What it does not understand passes by.
 */
export async function* readEvents(
  body: AsyncIterable<Buffer>,
  { kind, after, list }: Options,
): AsyncGenerator<StreamStep> {
  const decoder = new TextDecoder()
  let last = after
  let read: Spoken[] = []
  const parser = createParser({
    onEvent: ({ event, data }) => {
      if (event === 'said') read.push(...spokenIn(parseJson(data)))
    },
  })
  for await (const chunk of body) {
    parser.feed(decoder.decode(chunk, { stream: true }))
    const fresh = read
    read = []
    const cursor = last
    const inOrder: Spoken[] = []
    for (const said of fresh) {
      if (said.id > last + 1) inOrder.push(...listed(await list(last)))
      else inOrder.push(said)
      last = Math.max(last, ...inOrder.map(({ id }) => id))
    }
    const events = inOrder.flatMap((said) => platformEvent(said, kind))
    yield { step: 'events', events, ...(last !== cursor && { cursor: String(last) }) }
  }
}

function platformEvent({ id, author, text, commandId }: Spoken, kind: PlatformKind): PlatformEvent[] {
  if (author === 'bot') {
    return [{ type: 'message', id: String(id), author: { role: 'bot' }, parts: [{ type: 'text', text }] }]
  }
  if (kind !== 'echoes') return []
  return [{ type: 'echo', id: String(id), ...(commandId !== undefined && { messageId: commandId }) }]
}

const listed = ({ spoken }: Readonly<Record<string, unknown>>) =>
  Array.isArray(spoken) ? spoken.flatMap(spokenIn) : []

/** What is not what it should be is skipped: the stream lives on. */
function spokenIn(value: unknown): Spoken[] {
  if (typeof value !== 'object' || value === null) return []
  const { id, author, text, commandId } = Object.fromEntries(Object.entries(value))
  if (typeof id !== 'number' || typeof text !== 'string') return []
  return [
    {
      id,
      author: author === 'bot' ? 'bot' : 'customer',
      text,
      ...(commandId !== undefined && { commandId: String(commandId) }),
    },
  ]
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
