import { ConversationError, type KeyedEvents, type WebhookRequest } from '@conversation-hub/core'
import { keepPlatformEvents } from '../driving/keep-platform-events'
import type { HubContext } from './hub-context'

/** What a platform delivered to us. It is kept before the platform is told that it arrived. */
export async function receiveWebhook(
  context: HubContext,
  name: string,
  request: WebhookRequest,
): Promise<void> {
  const arrival = context.settings.platforms.get(name)?.arrival
  if (arrival?.kind !== 'webhook') {
    throw new ConversationError('not-found', 'No platform delivers to this address.')
  }
  for (const entry of await arrival.receive(request)) await keepEntry(context, name, entry)
}

async function keepEntry(
  { database, journal, fleet }: HubContext,
  platform: string,
  { key, events }: KeyedEvents,
) {
  const [row] = await database.query(
    'SELECT id FROM conversations WHERE managed_by = $1 AND session_key = $2 AND ended_at IS NULL',
    [platform, key],
  )
  if (!row) return
  const id = String(row.id)
  await journal.change(id, (record) => {
    const { sessionNumber } = record.row
    const kept = keepPlatformEvents(record, events, { sessionNumber, cursor: undefined, now: new Date() })
    return { ...kept, value: undefined }
  })
  fleet.wake(id)
}
