import { ConversationError } from '@conversation-hub/core'
import type { z } from 'zod'
import type { Answer } from './call'

/** Reads the answer's JSON through a schema. A login page, a cut body or another shape is `platform-reply-invalid`. */
export function parseAnswer<Schema extends z.ZodType>(
  answer: Answer,
  schema: Schema,
  { doing, hasEffect = false }: { doing: string; hasEffect?: boolean },
): z.output<Schema> {
  const parsed = schema.safeParse(jsonOf(answer.text))
  if (parsed.success) return parsed.data
  throw new ConversationError(
    'platform-reply-invalid',
    `${doing} was answered with ${answer.mediaType || 'something'} that does not fit the protocol.`,
    { outcome: hasEffect ? 'unknown' : 'not-started', platformStatus: answer.status },
  )
}

/** What a text says as JSON; `undefined` when it is not JSON. */
export function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
