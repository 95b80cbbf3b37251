import {
  asConversationError,
  type ConsentKeyword,
  consentKeyword,
  type InboundMessage,
  type StartRequest,
  type StartResult,
  type WebhookReply,
  type WebhookRequest,
} from '@conversation-hub/core'
import type { HubContext } from '../verbs/hub-context'
import type { KnownDestination } from '../verbs/known-destination'
import { answerHelp, beginByMessage } from './begin-by-message'
import { choosePlace, findLiveBeside, findPlace, finishLetter, type Letter } from './carrier-inbox'
import type { NamedCarrier } from './carrier-of'
import { keepReceipt } from './carrier-receipts'
import { changeConsent, keepFirstConsent } from './consents'
import { addInbound } from './inbound-message'
import { optOut } from './opting-out'

/** How often another conversation is chosen for a message when the chosen one has just ended, or was erased. */
const CHOICES = 5

export interface ReceiveContext extends HubContext {
  readonly startConversation: (request: StartRequest, known: KnownDestination) => Promise<StartResult>
  /** Runs work for one customer, or for one conversation, in the order in which it came. */
  readonly inTurn: <Result>(key: string, work: () => Promise<Result>) => Promise<Result>
}

/** Takes what a carrier delivered. It is kept before the carrier is told that it arrived. */
export async function receiveFromCarrier(
  context: ReceiveContext,
  carrier: NamedCarrier,
  request: WebhookRequest,
): Promise<WebhookReply | undefined> {
  const { adapter, name } = carrier
  for (const event of await adapter.receive(request)) {
    if (event.type === 'receipt') await keepReceipt(context, name, event)
    else await context.inTurn(`${name} ${event.from}`, () => keepMessage(context, carrier, event))
  }
  return adapter.webhookReply
}

/** If the same message is delivered again, on whatever instance and even much later, it has no second effect. */
async function keepMessage(
  context: ReceiveContext,
  carrier: NamedCarrier,
  message: InboundMessage,
): Promise<void> {
  const { database, settings } = context
  const { id, from: customer } = message
  const letter: Letter = { carrier: carrier.name, id, address: carrier.adapter.address, customer }
  const keyword = keywordOf(message)
  let ended: string | undefined
  for (let choice = 1; ; choice += 1) {
    const place = await findPlace(database, settings, letter)
    if (place.isDone) return
    const earlier = place.chosen === ended ? undefined : place.chosen
    if (keyword === 'opt-out' || (earlier === undefined && (place.optedOut || place.isHeeded))) {
      await heedConsent(context, letter, message, keyword)
      return await finishLetter(database, letter)
    }
    const conversationId =
      earlier ??
      place.live ??
      (await findLiveBeside(database, settings, { carriers: [carrier.name], customer }))[0] ??
      (await beginByMessage(context, letter, choice))
    if (conversationId === undefined) return await finishLetter(database, letter)
    const chosen = earlier ?? (await choosePlace(database, letter, { conversationId, instead: ended }))
    try {
      await addInbound(context, chosen, carrier.adapter, message)
      if (keyword === 'help') await answerHelp(context, chosen, id)
      if (!place.consentKnown) await keepFirstConsent(database, letter, id)
      return
    } catch (thrown) {
      const { code } = asConversationError(thrown, 'Adding a text message')
      // It was kept so long ago that its conversation has been deleted.
      if (code === 'conversation-not-found' && earlier !== undefined) return
      const isOver = code === 'conversation-ended' || code === 'conversation-not-found'
      if (!isOver || choice === CHOICES) throw thrown
      ended = chosen
    }
  }
}

function keywordOf({ consent, media, text }: InboundMessage): ConsentKeyword | undefined {
  return consent ?? (media.length === 0 ? consentKeyword(text) : undefined)
}

/** Acts on STOP and on START after it; anything else that a customer writes who has opted out is only logged. */
async function heedConsent(
  context: ReceiveContext,
  letter: Letter,
  { id: messageId, text: proof }: InboundMessage,
  keyword: ConsentKeyword | undefined,
): Promise<void> {
  const said = { toldBy: 'customer', messageId, proof } as const
  if (keyword === 'opt-out') await optOut(context, letter, said)
  else if (keyword === 'opt-in') await changeConsent(context.database, letter, { ...said, optedOut: false })
  else context.settings.log({ level: 'info', event: 'message-from-opted-out', platform: letter.carrier })
}
