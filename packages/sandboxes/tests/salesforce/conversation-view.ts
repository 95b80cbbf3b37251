import { z } from 'zod'
import type { ReceivedEvent } from './event-source'

const envelope = z.object({
  conversationId: z.string(),
  conversationEntry: z.object({
    identifier: z.string(),
    senderDisplayName: z.string(),
    entryPayload: z.string(),
    sender: z.object({ role: z.string() }),
    relatedRecords: z.array(z.string()),
  }),
})

/** The known events of a stream, opened up. */
export function opened(events: readonly ReceivedEvent[]) {
  return events.flatMap((event) => {
    const parsed = event.event.startsWith('CONVERSATION_')
      ? envelope.safeParse(JSON.parse(event.data))
      : undefined
    if (!parsed?.success) return []
    const { conversationId, conversationEntry: entry } = parsed.data
    const payload = JSON.parse(entry.entryPayload)
    return [
      { type: event.event.replace('CONVERSATION_', ''), id: event.id, conversationId, ...entry, payload },
    ]
  })
}

export function messages(events: readonly ReceivedEvent[]) {
  return opened(events).filter(({ type }) => type === 'MESSAGE')
}

/** Who said what, for texts: `Chatbot: Hello!`. */
export function said(events: readonly ReceivedEvent[]): string[] {
  return messages(events).flatMap(({ sender, payload }) => {
    const text = payload.abstractMessage.staticContent?.text ?? payload.abstractMessage.choices?.text
    return typeof text === 'string' ? [`${sender.role}: ${text}`] : []
  })
}

export function kinds(events: readonly ReceivedEvent[]): string[] {
  return opened(events).map(({ type }) => type)
}
