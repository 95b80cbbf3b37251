import type { Author, EndReason, MessagePart, PlatformEvent } from '@conversation-hub/core'
import { z } from 'zod'

// The platform's payloads as our events. Pure, one `switch`.

/**
 * An event as the platform sends it. Lenient: only what is needed is required, and nothing else is looked at, so that
 * a new version of the platform does not stop a conversation.
 */
const payloadSchema = z.object({
  /** Rises by one per chat: the place to go on from, and with the chat's id the event's. */
  number: z.number(),
  kind: z.string(),
  from: z.enum(['customer', 'bot', 'agent']).optional().catch(undefined),
  name: z.string().optional().catch(undefined),
  messageId: z.string().optional().catch(undefined),
  text: z.string().optional().catch(undefined),
  options: z
    .array(z.object({ id: z.string(), label: z.string() }))
    .optional()
    .catch(undefined),
  file: z.object({ name: z.string(), type: z.string(), address: z.string() }).optional().catch(undefined),
  typing: z.boolean().optional().catch(undefined),
  position: z.number().optional().catch(undefined),
  by: z.string().optional().catch(undefined),
})

type Payload = z.infer<typeof payloadSchema>

/** The answer to `GET chats/{chatId}/events`. An event that is not one is passed by, and the others still count. */
export const eventsReplySchema = z.object({
  last: z.number(),
  events: z.array(z.unknown()).transform((entries) =>
    entries.flatMap((entry) => {
      const parsed = payloadSchema.safeParse(entry)
      return parsed.success ? [parsed.data] : []
    }),
  ),
})

/** One of the platform's events in our words; none for what the customer should not see, or nobody knows yet. */
export function readEvent(payload: Payload, chatId: string): PlatformEvent[] {
  // The driver recognises by it what it has been told before. A message is named by it, too: without the chat's id it
  // would have the name of another, said before the conversation went to another platform and came back.
  const id = `${chatId}/${payload.number}`
  const author = authorOf(payload)
  switch (payload.kind) {
    case 'message':
      // The customer's own message comes back: that is the proof that it arrived, and not to be shown again.
      if (payload.from === 'customer') return [{ type: 'echo', id, ...sentAs(payload) }]
      return [{ type: 'message', id, author, parts: partsOf(payload) }]
    case 'joined':
      return [{ type: 'participant', id, change: 'joined', author }]
    case 'left':
      return [{ type: 'participant', id, change: 'left', author }]
    case 'typing':
      return [{ type: 'typing', author, typing: payload.typing ?? false }]
    case 'queued':
      return [{ type: 'queue', id, ...(payload.position !== undefined && { position: payload.position }) }]
    case 'ended':
      return [{ type: 'ended', id, reason: reasons[payload.by ?? ''] ?? 'platform-error' }]
    default:
      return []
  }
}

const authorOf = ({ from, name }: Payload): Author => ({
  role: from === 'bot' ? 'bot' : 'agent',
  ...(name !== undefined && { name }),
})

const sentAs = ({ messageId }: Payload) => (messageId === undefined ? {} : { messageId })

function partsOf({ text = '', options = [], file }: Payload): MessagePart[] {
  if (file) {
    const { name, type: mediaType, address: url } = file
    return [...(text ? [{ type: 'text' as const, text }] : []), { type: 'attachment', name, mediaType, url }]
  }
  if (options.length === 0) return [{ type: 'text', text }]
  return [
    { type: 'choices', text, choices: options.map(({ id, label }) => ({ choiceId: id, title: label })) },
  ]
}

/** Who ended the chat, in the words of our closed list. */
const reasons: Readonly<Record<string, EndReason>> = {
  customer: 'customer-ended',
  agent: 'agent-ended',
  bot: 'bot-ended',
  clock: 'platform-expired',
}
