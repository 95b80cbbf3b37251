import type { Database } from '../database/database'
import { DATABASE_PAUSE_MS } from '../database/database-pause'
import type { WrittenEvent } from '../journal/changes'
import type { DeliveredEvent, Listener, Subscription, WhyOver } from './listener'

/**
 * How many events are read from the table at a time when a listener has to catch up. Few, because a slow listener takes
 * one or two of them and has the rest read again, a text has up to 128 KiB, and there may be many such listeners.
 */
const PAGE = 20

interface Listening {
  readonly conversationId: string
  readonly listener: Listener
  /** Where the customer has to be for this listener to hear anything. `undefined` if that does not matter. */
  readonly destination: string | undefined
  cursor: number
  /** `live`: everything kept so far has been delivered, and new events are passed straight on. */
  state: 'live' | 'reading' | 'paused' | 'closed'
  /** Something was written while the table was being read. */
  behind: boolean
}

/** How a conversation stands for whoever listens. */
interface Situation {
  /** Nothing more will come. */
  readonly ended: boolean
  readonly destination: string
}

/** An event of a kind that only a newer version knows. It is not shown, but counts as read. */
interface PassedBy {
  readonly type: undefined
  readonly seq: number
}

/**
 * Passes events to listeners. One that has fallen behind is served from the table, so nothing is kept for it in memory.
 */
export interface FanOut {
  listen(conversationId: string, afterSeq: number, listener: Listener, destination?: string): Subscription
  /** Tells events that have just been committed here, in order, and how the conversation stands now. */
  committed(conversationId: string, events: ReadonlyArray<WrittenEvent>, situation: Situation): void
  /** Says that another instance has committed something. */
  changedElsewhere(conversationId: string): void
  /** Tells an event that is not kept to those who listen where the customer was when it came. */
  pass(
    conversationId: string,
    event: Pick<DeliveredEvent, 'type' | 'json'>,
    destination: string | undefined,
  ): void
  ids(): Iterable<string>
  count(): number
  stop(): void
}

export function createFanOut(database: Database): FanOut {
  const listenings = new Map<string, Set<Listening>>()
  let stopped = false

  /** Reads on until nothing is left, or until the listener takes no more. */
  async function catchUp(one: Listening): Promise<void> {
    if (one.state !== 'live') {
      one.behind = true
      return
    }
    one.state = 'reading'
    try {
      do {
        one.behind = false
        const { events, ended, moved } = await read(one)
        // Before anything is shown: what has been said since the customer left is not for this listener.
        if (moved) return end(one, 'moved')
        for (const event of events) if (!deliver(one, event)) return
        if (events.length === PAGE) one.behind = true
        else if (ended && !one.behind) return end(one, 'ended')
      } while (one.behind)
      if (one.state === 'reading') one.state = 'live'
    } catch {
      if (isClosed(one)) return
      one.state = 'live'
      // The database is down, and perhaps nothing else would make this listener look again.
      setTimeout(() => void catchUp(one), DATABASE_PAUSE_MS)
    }
  }

  async function read({ conversationId, cursor, destination }: Listening) {
    const rows = await database.queryPrepared(
      'read-events',
      `SELECT e.seq, e.type, e.at, e.body FROM events e
       WHERE e.conversation_id = $1::uuid AND e.seq > $2::bigint ORDER BY e.seq LIMIT ${PAGE}`,
      [conversationId, cursor],
    )
    const events = rows.map(({ seq, type, at, body }) =>
      delivered(Number(seq), String(type), at instanceof Date ? at.toISOString() : String(at), String(body)),
    )
    if (rows.length === PAGE && destination === undefined) return { events, ended: false, moved: false }
    const situation = await situationOf(conversationId, events.at(-1)?.seq ?? cursor)
    // Of a conversation that was erased nothing is left to read, and in the end not even its row.
    if (!situation) return { events, ended: true, moved: false }
    return { events, ended: situation.ended, moved: isElsewhere(destination, situation) }
  }

  async function situationOf(conversationId: string, cursor: number): Promise<Situation | undefined> {
    const [row] = await database.queryPrepared(
      'read-situation',
      `SELECT destination, ended_at IS NOT NULL AND (erased_at IS NOT NULL OR next_seq <= $2::bigint + 1) AND (pending_commands = 0 OR NOT EXISTS (
         SELECT 1 FROM outbox o WHERE o.conversation_id = c.id AND o.dead_at IS NULL
           AND o.command ->> 'type' <> 'conclude')) AS ended
       FROM conversations c WHERE id = $1::uuid`,
      [conversationId, cursor],
    )
    return row && { ended: row.ended === true, destination: String(row.destination) }
  }

  /** Returns whether the listener takes more. */
  function deliver(one: Listening, event: DeliveredEvent | PassedBy): boolean {
    if (one.state === 'closed' || one.state === 'paused') return false
    if (event.seq !== undefined) one.cursor = event.seq
    if (event.type === undefined || takes(one, event)) return true
    if (!isClosed(one)) one.state = 'paused'
    return false
  }

  /** A listener that throws is closed. It must not affect what has been committed. */
  function takes(one: Listening, event: DeliveredEvent): boolean {
    try {
      return one.listener.onEvent(event)
    } catch {
      close(one)
      return false
    }
  }

  function end(one: Listening, why: WhyOver): void {
    if (one.state === 'closed') return
    close(one)
    try {
      one.listener.onEnd(why)
    } catch {
      // It is closed already, so what it throws here does not matter.
    }
  }

  function close(one: Listening): void {
    one.state = 'closed'
    const group = listenings.get(one.conversationId)
    group?.delete(one)
    if (group?.size === 0) listenings.delete(one.conversationId)
  }

  return {
    listen(conversationId, afterSeq, listener, destination) {
      const one: Listening = {
        conversationId,
        listener,
        destination,
        cursor: afterSeq,
        state: 'live',
        behind: false,
      }
      const group = listenings.get(conversationId)
      if (group) group.add(one)
      else listenings.set(conversationId, new Set([one]))
      // A listener that comes after the stop would ask the closed database for ever.
      if (stopped) end(one, 'stopping')
      else void catchUp(one)
      return {
        resume() {
          if (one.state !== 'paused') return
          one.state = 'live'
          void catchUp(one)
        },
        close: () => close(one),
      }
    },
    committed(conversationId, events, situation) {
      const { ended } = situation
      for (const one of [...(listenings.get(conversationId) ?? [])]) {
        if (isElsewhere(one.destination, situation)) {
          end(one, 'moved')
          continue
        }
        if (events.length === 0 && !ended) continue
        const follows = one.state === 'live' && events[0]?.seq === one.cursor + 1
        if (!follows || ended) {
          void catchUp(one)
          continue
        }
        for (const { seq, type, at, body } of events) if (!deliver(one, delivered(seq, type, at, body))) break
      }
    },
    changedElsewhere(conversationId) {
      for (const one of [...(listenings.get(conversationId) ?? [])]) void catchUp(one)
    },
    pass(conversationId, { type, json }, destination) {
      for (const one of listenings.get(conversationId) ?? []) {
        // The word of a move on another instance may come a little later.
        const isGone = destination !== undefined && isElsewhere(one.destination, { destination })
        if (one.state === 'live' && !isGone) deliver(one, { type, json })
      }
    },
    ids: () => listenings.keys(),
    count: () => [...listenings.values()].reduce((sum, group) => sum + group.size, 0),
    stop() {
      stopped = true
      for (const group of [...listenings.values()]) for (const one of [...group]) end(one, 'stopping')
    },
  }
}

/** `body` is the event's JSON without number and time, which are put in front without parsing it. */
function delivered(seq: number, written: string, at: string, body: string): DeliveredEvent | PassedBy {
  const type = eventType(written)
  return type ? { type, seq, json: `{"seq":${seq},"at":"${at}",${body.slice(1)}` } : { type, seq }
}

function eventType(type: string): DeliveredEvent['type'] | undefined {
  switch (type) {
    case 'message':
    case 'receipt':
    case 'participant':
    case 'queue':
    case 'state':
      return type
    default:
      return undefined
  }
}

function isElsewhere(wanted: string | undefined, { destination }: Pick<Situation, 'destination'>): boolean {
  return wanted !== undefined && wanted !== destination
}

function isClosed({ state }: Listening): boolean {
  return state === 'closed'
}
