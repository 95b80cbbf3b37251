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

/** No list is one that is empty, as long as nothing else stands in its place: Salesforce's own client insists on it. */
const listSchema = z.union([
  z.object({ conversationEntries: z.array(entrySchema.optional().catch(undefined)).nullable() }),
  z.strictObject({ conversationEntries: z.undefined().optional() }),
])

/** The conversation's entries, newest page first, each page oldest first. */
export async function* entryPages(
  client: Client,
  session: Session,
  signal: AbortSignal,
): AsyncGenerator<Entry[]> {
  const seen = new Set<string>()
  let end: number | undefined
  for (let pages = 0; pages < MOST_PAGES; pages += 1) {
    const query = {
      limit: String(PAGE),
      direction: 'FromEnd',
      ...(end !== undefined && { endTimestamp: String(end) }),
    }
    const answer = await client.listEntries(session, query, signal)
    const listed = parseAnswer(answer, listSchema, { doing: doing.entries }).conversationEntries ?? []
    const entries = oldestFirst(listed.filter((entry) => entry !== undefined))
    // Pages meet at a time stamp: what both hold is taken once.
    const fresh = entries.filter(({ identifier }) => !seen.has(identifier))
    for (const { identifier } of fresh) seen.add(identifier)
    if (fresh.length > 0) yield fresh
    const first = entries.map(timeOf).find((time) => time !== undefined)
    if (listed.length < PAGE || first === undefined) return
    // Whether the entries of the end itself are listed is not documented: those of the first one's time are, either way.
    if (fresh.length > 0) end = first + 1
    else if (end !== first) end = first
    else return
  }
}

/** The official client turns the list round; a list that is in order already is left as it is. */
function oldestFirst(entries: ReadonlyArray<Entry>): Entry[] {
  const known = entries.flatMap((entry) => timeOf(entry) ?? [])
  const ascending = (known[0] ?? 0) < (known.at(-1) ?? 0)
  // An entry without a time stays behind the one before it.
  let time = 0
  const timed = (ascending ? [...entries] : entries.toReversed()).map((entry) => {
    time = timeOf(entry) ?? time
    return { entry, time }
  })
  return timed.sort((one, other) => one.time - other.time).map(({ entry }) => entry)
}

const timeOf = ({ transcriptedTimestamp, clientTimestamp }: Entry) => transcriptedTimestamp ?? clientTimestamp
