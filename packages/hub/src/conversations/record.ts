import type { ConversationRow, OutboxRow } from './conversation-row'

/** Everything that has to be known of a conversation to change it. Immutable. */
export interface ConversationRecord {
  readonly row: ConversationRow
  /**
   * Commands that wait for the platform, in order. Dead ones are left out, except a dead start, which holds up the
   * rest.
   */
  readonly outbox: ReadonlyArray<OutboxRow>
  /** The dedupe keys of the events that are kept; for a long conversation only the newest. */
  readonly seen: SeenKeys
  /** The customer's messages that nothing has yet proved to have reached the platform, oldest first. */
  readonly unproven: ReadonlyArray<{ readonly messageId: string; readonly text: string }>
}

/**
 * The dedupe keys of a conversation's events. Committed keys never go away, so all records of a conversation share one
 * set.
 */
export interface SeenKeys {
  has(key: string): boolean
}

/** Whether nothing more will be heard of it: it has ended, and at most the platform's record has still to be written. */
export function isOver({ row, outbox }: ConversationRecord): boolean {
  return (
    row.endedAt !== undefined &&
    outbox.every(({ command, deadAt }) => deadAt !== undefined || command.type === 'conclude')
  )
}
