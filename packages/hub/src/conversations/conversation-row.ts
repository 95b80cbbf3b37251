import type { ConversationState, EndReason, KeptCommand, SpokenLine } from '@conversation-hub/core'

/** A row of `conversations`. Immutable: a change is a new object with a higher version. */
export interface ConversationRow {
  readonly id: string
  readonly resourceId: string
  readonly channel: 'web-chat' | 'sms'
  readonly destination: string
  readonly customerIdentifier: string | undefined
  readonly language: string | undefined
  readonly attributes: Readonly<Record<string, string>>
  /** What was said before the conversation, as the app told it at the start. */
  readonly priorTranscript: ReadonlyArray<SpokenLine>
  readonly state: ConversationState
  /** The state that it returns to when none of its commands is in dead letters any more. */
  readonly stateBeforeStalled: ConversationState | undefined
  /** The connector instance that manages it now. */
  readonly managedBy: string | undefined
  readonly endReason: EndReason | undefined
  readonly nextSeq: number
  readonly nextCommandSeq: number
  readonly pendingCommands: number
  /** Rises with every write. A writer that knows an older version has to read again. */
  readonly version: number
  /** The instance that drives it. `undefined` if it was given back. */
  readonly owner: string | undefined
  /** Rises with every new owner. An owner that knows an older fence may no longer write. */
  readonly fence: number
  /** Counts the platform sessions of this conversation: a move starts the next one. */
  readonly sessionNumber: number
  /** Encrypted. */
  readonly session: string | undefined
  readonly sessionKey: string | undefined
  /** Whether the platform has the conversation: its stream may be opened. */
  readonly sessionStarted: boolean
  readonly cursor: string | undefined
  readonly createdAt: Date
  readonly endedAt: Date | undefined
}

/** A command waiting in the outbox. */
export interface OutboxRow {
  readonly seq: number
  readonly platform: string
  readonly command: StoredCommand
  /** The encrypted session to use, if that is no longer the conversation's current one (an end after a move). */
  readonly session: string | undefined
  readonly attempts: number
  readonly createdAt: Date
  readonly nextTryAt: Date | undefined
  readonly deadAt: Date | undefined
  /** It was given up and is being replayed. Whether its last try took effect is no longer known. */
  readonly isInDoubt: boolean
}

/** A command as it is kept: without the function that reads a file, for which `fileId` stands. */
export type StoredCommand =
  | Exclude<KeptCommand, { type: 'send' }>
  | {
      readonly type: 'send'
      readonly commandId: string
      readonly messageId: string
      readonly message: StoredMessage
    }
  | MoveCommand
  | ConcludeCommand

/** A command for the hub itself: another platform takes over, before anything else that waits. */
export interface MoveCommand {
  readonly type: 'move'
  readonly commandId: string
  readonly to: string
  /** What the customer is told, if the settings have words for it. */
  readonly words?: string
}

/** The last command of all: the platform records how the conversation went. */
export interface ConcludeCommand {
  readonly type: 'conclude'
  readonly commandId: string
}

export type StoredMessage =
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'choice'; readonly choiceId: string; readonly title: string; readonly inReplyTo: string }
  | {
      readonly type: 'form'
      readonly formId: string
      readonly inReplyTo: string
      readonly values: Readonly<Record<string, string | ReadonlyArray<string>>>
    }
  | {
      readonly type: 'attachment'
      readonly fileId: string
      readonly name: string
      readonly mediaType: string
      readonly bytes: number
      readonly text?: string
    }

/** Whether somebody has to drive the conversation. */
export function isAtWork(row: Pick<ConversationRow, 'endedAt' | 'pendingCommands'>): boolean {
  return row.endedAt === undefined || row.pendingCommands > 0
}

/**
 * Whether the customer was erased, so that nothing more may be written about them. The row is kept until the platform has
 * been told of the end; its destination is then the conversation's own id.
 */
export function isErased({ id, destination }: Pick<ConversationRow, 'id' | 'destination'>): boolean {
  return destination === id
}
