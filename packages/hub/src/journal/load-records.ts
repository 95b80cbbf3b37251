import { readConversationRow, readEvent, readOutboxRow } from '../conversations/columns'
import type { OutboxRow, StoredCommand } from '../conversations/conversation-row'
import type { ConversationRecord } from '../conversations/record'
import { KEYS_AT_HAND } from '../conversations/seen-keys'
import { UnreadableConversation } from '../conversations/unreadable'
import type { Database, Row } from '../database/database'

/** Which of a conversation's dedupe keys to read. All of them only if one of the older ones may have collided. */
export type Keys = 'newest keys' | 'all keys'

/**
 * Reads the records of several conversations, with the newest of their dedupe keys or all of them. Ids that do not
 * exist are absent from the result.
 *
 * Throws `UnreadableConversation`.
 */
export async function loadRecords(
  database: Database,
  ids: ReadonlyArray<string>,
  keys: Keys = 'newest keys',
): Promise<Map<string, ConversationRecord>> {
  const loaded = new Map<string, ConversationRecord>()
  let wanted = ids
  while (wanted.length > 0) {
    const versions = await versionsOf(database, wanted)
    const records = await readRecords(database, [...versions.keys()], keys)
    // A record has to show its row and its commands as they were at one moment.
    const torn = records.filter(({ row }) => versions.get(row.id) !== row.version)
    for (const record of records) if (!torn.includes(record)) loaded.set(record.row.id, record)
    wanted = torn.map(({ row }) => row.id)
  }
  return loaded
}

/** The current versions of conversations. Those that do not exist are absent. */
export async function versionsOf(
  database: Database,
  ids: ReadonlyArray<string>,
): Promise<Map<string, number>> {
  const rows = await database.query('SELECT id, version FROM conversations WHERE id = ANY($1::uuid[])', [ids])
  return new Map(rows.map(({ id, version }) => [String(id), Number(version)]))
}

/** Reads the rows last: if one still has the version that was read at first, nothing was written in between. */
async function readRecords(
  database: Database,
  ids: ReadonlyArray<string>,
  which: Keys,
): Promise<ConversationRecord[]> {
  const wanted = [ids]
  const [outbox, keys, unproven] = await Promise.all([
    database.query('SELECT * FROM outbox WHERE conversation_id = ANY($1::uuid[]) ORDER BY seq', wanted),
    database.query(which === 'all keys' ? ALL_KEYS : NEWEST_KEYS, wanted),
    database.query(UNPROVEN, wanted),
  ])
  const rows = await database.query('SELECT * FROM conversations WHERE id = ANY($1::uuid[])', wanted)
  const outboxes = groupByConversation(outbox, readOutboxRow)
  const seen = groupByConversation(keys, ({ dedupe_key }) => String(dedupe_key))
  const messages = groupByConversation(unproven, readUnproven)
  return rows.map((columns) => {
    const row = readConversationRow(columns)
    const waiting = (outboxes.get(row.id) ?? []).filter(isWaiting)
    if (!waiting.every(isKnown)) throw new UnreadableConversation(row.id)
    return {
      row,
      outbox: waiting,
      seen: new Set(seen.get(row.id)),
      unproven: messages.get(row.id) ?? [],
    }
  })
}

const ALL_KEYS = `
  SELECT conversation_id, dedupe_key FROM events
  WHERE conversation_id = ANY($1::uuid[]) AND dedupe_key IS NOT NULL ORDER BY seq`

const NEWEST_KEYS = `
  SELECT k.conversation_id, k.dedupe_key FROM unnest($1::uuid[]) AS w(id) CROSS JOIN LATERAL (
    SELECT e.conversation_id, e.dedupe_key, e.seq FROM events e
    WHERE e.conversation_id = w.id AND e.dedupe_key IS NOT NULL ORDER BY e.seq DESC LIMIT ${KEYS_AT_HAND}) k
  ORDER BY k.seq`

/**
 * The customer's messages without a receipt, and those that were given up and are being tried again. What was said before
 * there was a platform is not among them: the first platform is told it as a transcript.
 *
 * Grouped, because on tables that have not been analysed, Postgres would compare every message with every receipt in a
 * join.
 */
const UNPROVEN = `
  SELECT e.conversation_id, max(e.body::text) FILTER (WHERE e.type = 'message') AS body
  FROM (
    SELECT s.conversation_id, min(s.seq) AS seq FROM events s
    WHERE s.conversation_id = ANY($1::uuid[]) AND s.type = 'state' AND s.body ->> 'managedBy' IS NOT NULL
    GROUP BY s.conversation_id) AS managed
  JOIN events e ON e.conversation_id = managed.conversation_id AND e.seq > managed.seq
  WHERE e.type = 'receipt' OR (e.type = 'message' AND e.body #>> '{author,role}' = 'customer')
  GROUP BY e.conversation_id, e.body ->> 'messageId'
  HAVING bool_or(e.type = 'message') AND NOT bool_or(e.type = 'receipt' AND NOT (
    e.body ->> 'status' = 'failed' AND EXISTS (
      SELECT 1 FROM outbox o WHERE o.conversation_id = e.conversation_id AND o.dead_at IS NULL
        AND o.command ->> 'messageId' = e.body ->> 'messageId')))
  ORDER BY min(e.seq)`

function readUnproven({ body }: Row): { messageId: string; text: string } {
  const event = readEvent(String(body))
  if (event.type !== 'message') return { messageId: '', text: '' }
  return {
    messageId: event.messageId,
    text: event.parts.map((part) => ('text' in part ? part.text : '')).join(''),
  }
}

const KNOWN: ReadonlySet<string> = new Set([
  'start',
  'send',
  'receipt',
  'end',
  'move',
  'conclude',
] satisfies StoredCommand['type'][])

/** A command that only a newer version can carry out must not be given up by this one. */
const isKnown = ({ command }: OutboxRow) => KNOWN.has(command.type)

/** Dead commands do not wait, except a dead start, because nothing can go past it. */
const isWaiting = ({ deadAt, command }: OutboxRow) => deadAt === undefined || command.type === 'start'

function groupByConversation<Value>(rows: Row[], read: (row: Row) => Value): Map<string, Value[]> {
  const groups = new Map<string, Value[]>()
  for (const row of rows) {
    const id = String(row.conversation_id)
    const group = groups.get(id)
    if (group) group.push(read(row))
    else groups.set(id, [read(row)])
  }
  return groups
}
