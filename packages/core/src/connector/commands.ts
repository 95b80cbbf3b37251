import type { EndReason } from '../contract/states'
import type { SpokenLine } from '../contract/transcript'

/** Begin a conversation at the platform. */
export interface StartCommand {
  readonly type: 'start'
  /** UUID v4, lowercase, the same at every repeat: the platform's own id of the conversation where it takes one. */
  readonly commandId: string
  /** Ours. When it comes back to a platform that it has left, it is started there anew: same id, another `commandId`. */
  readonly conversationId: string
  readonly channel: 'web-chat' | 'sms'
  readonly customerDestination: string
  readonly customerIdentifier?: string
  readonly attributes: Readonly<Record<string, string>>
  readonly language?: string
  /** What was said before, oldest first; already cut to what the platform takes. */
  readonly transcript?: ReadonlyArray<SpokenLine>
}

/** The customer's words, exactly as they were written. */
export interface OutgoingText {
  readonly type: 'text'
  readonly text: string
}

/** The customer picked a choice that the platform offered. */
export interface OutgoingChoice {
  readonly type: 'choice'
  readonly choiceId: string
  readonly title: string
  /** The platform's id of the message that offered the choice. */
  readonly inReplyTo: string
}

/** The customer filled in a form that the platform sent. `values` are the answers by field name. */
export interface OutgoingForm {
  readonly type: 'form'
  readonly formId: string
  /** The platform's id of the message that contained the form. */
  readonly inReplyTo: string
  readonly values: Readonly<Record<string, string | ReadonlyArray<string>>>
}

/** A file from the customer. `bytes` is its size, `text` what the customer wrote with it. */
export interface OutgoingAttachment {
  readonly type: 'attachment'
  readonly name: string
  readonly mediaType: string
  readonly bytes: number
  readonly text?: string
  /** Reads the file from where the driver keeps it. */
  readonly read: () => Promise<Uint8Array>
}

/** What the customer says. Only kinds that the connector's capabilities declare arrive here. */
export type OutgoingMessage = OutgoingText | OutgoingChoice | OutgoingForm | OutgoingAttachment

/** Pass on what the customer said. */
export interface SendCommand {
  readonly type: 'send'
  /** UUID v4, lowercase, the same at every repeat: the platform's own message id where it takes one. */
  readonly commandId: string
  /** The `messageId` under which the customer sees the message; `receipt` and `echo` events name it. */
  readonly messageId: string
  readonly message: OutgoingMessage
}

/**
 * Tell the platform what became of one of its messages: the customer has received or read it, or it could not be
 * delivered. `failed` arrives only where `capabilities.receipts.failuresToPlatform` is true.
 */
export type ReceiptCommand = {
  readonly type: 'receipt'
  readonly commandId: string
  readonly messageId: string
} & (
  | { readonly status: 'delivered' | 'read' }
  | {
      readonly status: 'failed'
      /** Why: an error code. */
      readonly code: string
    }
)

/** End the conversation at the platform. `reason` says why it is over for us. */
export interface EndCommand {
  readonly type: 'end'
  readonly commandId: string
  readonly reason: EndReason
}

/** Tell the platform that the customer is typing, or has stopped. Never repeated and never kept. */
export interface TypingCommand {
  readonly type: 'typing'
  readonly commandId: string
  readonly typing: boolean
}

/** A command that is kept until the platform has taken it. */
export type KeptCommand = StartCommand | SendCommand | ReceiptCommand | EndCommand
/** What the platform should do. */
export type Command = KeptCommand | TypingCommand
