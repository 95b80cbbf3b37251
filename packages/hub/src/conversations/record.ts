import type { ConversationRow, OutboxRow } from './conversation-row'

/** Everything that has to be known of a conversation to change it. Immutable. */
export interface ConversationRecord {
  readonly row: ConversationRow
  /** Commands that wait for the platform, in order; the dead ones among them are not here, except a dead start. */
  readonly outbox: ReadonlyArray<OutboxRow>
  /** What is already in the events, by dedupe key; of a long conversation the newest. */
  readonly seen: SeenKeys
  /** Customer messages that the platform has not yet been seen to have, oldest first. */
  readonly unproven: ReadonlyArray<{ readonly messageId: string; readonly text: string }>
}

/** The dedupe keys of a conversation's events. What was committed stays so: the set itself is shared by all its records. */
export interface SeenKeys {
  has(key: string): boolean
}

/** Nothing more will be heard of it: it has ended, and nobody but the platform's records is left to be told. */
export function isOver({ row, outbox }: ConversationRecord): boolean {
  return (
    row.endedAt !== undefined &&
    outbox.every(({ command, deadAt }) => deadAt !== undefined || command.type === 'conclude')
  )
}
