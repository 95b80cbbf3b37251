import {
  type Connector,
  ConversationError,
  type KeyedEvents,
  type NewPassingEvent,
  type PlatformEvent,
  type PlatformSession,
} from '@conversation-hub/core'
import { z } from 'zod'
import type { ConversationRow } from '../../conversations/conversation-row'
import type { Database } from '../../database/database'
import { conversationErrorOf, DatabaseError } from '../../database/database-error'
import { keepableJson, keepableText } from '../../database/keepable'
import type { AddressOfFile } from '../../files/platform-file'
import type { CommandToKeep } from '../../journal/changes'
import type { Journal } from '../../journal/journal'
import type { Cipher } from '../../secrets/cipher'
import type { Log } from '../../settings/settings'
import { type Kept, keepPlatformEvents } from './keep-platform-events'
import { tellPassing } from './tell-passing'

/** What it takes to keep events that arrive for many conversations together. */
export interface KeyedEventsContext {
  readonly database: Database
  readonly journal: Journal
  readonly platforms: ReadonlyMap<string, Connector>
  readonly cipher: Cipher
  readonly takeOver: (row: ConversationRow, why: 'escalated') => CommandToKeep | undefined
  readonly addressOfFile: AddressOfFile
  readonly pass: (conversationId: string, event: NewPassingEvent) => void
  readonly log: Log
}

/**
 * Keeps what arrived for one conversation in a delivery for many. The platform may speak before it has answered the
 * start, so that no conversation has the key yet: then the events wait until one does.
 */
export async function keepKeyedEvents(
  context: KeyedEventsContext,
  platform: string,
  { key: told, events }: KeyedEvents,
): Promise<void> {
  const key = keepableText(told)
  const known = await conversationWith(context.database, platform, key)
  if (known) {
    // What was said before the key was known comes first.
    if (known.hasWaiting) await claimEvents(context, known.id, { platform, key })
    // Where the conversation has just been moved, this counts as what comes after a move.
    if ((await keepEntry(context, known.id, { platform, key, events })) === 'kept') return
  }
  // After the end nothing counts, and the next start with this key waits until the platform has been told of that end.
  if (await isEndUnderWay(context.database, platform, key)) return
  await setAside(context, platform, { key, events })
  // The key may have come while this was being written. Whichever comes second sees the other's row.
  const claimant = await conversationWith(context.database, platform, key)
  if (claimant) await claimEvents(context, claimant.id, { platform, key })
}

/**
 * Keeps what arrived for a conversation that cannot be written to now. It is claimed with the next events, or by the
 * instance that drives it.
 */
export async function setAside(
  { database }: Pick<KeyedEventsContext, 'database'>,
  platform: string,
  { key, events }: KeyedEvents,
): Promise<void> {
  await database.query(
    `INSERT INTO unclaimed_events (platform, key, events, created_at) VALUES ($1, $2, $3::json, now())`,
    [platform, keepableText(key), keepableJson(events)],
  )
}

/**
 * Keeps the events that have been waiting for a conversation whose key is known now. What arrived before the platform was
 * given the conversation belongs to an earlier one with the same key, and waits until it expires. A defect is logged and
 * skipped: it would hold up everything after it, and the conversation's driver.
 */
export async function claimEvents(
  context: KeyedEventsContext,
  conversationId: string,
  { platform, key }: { platform: string; key: string },
): Promise<void> {
  const rows = await context.database.query(
    `SELECT u.id, u.events FROM unclaimed_events u JOIN conversations c ON c.id = $3::uuid
     WHERE u.platform = $1 AND u.key = $2 AND u.created_at >= c.managed_since ORDER BY u.id`,
    [platform, key, conversationId],
  )
  for (const { id, events } of rows) {
    try {
      const entry = { platform, key, events: readEvents(String(events)) }
      if ((await keepEntry(context, conversationId, entry)) === 'elsewhere') return
    } catch (thrown) {
      if (!isDefect(thrown)) throw thrown
      tellDropped(context, platform, thrown)
    }
    await context.database.query('DELETE FROM unclaimed_events WHERE id = $1::bigint', [Number(id)])
  }
}

/**
 * Keeps what another reader of the account's stream had to set aside for live conversations, as far as this instance can.
 * The instances that drive them do not know of it, and perhaps nothing more is said in them.
 */
export async function claimSetAside(context: KeyedEventsContext, platform: string): Promise<void> {
  const rows = await context.database.query(
    `SELECT DISTINCT c.id, u.key FROM unclaimed_events u
     JOIN conversations c ON c.managed_by = u.platform AND c.session_key = u.key AND c.managed_since <= u.created_at
     WHERE u.platform = $1 AND c.ended_at IS NULL`,
    [platform],
  )
  for (const { id, key } of rows) {
    // What still cannot be written keeps waiting.
    await claimEvents(context, String(id), { platform, key: String(key) }).catch(() => {})
  }
}

/** `elsewhere`: nothing was kept, because the conversation is not at this platform, or not under this key, any more. */
async function keepEntry(
  context: KeyedEventsContext,
  id: string,
  { platform, key, events: arrived }: KeyedEvents & { readonly platform: string },
): Promise<'kept' | 'elsewhere'> {
  const { journal, takeOver, addressOfFile } = context
  const told = await journal.change<Kept | undefined>(id, (record) => {
    const { sessionNumber, managedBy, sessionKey } = record.row
    const isHere =
      managedBy === platform && sessionKey !== undefined && keepableText(sessionKey) === keepableText(key)
    // Written even though nothing changes: another instance may have brought it here without this one knowing yet.
    if (!isHere) return { row: {}, value: undefined }
    const events = meantFor(record.row, arrived, context)
    const circumstances = { sessionNumber, cursor: undefined, takeOver, addressOfFile }
    const kept = keepPlatformEvents(record, events, circumstances)
    return { value: kept, ...kept }
  })
  if (told === undefined) return 'elsewhere'
  tellPassing(context, id, told)
  return 'kept'
}

/** The events that are meant for this conversation, without late ones for an earlier conversation with the same key. */
function meantFor(
  { id, managedBy = '', session: sealed }: ConversationRow,
  events: ReadonlyArray<PlatformEvent>,
  { platforms, cipher }: KeyedEventsContext,
): ReadonlyArray<PlatformEvent> {
  const arrival = platforms.get(managedBy)?.arrival
  if (arrival?.kind !== 'account-stream' || !arrival.concerns || sealed === undefined) return events
  const { concerns } = arrival
  const session: PlatformSession = JSON.parse(cipher.open(sealed, id))
  return events.filter((event) => concerns(session, event))
}

/** The conversation with a key. If several have had it, the last one that was given to the platform. */
async function conversationWith(
  database: Database,
  platform: string,
  key: string,
): Promise<{ readonly id: string; readonly hasWaiting: boolean } | undefined> {
  const [row] = await database.query(
    `SELECT id, EXISTS (SELECT 1 FROM unclaimed_events WHERE platform = $1 AND key = $2) AS "hasWaiting"
     FROM conversations WHERE managed_by = $1 AND session_key = $2 AND ended_at IS NULL
     ORDER BY managed_since DESC, id DESC LIMIT 1`,
    [platform, key],
  )
  return row && foundSchema.parse(row)
}

const foundSchema = z.object({ id: z.string(), hasWaiting: z.boolean() })

/** Whether the platform has still to be told that the conversation with this key has ended. */
async function isEndUnderWay(database: Database, platform: string, key: string): Promise<boolean> {
  const rows = await database.query(
    `SELECT 1 FROM conversations c JOIN outbox o ON o.conversation_id = c.id
     WHERE c.at_work AND c.ended_at IS NOT NULL AND c.managed_by = $1 AND c.session_key = $2
       AND o.command ->> 'type' = 'end' AND o.dead_at IS NULL LIMIT 1`,
    [platform, key],
  )
  return rows.length > 0
}

/** Whether our own code, or a connector's, is at fault, and neither the database nor the conversation's rows. */
export const isDefect = (thrown: unknown) =>
  !(thrown instanceof ConversationError || thrown instanceof DatabaseError)

/** Tells the operator that something a platform said could not be kept, and never will be. */
export function tellDropped(
  { log }: Pick<KeyedEventsContext, 'log'>,
  platform: string,
  thrown: unknown,
): void {
  const { code, message: detail } = conversationErrorOf(thrown, 'Keeping what the platform told')
  log({ level: 'error', event: 'platform-events-dropped', platform, code, detail })
}

/** JSON that we wrote ourselves, of events that a connector had translated. */
const readEvents = (json: string): ReadonlyArray<PlatformEvent> => JSON.parse(json)
