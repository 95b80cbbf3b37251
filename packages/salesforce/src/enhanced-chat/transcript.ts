import type { PlatformEvent } from '@conversation-hub/core'
import type { Entry } from '../entries/entry'
import type { Client } from './client'
import { afterDeparture } from './departure'
import { entryPages } from './entries-list'
import { translateListedEntry } from './events'
import { collectSaidIds } from './said-ids'
import type { Session } from './session'

/** What Salesforce recorded of the conversation, oldest first, at most its newest 1000 entries. */
export async function readTranscript(
  client: Client,
  session: Session,
  signal: AbortSignal,
): Promise<PlatformEvent[]> {
  const ours = {
    conversationId: session.conversationId,
    reopenedAt: () => session.reopenedAt,
    saidIds: collectSaidIds(() => session.entryIds),
  }
  const pages: Entry[][] = []
  for await (const entries of entryPages(client, session, signal)) pages.unshift(entries)
  const events = pages.flat().flatMap((entry) => translateListedEntry(entry, ours))
  return [...events, ...(await afterDeparture(events, client, session, signal))]
}
