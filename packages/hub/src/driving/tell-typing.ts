import { type Stoppable, withDeadline } from '@conversation-hub/core'
import type { DriveContext } from './drive-context'
import type { OwnedConversation } from './owned-conversation'
import { connectorNamed, type PlatformAccess } from './platform-access'

interface Options {
  readonly context: DriveContext
  readonly conversation: OwnedConversation
  readonly access: PlatformAccess
  readonly signal: Stoppable
}

/** Tells the platform that the customer is typing, or has stopped. Best effort: never kept, never repeated. */
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
  if (call) await withDeadline((callContext) => call(callContext), { signal })
}
