import {
  asConversationError,
  type ChannelAdapter,
  consentKeyword,
  type InboundMessage,
  type StartRequest,
  type StartResult,
  type WebhookReply,
  type WebhookRequest,
} from '@conversation-hub/core'
import type { HubContext } from '../verbs/hub-context'
import { sendMessage } from '../verbs/messages'
import { carrierOf, type NamedCarrier, resourcesAt } from './carrier-of'
import { keepReceipt } from './carrier-receipts'
import { isOptedOut, setOptedOut } from './consents'
import { addInbound } from './inbound-message'
import { optOut } from './opting-out'

/** How often a message looks for a conversation anew when the one that it found has just ended. */
const LOOKS = 3

export interface ReceiveContext extends HubContext {
  readonly startConversation: (request: StartRequest) => Promise<StartResult>
  /** Runs work of one customer in the order in which it came. */
  readonly inTurn: <Result>(key: string, work: () => Promise<Result>) => Promise<Result>
}

/** What a carrier delivered to us. It is kept before the carrier is told that it arrived. */
export async function receiveFromCarrier(
  context: ReceiveContext,
  carrier: NamedCarrier,
  request: WebhookRequest,
): Promise<WebhookReply | undefined> {
  const { adapter, name } = carrier
  for (const event of await adapter.receive(request)) {
    if (event.type === 'receipt') await keepReceipt(context, name, event)
    else await context.inTurn(`${name} ${event.from}`, () => keepOnce(context, carrier, event))
  }
  return adapter.webhookReply
}

/** The same message again, even long after, has no second effect. */
async function keepOnce(
  context: ReceiveContext,
  carrier: NamedCarrier,
  message: InboundMessage,
): Promise<void> {
  const { database } = context
  const key = [carrier.name, message.id]
  const seen = await database.query('SELECT 1 FROM carrier_inbox WHERE carrier = $1 AND id = $2', key)
  if (seen.length > 0) return
  await keepMessage(context, carrier.adapter, message)
  await database.query(
    'INSERT INTO carrier_inbox (carrier, id, received_at) VALUES ($1, $2, now()) ON CONFLICT DO NOTHING',
    key,
  )
}

async function keepMessage(
  context: ReceiveContext,
  adapter: ChannelAdapter,
  message: InboundMessage,
): Promise<void> {
  const { database, settings } = context
  const { address } = adapter
  const { id, from: customer, text, media } = message
  const keyword = message.consent ?? (media.length === 0 ? consentKeyword(text) : undefined)
  if (keyword === 'opt-out') return await optOut(context, { address, customer, words: { id, text } })
  if (await isOptedOut(database, address, customer)) {
    if (keyword === 'opt-in') await setOptedOut(database, { address, customer, optedOut: false })
    else settings.log({ level: 'info', event: 'message-from-opted-out' })
    return
  }
  for (let look = 0; look < LOOKS; look += 1) {
    const conversationId =
      (await liveConversation(context, address, customer)) ?? (await begin(context, address, customer))
    if (conversationId === undefined) return
    try {
      await addInbound(context, conversationId, adapter, message)
      if (keyword === 'help') await answerHelp(context, conversationId, id)
      return
    } catch (thrown) {
      if (asConversationError(thrown, 'Adding a text message').code !== 'conversation-ended') throw thrown
    }
  }
}

/** The conversation that the customer means: the one that was spoken in last, of those at this address. */
async function liveConversation(
  { database, settings }: ReceiveContext,
  address: string,
  customer: string,
): Promise<string | undefined> {
  const resources = resourcesAt(settings, address).map(({ resourceId }) => resourceId)
  const [row] = await database.query(
    `SELECT id FROM conversations WHERE resource_id = ANY($1::text[]) AND destination = $2 AND ended_at IS NULL
     ORDER BY greatest(created_at, customer_spoke_at, platform_spoke_at) DESC LIMIT 1`,
    [resources, customer],
  )
  return row && String(row.id)
}

/** Starts a conversation where the settings say that a message does. */
async function begin(
  { settings, startConversation }: ReceiveContext,
  address: string,
  customer: string,
): Promise<string | undefined> {
  const resource = resourcesAt(settings, address).find(({ startOn, hub }) => startOn === 'inbound' && hub)
  if (!resource) {
    settings.log({ level: 'info', event: 'message-without-conversation' })
    return undefined
  }
  try {
    const { resourceId } = resource
    const { conversationId } = await startConversation({ resourceId, customerDestination: customer })
    return conversationId
  } catch (thrown) {
    const { code } = asConversationError(thrown, 'Starting a conversation')
    // A short code, or a sender with a name: nobody whom one could answer.
    if (code !== 'destination-invalid') throw thrown
    settings.log({ level: 'info', event: 'message-from-no-phone', code })
    return undefined
  }
}

async function answerHelp(context: ReceiveContext, conversationId: string, id: string): Promise<void> {
  const { settings, journal } = context
  const { row } = await journal.get(conversationId)
  const hub = settings.resources.get(row.resourceId)?.hub
  const text = hub === undefined ? undefined : settings.hubs.get(hub)?.words?.help
  if (text === undefined || carrierOf(settings, row.resourceId) === undefined) return
  await sendMessage(context, conversationId, { text, clientMessageId: `help ${id}` }, { role: 'system' })
}
