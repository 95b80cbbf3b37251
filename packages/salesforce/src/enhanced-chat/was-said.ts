import { ConversationError } from '@conversation-hub/core'
import type { Entry } from '../entries/entry'
import type { Client } from './client'
import { entryPages } from './entries-list'
import type { Session } from './session'

/** A message of ours among the conversation's entries, and those before it, as far as they are on its page. */
interface Said {
  readonly entry: Entry
  readonly before: ReadonlyArray<Entry>
}

/** Looks for a message of ours among the conversation's entries. */
export async function findSaid(
  id: string,
  session: Session,
  client: Client,
  signal: AbortSignal,
): Promise<Said | undefined> {
  try {
    for await (const entries of entryPages(client, session, signal)) {
      const place = entries.findIndex((entry) => idsIn(entry).includes(id))
      const entry = entries[place]
      if (entry) return { entry, before: entries.slice(0, place) }
    }
    return undefined
  } catch (thrown) {
    // A conversation that is not there holds nothing.
    if (thrown instanceof ConversationError && isNotThere(thrown)) return undefined
    throw thrown
  }
}

/** Whether a message of ours is among the conversation's entries. */
export async function wasSaid(...what: Parameters<typeof findSaid>): Promise<'yes' | 'no'> {
  return (await findSaid(...what)) ? 'yes' : 'no'
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
