import { ConversationError } from '@conversation-hub/core'
import type { Entry } from '../entries/entry'
import type { Client } from './client'
import { entryPages } from './entries-list'
import type { Session } from './session'

/** Whether a message of ours is among the conversation's entries. */
export async function wasSaid(
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
    if (thrown instanceof ConversationError && isNotThere(thrown)) return 'no'
    throw thrown
  }
}

const isNotThere = ({ code, platformStatus }: ConversationError) =>
  code === 'platform-session-gone' && platformStatus === 404

/** Every id under which a message of ours may be recorded. */
function idsIn({ identifier, entryPayload }: Entry): unknown[] {
  const { id, abstractMessage } = entryPayload
  const inner =
    typeof abstractMessage === 'object' && abstractMessage !== null && 'id' in abstractMessage
      ? abstractMessage.id
      : undefined
  return [identifier, id, inner]
}
