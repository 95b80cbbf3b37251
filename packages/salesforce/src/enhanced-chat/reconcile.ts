import { ConversationError, type KeptCommand, type Reconciliation } from '@conversation-hub/core'
import type { CrmSource } from '../crm/connection'
import { findConversation } from '../crm/find-conversation'
import type { Entry } from '../entries/entry'
import { openingMessages } from '../start/opening-messages'
import type { Client } from './client'
import { entryPages } from './entries-list'
import { errorFromAnswer } from './errors'
import type { Session } from './session'
import type { EnhancedChatSettings } from './settings'

export interface Records {
  readonly settings: EnhancedChatSettings
  readonly client: Client
  readonly crm: CrmSource | undefined
}

/** Whether a command whose outcome is unknown took effect, by Salesforce's own records. */
export async function reconcile(
  command: KeptCommand,
  session: Session,
  records: Records,
  signal: AbortSignal,
): Promise<Reconciliation> {
  switch (command.type) {
    case 'start': {
      const exists = await conversationExists(session, records, signal)
      if (exists.tookEffect !== 'yes') return exists
      // A start that also speaks is only done when its last word is there; a repeat says no word twice.
      const last = openingMessages(command, records.settings).at(-1)
      return last === undefined
        ? exists
        : { tookEffect: await wasSaid(last.id, session, records.client, signal) }
    }
    case 'send':
      return { tookEffect: await wasSaid(command.commandId, session, records.client, signal) }
    case 'receipt':
    case 'end':
      // Both may be repeated without another effect, so nobody has to look.
      return { tookEffect: 'no' }
  }
}

async function conversationExists(
  session: Session,
  { client, crm }: Records,
  signal: AbortSignal,
): Promise<Reconciliation> {
  const answer = await client.getStatus(session, signal)
  if (answer.status < 300) return { tookEffect: 'yes' }
  if (answer.status === 404) return { tookEffect: 'no' }
  if (crm === undefined) throw errorFromAnswer('status', answer)
  const record = await findConversation(crm, session.conversationId)
  return { tookEffect: record === undefined ? 'no' : 'yes' }
}

async function wasSaid(
  id: string,
  session: Session,
  client: Client,
  signal: AbortSignal,
): Promise<'yes' | 'no'> {
  try {
    for await (const entries of entryPages(client, session, signal)) {
      if (entries.some((entry) => idsIn(entry).includes(id))) return 'yes'
    }
    return 'no'
  } catch (thrown) {
    // A conversation that is not there holds nothing.
    if (thrown instanceof ConversationError && thrown.platformStatus === 404) return 'no'
    throw thrown
  }
}

/** Every id under which a message of ours may be recorded. */
function idsIn({ identifier, entryPayload }: Entry): unknown[] {
  const { id, abstractMessage } = entryPayload
  const inner =
    typeof abstractMessage === 'object' && abstractMessage !== null && 'id' in abstractMessage
      ? abstractMessage.id
      : undefined
  return [identifier, id, inner]
}
