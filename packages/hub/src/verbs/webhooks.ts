import { ConversationError, type WebhookRequest } from '@conversation-hub/core'
import { keepKeyedEvents } from '../driving/keyed-events'
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
  for (const entry of await arrival.receive(request)) await keepKeyedEvents(context, name, entry)
}
