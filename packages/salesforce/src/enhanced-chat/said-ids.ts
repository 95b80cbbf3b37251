import type { PlatformEvent } from '@conversation-hub/core'
import { z } from 'zod'
import type { Answer } from '../http/call'
import { jsonOf } from '../http/parse-answer'
import type { Session } from './session'

/** The ids that entries got which hold the customer's messages, and the ids that we gave those. */
export interface SaidIds {
  /** The events with our ids in their receipts. An echo tells what the later receipts mean. */
  translate(events: ReadonlyArray<PlatformEvent>): PlatformEvent[]
}

/**
 * Receipts name the entry of a message. Whether that has the id which we gave the message is not documented;
 * where it has not, the echo of the message or the answer to sending it has told which is which.
 */
export function collectSaidIds(toldWhenSent: () => Session['entryIds']): SaidIds {
  const echoed = new Map<string, string>()
  return {
    translate: (events) =>
      events.map((event) => {
        if (event.type === 'echo' && event.messageId !== undefined && event.messageId !== event.id) {
          echoed.set(event.id, event.messageId)
        }
        if (event.type !== 'receipt') return event
        const { messageId } = event
        return { ...event, messageId: echoed.get(messageId) ?? toldWhenSent()?.[messageId] ?? messageId }
      }),
  }
}

const sentSchema = z.object({ conversationEntries: z.array(z.object({ id: z.string() })).min(1) })
/** Receipts come soon; those of older messages are told by the echo, as long as the same stream is open. */
const MOST_REMEMBERED = 20

/** Salesforce, Enhanced Chat: the answer to a message tells the id of its entry. Empty: it is ours. */
export function rememberedEntry(
  messageId: string,
  { text }: Answer,
  { entryIds = {} }: Session,
): Pick<Session, 'entryIds'> {
  const parsed = sentSchema.safeParse(jsonOf(text))
  const entryId = parsed.success ? parsed.data.conversationEntries[0]?.id : undefined
  if (entryId === undefined || entryId === messageId) return {}
  const newest = Object.entries(entryIds).slice(1 - MOST_REMEMBERED)
  return { entryIds: Object.fromEntries([...newest, [entryId, messageId]]) }
}
