import { ConversationError, type WebhookReply, type WebhookRequest } from '@conversation-hub/core'
import { type ReceiveContext, receiveFromCarrier } from '../channels/receive-from-carrier'
import { keepsAccountEvents } from '../driving/events/keep-account-events'

/** What a platform or carrier delivered to us. It is kept before the sender is told that it arrived. */
export async function receiveWebhook(
  context: ReceiveContext,
  name: string,
  request: WebhookRequest,
): Promise<WebhookReply | undefined> {
  const adapter = context.settings.carriers.get(name)
  if (adapter) return await receiveFromCarrier(context, { name, adapter }, request)
  const arrival = context.settings.platforms.get(name)?.arrival
  if (arrival?.kind !== 'webhook') {
    throw new ConversationError('not-found', 'No platform and no carrier delivers to this address.')
  }
  // Whether a platform delivers once more what was refused is its own affair: nothing has a second try here.
  const keep = keepsAccountEvents({ ...context, log: context.settings.log }, name, { tries: 1 })
  for (const entry of await arrival.receive(request)) {
    // A platform need not wait for our answer before it delivers what was said next.
    await context.inTurn(`${name} ${entry.key}`, () => keep(entry))
  }
  return undefined
}
