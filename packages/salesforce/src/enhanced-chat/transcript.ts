import type { PlatformEvent } from '@conversation-hub/core'
import type { Entry } from '../entries/entry'
import type { Client } from './client'
import { afterDeparture } from './departure'
import { entryPages } from './entries-list'
import { translateListedEntry } from './events'
import { collectSaidIds } from './said-ids'
import type { Session } from './session'

/** After it no earlier page is asked for, in milliseconds: a reading that takes too long would be begun again and again. */
const LONGEST_READING_MS = 8_000

/** What Salesforce recorded of the conversation, oldest first, at most its newest 1000 entries. */
export async function readTranscript(
  client: Client,
  session: Session,
  signal: AbortSignal,
  now: () => number = () => performance.now(),
): Promise<PlatformEvent[]> {
  const ours = {
    conversationId: session.conversationId,
    reopenedAt: () => session.reopenedAt,
    saidIds: collectSaidIds(() => session.entryIds),
  }
  const pages: Entry[][] = []
  const begunAt = now()
  for await (const entries of entryPages(client, session, signal)) {
    pages.unshift(entries)
    if (now() - begunAt > LONGEST_READING_MS) break
  }
  const events = pages.flat().flatMap((entry) => translateListedEntry(entry, ours))
  return [...events, ...(await afterDeparture(events, client, session, signal))]
}
