import { ALL_KEPT_EVENTS, NEW_EVENTS } from './cometd'
import { platformEventFields } from './events'
import type { ByocSettings } from './settings'

/** Where the reading of the account's stream begins. */
export interface Place {
  readonly replayId: string
  /** Nothing has ever been read. */
  readonly isFirst?: true
  /** Events that Salesforce created before this time are skipped. Milliseconds since 1970. */
  readonly since?: number
}

const BEGINNING = 'since '
/** How far Salesforce's clock and ours may be apart, in milliseconds. */
const CLOCKS_DIFFER_MS = 300_000

/**
 * The cursor of a stream that is open and has brought nothing yet. Salesforce tells a place only with an event: if
 * the connection breaks before the first one came, what is sent meanwhile is found among everything that is kept.
 */
export const beginningAt = (now: number) => `${BEGINNING}${now}`

export function placeOf(cursor: string | undefined): Place {
  if (cursor === undefined) return { replayId: NEW_EVENTS, isFirst: true }
  if (!cursor.startsWith(BEGINNING)) return { replayId: cursor }
  return { replayId: ALL_KEPT_EVENTS, since: Number(cursor.slice(BEGINNING.length)) - CLOCKS_DIFFER_MS }
}

/** Whether no event has told a place yet. */
export const isBeginning = ({ isFirst, since }: Place) => isFirst === true || since !== undefined

export function isAfter(message: unknown, { since }: Place, settings: ByocSettings): boolean {
  const createdAt = platformEventFields(message, settings)?.createdAt
  return since === undefined || createdAt === undefined || createdAt >= since
}
