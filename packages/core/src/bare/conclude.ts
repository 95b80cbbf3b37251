import type { StartCommand } from '../connector/commands'
import type { Conclusion } from '../connector/conclusion'
import type { Connector } from '../connector/connector'
import type { PlatformSession } from '../connector/platform-session'
import { partsAsText } from '../degrade/as-text'
import { asConversationError, type ConversationError } from '../errors/conversation-error'
import type { Stoppable } from '../retry/stoppable'
import type { ConversationRecord } from './conversation-record'
import { repeatHarmless } from './repeat-harmless'

interface Ended {
  readonly connector: Connector
  readonly conversationId: string
  /** Absent if the conversation was resumed: then it is not known who started it, and after what. */
  readonly start: StartCommand | undefined
  readonly record: Pick<ConversationRecord, 'messages' | 'endReason'>
  readonly sessions: { readonly current: PlatformSession }
  onTrouble(error: ConversationError): void
  readonly closed: Stoppable
}

/** Lets the platform record how the conversation went. Never fails: what goes wrong is told. */
export async function conclude(ended: Ended): Promise<void> {
  const { connector, sessions, closed } = ended
  const write = connector.conclude?.bind(connector, sessions.current, conclusionOf(ended))
  if (!write || closed.aborted) return
  const doing = 'Writing down what became of the conversation'
  await repeatHarmless((context) => write(context), doing, closed).catch((thrown) =>
    ended.onTrouble(asConversationError(thrown, doing)),
  )
}

function conclusionOf({ conversationId, start, record }: Ended): Conclusion {
  const { messages, endReason = 'platform-error' } = record
  const spoken = messages.toReversed().map(({ author, parts }) => ({ author, text: partsAsText(parts) }))
  return {
    conversationId,
    reason: endReason,
    ...(start?.customerIdentifier !== undefined && { customerIdentifier: start.customerIdentifier }),
    transcript: [...(start?.transcript ?? []), ...spoken.filter(({ text }) => text !== '')],
  }
}
