import {
  asConversationError,
  type PlatformEvent,
  REPLY_SILENCE_MS,
  type Stoppable,
  silenceGuard,
} from '@conversation-hub/core'
import type { DriveContext } from './drive-context'
import { LeaseLost } from './lease-lost'
import type { OwnedConversation } from './owned-conversation'

interface Keeping {
  readonly context: Pick<DriveContext, 'log'>
  readonly conversation: OwnedConversation
  readonly platform: string
  readonly signal: Stoppable
}

/**
 * Keeps a reply that comes bit by bit, within the platform session that was spoken to. Its command has taken effect
 * whatever becomes of the rest.
 */
export async function keepReply(
  events: AsyncIterable<PlatformEvent>,
  sessionNumber: number,
  { context, conversation, platform, signal }: Keeping,
): Promise<void> {
  try {
    for await (const event of silenceGuard(events, REPLY_SILENCE_MS, signal)) {
      // It exists nowhere else.
      await conversation.keepOnlyCopy([event], { cursor: undefined, sessionNumber }, signal)
    }
  } catch (thrown) {
    if (thrown instanceof LeaseLost) throw thrown
    const { code, message: detail } = asConversationError(thrown, 'Reading the platform’s reply')
    const { id: conversationId } = conversation
    context.log({ level: 'warn', event: 'reply-interrupted', conversationId, platform, code, detail })
  }
}
