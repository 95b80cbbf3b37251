import {
  asConversationError,
  createStopSwitch,
  type PlatformEvent,
  REPLY_SILENCE_MS,
  type Stoppable,
  silenceGuard,
} from '@conversation-hub/core'
import type { DriveContext } from '../drive-context'
import { LeaseLost } from '../lease-lost'
import type { OwnedConversation } from '../owned-conversation'

/** How often to look whether anybody still waits for the rest, in milliseconds. */
const LOOK_EVERY_MS = 500
/** How long a silent reply may hold up another platform that is to take over, in milliseconds. */
const LAST_WORDS_MS = 2_000

interface Keeping {
  readonly context: Pick<DriveContext, 'log'>
  readonly conversation: OwnedConversation
  readonly platform: string
  readonly signal: Stoppable
}

/**
 * Keeps a reply that comes bit by bit, within the platform session to which the command was sent. The command has taken
 * effect whatever becomes of the rest, and nobody waits for the rest once the conversation has left the platform.
 */
export async function keepReply(
  events: AsyncIterable<PlatformEvent>,
  sessionNumber: number,
  { context, conversation, platform, signal }: Keeping,
): Promise<void> {
  const enough = createStopSwitch()
  const stop = () => enough.stop()
  signal.addEventListener('abort', stop)
  if (signal.aborted) stop()
  let heardAt = performance.now()
  const looking = setInterval(async () => {
    const isSilent = performance.now() - heardAt >= LAST_WORDS_MS
    if (await hasLeft(conversation, sessionNumber, isSilent)) stop()
  }, LOOK_EVERY_MS)
  try {
    for await (const event of silenceGuard(events, REPLY_SILENCE_MS, enough)) {
      heardAt = performance.now()
      // What the reply says exists nowhere else.
      await conversation.keepOnlyCopy([event], { cursor: undefined, sessionNumber }, signal)
    }
  } catch (thrown) {
    if (thrown instanceof LeaseLost) throw thrown
    const { code, message: detail } = asConversationError(thrown, 'Reading the platform’s reply')
    const { id: conversationId } = conversation
    context.log({ level: 'warn', event: 'reply-interrupted', conversationId, platform, code, detail })
  } finally {
    clearInterval(looking)
    signal.removeEventListener('abort', stop)
  }
}

/** Whether the platform no longer manages the conversation, or is silent while another has been ordered to take over. */
async function hasLeft(
  conversation: OwnedConversation,
  sessionNumber: number,
  isSilent: boolean,
): Promise<boolean> {
  try {
    const { row, outbox } = await conversation.get()
    if (row.sessionNumber !== sessionNumber || row.endedAt !== undefined) return true
    return isSilent && outbox.some(({ command }) => command.type === 'move')
  } catch {
    // The lease may be lost, or the database down: in either case, what is read here is still worth showing.
    return false
  }
}
