import type { ConversationState, EndReason, KeptCommand, SpokenLine } from '@conversation-hub/core'

/** A conversation as its row holds it. Immutable: a change is a new object with a higher version. */
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
  /** Where it returns to when no command lies in dead letters any more. */
  readonly stateBeforeStalled: ConversationState | undefined
  /** The connector instance that manages it now. */
  readonly managedBy: string | undefined
  readonly endReason: EndReason | undefined
  readonly nextSeq: number
  readonly nextCommandSeq: number
  readonly pendingCommands: number
  /** Rises with every write; a writer that saw an older one has to look again. */
  readonly version: number
  /** The instance that drives it; `undefined` when it was given back. */
  readonly owner: string | undefined
  /** Rises with every new owner; an owner that saw an older one may no longer write. */
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
  /** The encrypted session to use where it is not the conversation's current one any more (the end of a move). */
  readonly session: string | undefined
  readonly attempts: number
  readonly createdAt: Date
  readonly nextTryAt: Date | undefined
  readonly deadAt: Date | undefined
  /** It was given up, and is replayed: whether its last try took effect, nobody remembers. */
  readonly isInDoubt: boolean
}

/** A command as it is kept: without the function that reads a file, which is found again by `fileId`. */
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

/** Done by the hub itself: another platform takes over, before anything else that waits. */
export interface MoveCommand {
  readonly type: 'move'
  readonly commandId: string
  readonly to: string
  /** What the customer is told, where the settings have words for it. */
  readonly words?: string
}

/** Done behind everything else: the platform writes down what became of the conversation. */
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

/** At work: somebody has to drive it. */
export function isAtWork(row: Pick<ConversationRow, 'endedAt' | 'pendingCommands'>): boolean {
  return row.endedAt === undefined || row.pendingCommands > 0
}

/**
 * Its customer was erased: nothing may be written of them any more, also while the row is still there for the platform
 * that has to be told of the end. Then its destination is nobody's, and only its own id.
 */
export function isErased({ id, destination }: Pick<ConversationRow, 'id' | 'destination'>): boolean {
  return destination === id
}
