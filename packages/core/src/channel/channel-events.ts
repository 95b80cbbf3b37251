import type { ErrorCode } from '../errors/codes'
import type { ConsentKeyword } from './consent-keyword'

/** What a carrier tells us, in our words. */
export type ChannelEvent = InboundMessage | CarrierReceipt

/** A file in a customer's message, and where to fetch it. */
export interface InboundMedia {
  readonly url: string
  readonly mediaType: string
}

/** A customer wrote to our address. */
export interface InboundMessage {
  readonly type: 'message'
  /** The carrier's own id of the message, by which a replay is recognised. */
  readonly id: string
  readonly from: string
  readonly text: string
  readonly media: ReadonlyArray<InboundMedia>
  /** What the carrier itself understood the message as, where it keeps track of consent. */
  readonly consent?: ConsentKeyword
}

/** What became of a message that the carrier took. */
export interface CarrierReceipt {
  readonly type: 'receipt'
  /** The id that `send` returned. */
  readonly carrierId: string
  readonly status: 'sent' | 'delivered' | 'read' | 'failed'
  readonly code?: ErrorCode
}
