import { type MessageEvent, messageEventSchema, messagePartSchema } from '@conversation-hub/core'
import type { Row } from '../database/database'
import { readWritten } from './unreadable'

/**
 * Reads a message from its row in `events`. Parts of kinds that only a newer version knows are left out. Throws
 * `UnreadableConversation`.
 */
export function readMessage(conversationId: string, row: Row): MessageEvent {
  return readWritten(conversationId, () => messageIn(row))
}

function messageIn({ seq, at, body }: Row): MessageEvent {
  const written = {
    ...JSON.parse(String(body)),
    seq: Number(seq),
    at: at instanceof Date ? at.toISOString() : String(at),
  }
  const read = messageEventSchema.safeParse(written)
  return read.success
    ? read.data
    : messageEventSchema.parse({ ...written, parts: [written.parts].flat().filter(isKnown) })
}

const isKnown = (part: unknown) => messagePartSchema.safeParse(part).success
