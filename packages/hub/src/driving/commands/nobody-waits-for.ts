import type { CommandResult, Connector } from '@conversation-hub/core'
import type { OutboxRow } from '../../conversations/conversation-row'
import type { ConversationRecord } from '../../conversations/record'

/**
 * Whether the mark that a command has taken effect may be written a moment later, together with what the conversation
 * writes next, which is usually the platform's answer. A crash before that leaves the command in doubt. So this is only
 * for platforms that recognise a repeat for certain, and only if nothing else waits for the mark.
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
