import { ConversationError, type WebhookReply, type WebhookRequest } from '@conversation-hub/core'
import { type ReceiveContext, receiveFromCarrier } from '../channels/receive-from-carrier'
import { keepsAccountEvents } from '../driving/events/keep-account-events'

/** Takes what a platform or carrier delivered. It is kept before the sender is told that it arrived. */
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
  // One try: it is up to the platform whether it delivers again what was refused.
  const keep = keepsAccountEvents({ ...context, log: context.settings.log }, name, { tries: 1 })
  for (const entry of await arrival.receive(request)) {
    // In turn, because a platform may deliver what was said next before it has our answer.
    await context.inTurn(`${name} ${entry.key}`, () => keep(entry))
  }
  return undefined
}
