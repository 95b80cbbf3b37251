import type { EndReason, PlatformEvent } from '@conversation-hub/core'
import { z } from 'zod'
import { type Entry, timeOf } from './entry'

const text = z.string().nullish().catch(undefined)

/** Below it a time is in seconds: as milliseconds it would be one of 1973. */
const FIRST_IN_MILLISECONDS = 100_000_000_000

/**
 * Salesforce, conversation events: an "epoch timestamp", of which it says neither seconds nor milliseconds; its example has
 * seconds, all its other times have milliseconds. As milliseconds; the 0 of a field that is not filled in counts as absent.
 */
const instant = z
  .union([z.number(), z.string().min(1)])
  .transform(Number)
  .pipe(z.number().positive())
  .transform((time) => (time < FIRST_IN_MILLISECONDS ? time * 1_000 : time))
  .optional()
  .catch(undefined)

const payloadSchema = z.object({
  sessionStatus: z.string(),
  sessionStatusPrev: text,
  sessionEndedByRole: text,
  sessionEndTime: instant,
})

/** The end of the conversation. One id for all causes, so that a second cause is not a second end. */
export function ended(reason: EndReason): PlatformEvent {
  return { type: 'ended', id: 'ended', reason }
}

/** An inactive session is still open: the customer's next message wakes it. */
export function sessionStatusEvents({ identifier, entryPayload }: Entry): PlatformEvent[] {
  const parsed = payloadSchema.safeParse(entryPayload)
  if (!parsed.success) return []
  const { sessionStatus, sessionStatusPrev, sessionEndedByRole } = parsed.data
  switch (sessionStatus) {
    case 'Waiting':
      return [{ type: 'state', id: identifier, state: 'waiting' }]
    case 'Ended':
      return [ended(endReason(sessionEndedByRole, sessionStatusPrev))]
    case 'Error':
      return [sessionInError]
    default:
      return []
  }
}

/**
 * Whether an end is that of a messaging session that was over when a later one was opened. Both times are Salesforce's; that
 * of the opening is known to the second. No session is over within it, but a routing may have failed by then: that is told
 * of the later one.
 */
export function endedBefore(entry: Entry, reopenedAt: number | undefined): boolean {
  if (reopenedAt === undefined) return false
  const toldAt = Date.parse(timeOf(entry) ?? '')
  const status = payloadSchema.safeParse(entry.entryPayload).data
  if (!status) return toldAt < reopenedAt
  return status.sessionStatus === 'Ended' && isBefore(reopenedAt, status.sessionEndTime ?? toldAt)
}

/**
 * When a message opened a new messaging session, as far as is known: what has ended before it was taken, is an earlier one.
 * Its time is exact, so that the end which follows it at once is not taken for one of before.
 */
export function openedBy(message: Entry, before: ReadonlyArray<Entry>): number | undefined {
  const isEnd = ({ entryType, entryPayload }: Entry) =>
    entryType === 'SessionStatusChanged' &&
    payloadSchema.safeParse(entryPayload).data?.sessionStatus === 'Ended'
  const takenAt = message.transcriptedTimestamp
  return takenAt !== undefined && before.some(isEnd) ? takenAt - KNOWN_WITHIN_MS : undefined
}

/** How exactly the time is known at which a messaging session was opened. */
const KNOWN_WITHIN_MS = 1_000

/** Whether something happened before a later messaging session was opened. */
export function isBefore(reopenedAt: number, time: number): boolean {
  return time < reopenedAt + KNOWN_WITHIN_MS
}

function endReason(role: string | null | undefined, before: string | null | undefined): EndReason {
  switch (role) {
    case 'Agent':
    case 'Supervisor':
      return 'agent-ended'
    case 'Chatbot':
      return 'bot-ended'
    case 'EndUser':
      return 'customer-ended'
    default:
      // The system ends what has come to nothing: nobody answered the customer, or the customer nobody.
      return before === 'Inactive' ? 'customer-idle' : before === 'Waiting' ? 'no-agent' : 'platform-expired'
  }
}

const sessionInError: PlatformEvent = {
  type: 'notice',
  code: 'session-error',
  text: 'Salesforce reports the messaging session as failed (status Error); see the MessagingSession record.',
}
