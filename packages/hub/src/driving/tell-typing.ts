import { type Stoppable, withDeadline } from '@conversation-hub/core'
import type { ConversationRecord } from '../conversations/record'
import type { DriveContext } from './drive-context'
import type { OwnedConversation } from './owned-conversation'
import { connectorNamed, type PlatformAccess } from './platform-access'

interface Options {
  readonly context: DriveContext
  readonly conversation: OwnedConversation
  readonly access: PlatformAccess
  readonly signal: Stoppable
}

/**
 * Tells the platform that the customer is typing, or has stopped. Best effort: never kept, never repeated, and no command
 * waits for it. Only a session that comes with the answer is kept, unless another one has been kept meanwhile.
 */
export async function tellTyping(
  { context, conversation, access, signal }: Options,
  typing: boolean,
): Promise<void> {
  const record = await conversation.get()
  const { managedBy, sessionStarted } = record.row
  const session = access.session(record)
  if (managedBy === undefined || !sessionStarted || !session || !context.mayAct()) return
  const connector = connectorNamed(context.platforms, managedBy)
  const command = { type: 'typing' as const, commandId: crypto.randomUUID(), typing }
  const call = connector.typing?.bind(connector, command, session)
  if (!call) return
  const { session: next } = await withDeadline((callContext) => call(callContext), { signal })
  if (next === session) return
  const isUnchanged = (now: ConversationRecord) => access.session(now) === session
  await access.exclusive(async () => {
    if (!isUnchanged(await conversation.get())) return
    const number = await conversation.write((now) =>
      isUnchanged(now)
        ? { row: access.patch(next, connector), value: now.row.sessionNumber }
        : { value: undefined },
    )
    if (number !== undefined) access.adopt(next, number)
  })
}
