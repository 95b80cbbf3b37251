import type { WebhookRequest } from '../connector/arrival'
import type { CallContext, PlatformFile } from '../connector/connector'
import type { MessagePart } from '../contract/parts'
import type { ChannelEvent } from './channel-events'

/**
 * What the hub has to know of a carrier, as data. What a carrier cannot show, `compose` puts in simpler form, never
 * drops.
 */
export interface ChannelCapabilities {
  /** How many messages a second the sending address may send; more wait their turn. Absent: no limit. */
  readonly messagesPerSecond?: number
  /**
   * Whether it can be known if a `send` took effect. `reconcilable`: the carrier's own records tell, and `reconcile` asks
   * them. `neither`: a message whose outcome stayed unknown may reach the customer twice.
   */
  readonly repeats: 'reconcilable' | 'neither'
}

/** One message in a size and shape that the carrier takes. It is JSON, because it is kept until it is sent. */
export interface CarrierMessage {
  /** Empty if there are only files. */
  readonly text: string
  /** Where the carrier fetches the files from. */
  readonly mediaUrls: ReadonlyArray<string>
}

/** Carry one message to the customer. */
export interface DeliverCommand {
  /** The same at every repeat. */
  readonly commandId: string
  /** The customer's address: an E.164 phone number. */
  readonly to: string
  readonly message: CarrierMessage
}

/** What the hub knows that helps to find a message whose outcome is unknown in the carrier's records. */
export interface DeliveryTraces {
  /** The message was not tried before this time, by the hub's clock, which may differ from the carrier's. */
  readonly since: Date
  /** The carrier's ids of messages that are accounted for. None of them is the one looked for. */
  readonly knownIds: ReadonlySet<string>
}

/** Whether the carrier took a message whose outcome was unknown, by its own records. */
export type DeliveryReconciliation =
  | { readonly tookEffect: 'yes'; readonly carrierId: string }
  | { readonly tookEffect: 'no' }
  | { readonly tookEffect: 'unknown' }

/** The answer that a carrier expects to its webhook. */
export interface WebhookReply {
  readonly mediaType: string
  readonly body: string
}

/**
 * Speaks for one sending address at one carrier, as a connector speaks to a platform. Keeps no state about a conversation
 * or a customer: order, repeats and consent are the hub's business.
 *
 * Every method throws `ConversationError` and nothing else. `outcome: 'unknown'` on the error means that the carrier may
 * have taken the message; the hub then reconciles before it repeats. `destination-opted-out` means that the carrier knows
 * of an opt-out; the hub records it and ends the conversation.
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

  /**
   * What a message becomes on this channel: one or more messages of the carrier's, in the order in which they are sent.
   * Pure.
   */
  compose(parts: ReadonlyArray<MessagePart>): ReadonlyArray<CarrierMessage>
  /** Hands one message to the carrier. `carrierId` is its name in the carrier's receipts. */
  send(command: DeliverCommand, context: CallContext): Promise<{ readonly carrierId: string }>
  /** Looks up whether a message was taken. Present where `capabilities.repeats` is `reconcilable`. */
  reconcile?(
    command: DeliverCommand,
    traces: DeliveryTraces,
    context: CallContext,
  ): Promise<DeliveryReconciliation>

  /**
   * Verifies a request to our webhook, then reads it. Throws `unauthorized` for a request that the carrier did not
   * make.
   */
  receive(request: WebhookRequest): Promise<ReadonlyArray<ChannelEvent>>
  /** The answer to a webhook whose events have been kept. Default: an empty one. */
  readonly webhookReply?: WebhookReply
  /** Fetches a file that a customer sent. Present where its address can only be opened with our credentials. */
  readMedia?(url: string, context: CallContext): Promise<PlatformFile>
}
