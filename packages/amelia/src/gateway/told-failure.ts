import { ConversationError } from '@conversation-hub/core'
import { z } from 'zod'

/**
 * What it looks like is not documented: the gateway repeats its status in the body of its answers (2019 reference), and
 * the errors of its framework have a `status` and an `error`.
 */
const failureSchema = z.union([
  z.object({ status: z.coerce.number().min(400) }),
  z.object({ error: z.union([z.string().min(1), z.looseObject({})]) }),
])

/** Throws where an answer with a status of success tells of a failure. What was asked may have been done all the same. */
export function expectNoFailure(answer: unknown, doing: string): void {
  if (!failureSchema.safeParse(answer).success) return
  throw new ConversationError(
    'platform-unavailable',
    `${doing} failed: Amelia answered with an error, and with a status of success.`,
    { outcome: 'unknown' },
  )
}
