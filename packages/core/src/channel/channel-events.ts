import type { ErrorCode } from '../errors/codes'
import type { ConsentKeyword } from './consent-keyword'

/** What a carrier tells us, in our words. */
export type ChannelEvent = InboundMessage | CarrierReceipt

/** A file in a customer's message: where it is to be fetched. */
export interface InboundMedia {
  readonly url: string
  readonly mediaType: string
}

/** A customer wrote to our address. */
export interface InboundMessage {
  readonly type: 'message'
  /** Names the message at the carrier, so that a replay is recognised. */
  readonly id: string
  readonly from: string
  readonly text: string
  readonly media: ReadonlyArray<InboundMedia>
  /** What the carrier itself took the message for, where it watches over consent. */
  readonly consent?: ConsentKeyword
}

/** What became of a message that the carrier took. */
export interface CarrierReceipt {
  readonly type: 'receipt'
  /** As `send` answered it. */
  readonly carrierId: string
  readonly status: 'sent' | 'delivered' | 'read' | 'failed'
  readonly code?: ErrorCode
}
