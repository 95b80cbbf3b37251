import { ConversationError } from '@conversation-hub/core'
import type { OutboxRow } from '../conversations/conversation-row'
import { conversationErrorOf } from '../database/database-error'
import type { DriveContext } from './drive-context'
import type { OwnedConversation } from './owned-conversation'
import { takeOver } from './take-over'

/** Does what the hub ordered itself: another platform takes over. An order that cannot be carried out is dropped. */
export async function carryOutMove(
  context: DriveContext,
  conversation: OwnedConversation,
  { state, order: { seq, command } }: { readonly state: string; readonly order: OutboxRow },
): Promise<void> {
  const { id: conversationId } = conversation
  try {
    if (state === 'ended' || command.type !== 'move') throw new ConversationError('conversation-ended', '')
    await takeOver(context, conversationId, { platform: command.to, words: command.words })
  } catch (thrown) {
    const { code, remedy, message: detail } = conversationErrorOf(thrown, 'Moving a conversation')
    if (remedy !== 'never') throw thrown
    if (code !== 'conversation-ended')
      context.log({ level: 'error', event: 'move-failed', conversationId, code, detail })
    await conversation.write(() => ({ done: [seq], value: undefined }))
  }
}
