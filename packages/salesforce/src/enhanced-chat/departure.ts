import type { PlatformEvent } from '@conversation-hub/core'
import { z } from 'zod'
import { ended } from '../entries/session-status'
import { jsonOf } from '../http/parse-answer'
import type { Client } from './client'
import type { Session } from './session'

const statusSchema = z.object({ routingStatus: z.string() })

/**
 * An agent left and nobody came: the entry itself does not say whether that is a transfer or the end, only
 * the conversation's routing status does (seen in live traces). What cannot be found out is left open; a
 * session that ends says so by itself.
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
  if (status === 'NEEDS_ROUTING') return [ended('agent-ended')]
  if (status === 'TRANSFER' || status === 'INITIAL') {
    return [{ type: 'state', id: `${departure}/state`, state: 'waiting' }]
  }
  return []
}

function unansweredDeparture(events: ReadonlyArray<PlatformEvent>): string | undefined {
  let departure: string | undefined
  for (const event of events) {
    if (event.type === 'ended') return undefined
    if (event.type === 'participant' && event.change === 'joined') departure = undefined
    if (event.type === 'participant' && event.change === 'left' && event.author.role === 'agent') {
      departure = event.id
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
