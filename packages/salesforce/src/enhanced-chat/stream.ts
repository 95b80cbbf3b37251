import {
  ConversationError,
  type PlatformEvent,
  type StreamOptions,
  type StreamStep,
} from '@conversation-hub/core'
import { networkError } from '../http/network-error'
import { type EventBatch, serverSentEvents } from '../http/server-sent-events'
import type { Client } from './client'
import { afterDeparture } from './departure'
import { doing } from './errors'
import { translateEvent } from './events'
import { collectPartialTexts } from './partial-texts'
import { collectSaidIds } from './said-ids'
import { readSession, type Session } from './session'

/** Salesforce, official client: the stream counts as dead after 90 s without an event or ping. */
export const SILENCE_MS = 90_000

/** Where a stream begins when nobody has told: seen in the official Android client. */
const FROM_THE_BEGINNING = '0'

/** Reads one end user's event stream, and of it what belongs to the session's conversation. */
export async function* readStream(
  client: Client,
  session: Session,
  { cursor = session.lastEventId ?? FROM_THE_BEGINNING, session: current, signal }: StreamOptions,
): AsyncGenerator<StreamStep> {
  const now = () => (current ? readSession(current()) : session)
  const ours = {
    conversationId: session.conversationId,
    reopenedAt: () => now().reopenedAt,
    saidIds: collectSaidIds(() => now().entryIds),
  }
  const partialTexts = collectPartialTexts()
  let newest = cursor
  try {
    const body = await client.openStream(session, cursor, signal)
    yield { step: 'opened' }
    for await (const batch of serverSentEvents(body)) {
      throwIfExpired(batch)
      const events = withoutOutdatedPartials(
        batch.events.flatMap((event) => translateEvent(event, ours, partialTexts)),
      )
      if (batch.skipped > 0) events.push(tooLarge)
      const settled = [...events, ...(await afterDeparture(events, client, now(), signal))]
      newest = batch.events.reduce((so, { id }) => newer(so, id), newest)
      yield { step: 'events', events: settled, ...(newest !== cursor && { cursor: newest }) }
    }
  } catch (thrown) {
    if (signal.aborted) return
    const failing = { doing: 'Reading the event stream', hasEffect: false, host: 'Salesforce', signal }
    throw networkError(thrown, failing)
  }
}

/** Instead of an event the router writes `Jwt is expired` into the stream (seen in live traces). */
function throwIfExpired({ events, strayLines }: EventBatch): void {
  const lines = [...strayLines, ...events.map(({ data }) => data)]
  if (!lines.some((line) => /^\s*"?jwt is expired/i.test(line))) return
  throw new ConversationError('platform-session-expired', `${doing.stream} failed: the access has expired.`)
}

/**
 * Of a text that grew within one batch only the last state is worth showing, and nothing of it where the
 * whole message has come: after a gap that message may be known already, and would replace nothing.
 */
function withoutOutdatedPartials(events: ReadonlyArray<PlatformEvent>): PlatformEvent[] {
  return events.filter((event, index) => {
    if (event.type !== 'partial') return true
    const later = events.slice(index + 1)
    return !later.some(
      ({ type, ...other }) =>
        (type === 'partial' || type === 'message') && 'id' in other && other.id === event.id,
    )
  })
}

/** The later of two event ids. They are numbers that may be larger than a JavaScript number is exact. */
function newer(one: string, other: string | undefined): string {
  if (!other) return one
  if (!/^\d+$/.test(one) || !/^\d+$/.test(other)) return other
  return BigInt(other) > BigInt(one) ? other : one
}

const tooLarge: PlatformEvent = {
  type: 'notice',
  code: 'event-too-large',
  text: 'Salesforce sent an event of more than 1 MiB, which was skipped.',
}
