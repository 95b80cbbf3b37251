import type { PlatformEvent, PlatformParticipant } from '@conversation-hub/core'
import { z } from 'zod'
import { ended, isBefore } from '../entries/session-status'
import { jsonOf } from '../http/parse-answer'
import type { Client } from './client'
import type { Session } from './session'

const statusSchema = z.object({ routingStatus: z.string() })

/**
 * An agent left and nobody came: the entry itself does not say whether that is a transfer or the end, only
 * the conversation's routing status does (seen in live traces). What cannot be found out is left open; a
 * session that ends says so by itself. Where a later session was opened meanwhile, the status is that one's.
 */
export async function afterDeparture(
  events: ReadonlyArray<PlatformEvent>,
  client: Client,
  session: Session,
  signal: AbortSignal,
): Promise<PlatformEvent[]> {
  const departure = unansweredDeparture(events)
  if (departure === undefined) return []
  const status = await routingStatus(client, session, signal)
  if (status === 'NEEDS_ROUTING' && !isOfEarlierSession(departure, session)) return [ended('agent-ended')]
  if (status === 'NEEDS_ROUTING' || status === 'TRANSFER' || status === 'INITIAL') {
    return [{ type: 'state', id: `${departure.id}/state`, state: 'waiting' }]
  }
  return []
}

function isOfEarlierSession({ at = '' }: PlatformParticipant, { reopenedAt }: Session): boolean {
  return reopenedAt !== undefined && isBefore(reopenedAt, Date.parse(at))
}

function unansweredDeparture(events: ReadonlyArray<PlatformEvent>): PlatformParticipant | undefined {
  let departure: PlatformParticipant | undefined
  for (const event of events) {
    if (event.type === 'ended') return undefined
    if (event.type === 'participant' && event.change === 'joined') departure = undefined
    if (event.type === 'participant' && event.change === 'left' && event.author.role === 'agent') {
      departure = event
    }
  }
  return departure
}

async function routingStatus(
  client: Client,
  session: Session,
  signal: AbortSignal,
): Promise<string | undefined> {
  try {
    const parsed = statusSchema.safeParse(jsonOf((await client.getStatus(session, signal)).text))
    return parsed.success ? parsed.data.routingStatus : undefined
  } catch {
    return undefined
  }
}
