import { z } from 'zod'
import { type Entry, entrySchema } from '../entries/entry'
import { parseAnswer } from '../http/parse-answer'
import type { Client } from './client'
import { doing } from './errors'
import type { Session } from './session'

/** Salesforce, Enhanced Chat API: at most 50 entries a page. */
const PAGE = 50
/** At most this many pages are read back: 1000 entries. */
const MOST_PAGES = 20

const listSchema = z.object({
  conversationEntries: z.array(entrySchema.optional().catch(undefined)).nullish(),
})

/** The conversation's entries, newest page first, each page oldest first. */
export async function* entryPages(
  client: Client,
  session: Session,
  signal: AbortSignal,
): AsyncGenerator<Entry[]> {
  const seen = new Set<string>()
  let before: number | undefined
  for (let pages = 0; pages < MOST_PAGES; pages += 1) {
    const query = {
      limit: String(PAGE),
      direction: 'FromEnd',
      ...(before !== undefined && { endTimestamp: String(before) }),
    }
    const answer = await client.listEntries(session, query, signal)
    const listed = parseAnswer(answer, listSchema, { doing: doing.entries }).conversationEntries ?? []
    const entries = oldestFirst(listed.filter((entry) => entry !== undefined))
    // Pages meet at a time stamp: what both hold is taken once.
    const fresh = entries.filter(({ identifier }) => !seen.has(identifier))
    for (const { identifier } of fresh) seen.add(identifier)
    if (fresh.length > 0) yield fresh
    before = entries[0] && timeOf(entries[0])
    if (listed.length < PAGE || fresh.length === 0 || before === undefined) return
  }
}

/** The official client turns the list round; a list that is in order already is left as it is. */
function oldestFirst(entries: ReadonlyArray<Entry>): Entry[] {
  const time = (entry: Entry) => timeOf(entry) ?? 0
  const [first, last] = [entries[0], entries.at(-1)]
  const ascending = first && last && time(first) < time(last)
  return (ascending ? [...entries] : entries.toReversed()).sort((one, other) => time(one) - time(other))
}

const timeOf = ({ transcriptedTimestamp, clientTimestamp }: Entry) => transcriptedTimestamp ?? clientTimestamp
