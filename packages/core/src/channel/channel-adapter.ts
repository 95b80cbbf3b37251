import type { WebhookRequest } from '../connector/arrival'
import type { CallContext, PlatformFile } from '../connector/connector'
import type { MessagePart } from '../contract/parts'
import type { ChannelEvent } from './channel-events'

/** What the hub has to know of a carrier, as data. What a carrier cannot show degrades in `compose`, never silently. */
export interface ChannelCapabilities {
  /** How many messages a second the sending address may send; more wait their turn. Absent: no limit. */
  readonly messagesPerSecond?: number
  /**
   * What a repeat of `send` does: `reconcilable`, the carrier's own records tell whether it took effect, and
   * `reconcile` asks them; `neither`, a message whose outcome stayed unknown may reach the customer twice.
   */
  readonly repeats: 'reconcilable' | 'neither'
}

/** One message in the size and shape in which the carrier takes it. JSON, because it is kept until it is sent. */
export interface CarrierMessage {
  /** Empty where files say it all. */
  readonly text: string
  /** Where the carrier fetches the files from. */
  readonly mediaUrls: ReadonlyArray<string>
}

/** One message is to be carried to the customer. */
export interface DeliverCommand {
  /** The same at every repeat. */
  readonly commandId: string
  /** The customer's address: an E.164 phone number. */
  readonly to: string
  readonly message: CarrierMessage
}

/** What the hub knows of the time since the first try of a command whose outcome is unknown. */
export interface DeliveryTraces {
  /** No try was made before. By the hub's clock, which need not be the carrier's. */
  readonly since: Date
  /** The carrier's ids of messages that are accounted for: none of them is the one that is looked for. */
  readonly knownIds: ReadonlySet<string>
}

/** Whether a message whose outcome was unknown was taken, by the carrier's own records. */
export type DeliveryReconciliation =
  | { readonly tookEffect: 'yes'; readonly carrierId: string }
  | { readonly tookEffect: 'no' }
  | { readonly tookEffect: 'unknown' }

/** What a carrier wants to read in answer to its webhook. */
export interface WebhookReply {
  readonly mediaType: string
  readonly body: string
}

/**
 * Speaks to one sending address at one carrier of a channel, as a connector speaks to a platform. Keeps no
 * state about a conversation or a customer; order, repeats and consent are the hub's.
 *
 * Every method throws `ConversationError` and nothing else. `outcome: 'unknown'` on the error means that the
 * message may have been taken; the hub then reconciles before it repeats. `destination-opted-out` means that
 * the carrier knows of an opt-out: the hub keeps it and ends the conversation.
 */
export interface ChannelAdapter {
  readonly specVersion: 'v1'
  readonly channel: 'sms'
  /** The carrier's name, for people and logs; no code branches on it. */
  readonly carrier: string
  /** Names the sending address at the carrier. Adapters of equal accounts share a circuit and a rate budget. */
  readonly account: string
  /** The address that customers see and write to, as the carrier writes it. Consent is kept for it. */
  readonly address: string
  readonly capabilities: ChannelCapabilities

  /** What a message becomes on this channel, in the order in which it is sent. Pure. */
  compose(parts: ReadonlyArray<MessagePart>): ReadonlyArray<CarrierMessage>
  /** Hands one message over. `carrierId` names it in the carrier's receipts. */
  send(command: DeliverCommand, context: CallContext): Promise<{ readonly carrierId: string }>
  /** Present where `capabilities.repeats` is `reconcilable`. */
  reconcile?(
    command: DeliverCommand,
    traces: DeliveryTraces,
    context: CallContext,
  ): Promise<DeliveryReconciliation>

  /** What the carrier delivered. Verifies first; throws `unauthorized` for what is not the carrier's. */
  receive(request: WebhookRequest): Promise<ReadonlyArray<ChannelEvent>>
  /** The answer to a webhook that was kept. Default: an empty one. */
  readonly webhookReply?: WebhookReply
  /** Fetches a file that a customer sent, where its address needs our access. */
  readMedia?(url: string, context: CallContext): Promise<PlatformFile>
}
