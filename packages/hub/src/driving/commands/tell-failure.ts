import type { ConversationError } from '@conversation-hub/core'
import type { OutboxRow } from '../../conversations/conversation-row'
import type { Log } from '../../settings/settings'

/** Tells the operator that a command has failed: as an error if it was given up, unless it is only a receipt. */
export function tellFailure(
  log: Log,
  { conversationId, command, platform }: Pick<OutboxRow, 'command' | 'platform'> & { conversationId: string },
  { code, message: detail }: ConversationError,
  next: 'tried-again' | 'given-up',
): void {
  const level = next === 'given-up' && command.type !== 'receipt' ? 'error' : 'warn'
  log({ level, event: `command-${command.type}-failed`, conversationId, platform, code, detail })
}
