import type { CommandResult, Connector } from '@conversation-hub/core'
import type { OutboxRow } from '../../conversations/conversation-row'
import type { ConversationRecord } from '../../conversations/record'

/**
 * Whether the mark of a command that took effect may be written a moment later, with whatever the conversation
 * writes next: the platform's answer to the customer, usually. A crash before that leaves the command in doubt,
 * so only where the platform tells a repeat for certain, and where nothing else waits for the mark.
 */
export function nobodyWaitsFor(
  { outbox }: ConversationRecord,
  { command, session }: OutboxRow,
  { capabilities }: Connector,
  result: CommandResult,
): boolean {
  const { send } = capabilities.repeats
  return (
    command.type === 'send' &&
    (send === 'idempotent' || send === 'reconcilable') &&
    session === undefined &&
    outbox.length === 1 &&
    result.events === undefined
  )
}
