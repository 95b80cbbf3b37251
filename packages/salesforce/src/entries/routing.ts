import type { PlatformEvent } from '@conversation-hub/core'
import { z } from 'zod'
import type { Entry } from './entry'
import { ended } from './session-status'

const text = z.string().nullish().catch(undefined)

const resultSchema = z.object({
  routingType: text,
  failureType: text,
  estimatedWaitTime: z
    .object({ estimatedWaitTimeInSeconds: z.number(), isEWTRequested: z.boolean().nullish() })
    .nullish()
    .catch(undefined),
})

/** Besides `None`, and `Cancelled`, which follows an end that was told already. */
const FAILED = new Set(['Unknown', 'SubmissionError', 'RoutingError'])

const positionSchema = z.object({ position: z.number().int().nonnegative() })

/**
 * Where the conversation is sent. A first routing that fails reaches nobody, ever: that is `no-agent`. A
 * failed transfer leaves the conversation where it is.
 */
export function routingEvents({ identifier, entryPayload }: Entry): PlatformEvent[] {
  const parsed = resultSchema.safeParse(entryPayload)
  if (!parsed.success) return []
  const { routingType, failureType, estimatedWaitTime } = parsed.data
  if (failureType && FAILED.has(failureType)) {
    return routingType === 'Initial' ? [ended('no-agent')] : [transferFailed]
  }
  // -1 stands for a waiting time that was not asked for.
  const isUnasked = estimatedWaitTime?.isEWTRequested === false
  const seconds = isUnasked ? -1 : (estimatedWaitTime?.estimatedWaitTimeInSeconds ?? -1)
  const wait: PlatformEvent[] =
    seconds >= 0 ? [{ type: 'queue', id: `${identifier}/queue`, waitSeconds: seconds }] : []
  return routingType === 'Transfer' ? [{ type: 'state', id: identifier, state: 'waiting' }, ...wait] : wait
}

export function queueEvents({ identifier, entryPayload }: Entry): PlatformEvent[] {
  const parsed = positionSchema.safeParse(entryPayload)
  return parsed.success ? [{ type: 'queue', id: identifier, position: parsed.data.position }] : []
}

const transferFailed: PlatformEvent = {
  type: 'notice',
  code: 'transfer-failed',
  text: 'Salesforce could not route a transfer; check the queue and the Omni-Channel flow it was sent to.',
}
