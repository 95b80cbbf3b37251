import type { Database } from '../database/database'
import type { DeliveredEvent, Listener, Subscription } from '../hub'
import type { WrittenEvent } from '../journal/changes'

/** Events read from the table at once when a listener has to catch up. */
const PAGE = 200
/** How long to wait before the database is asked again, in milliseconds. */
const DATABASE_PAUSE_MS = 500

interface Listening {
  readonly conversationId: string
  readonly listener: Listener
  cursor: number
  /** `live`: everything kept so far was delivered; new events go straight on. */
  state: 'live' | 'reading' | 'paused' | 'closed'
  /** Something was written while the table was being read. */
  behind: boolean
}

/** Hands events to whoever listens. Readers that fell behind read the table; nothing is kept for them in memory. */
export interface FanOut {
  listen(conversationId: string, afterSeq: number, listener: Listener): Subscription
  /** Events that were just committed here, in order. */
  committed(conversationId: string, events: ReadonlyArray<WrittenEvent>, ended: boolean): void
  /** Something was committed elsewhere. */
  changedElsewhere(conversationId: string): void
  /** An event that is not kept. */
  pass(conversationId: string, event: DeliveredEvent): void
  ids(): Iterable<string>
  count(): number
  stop(): void
}

export function createFanOut(database: Database): FanOut {
  const listenings = new Map<string, Set<Listening>>()

  /** Reads on until nothing is left; a listener that says "enough" stops it. */
  async function catchUp(one: Listening): Promise<void> {
    if (one.state !== 'live') {
      one.behind = true
      return
    }
    one.state = 'reading'
    try {
      do {
        one.behind = false
        const { events, ended } = await read(one)
        for (const event of events) if (!deliver(one, event)) return
        if (events.length === PAGE) one.behind = true
        else if (ended && !one.behind) return end(one, 'ended')
      } while (one.behind)
      if (one.state === 'reading') one.state = 'live'
    } catch {
      if (isClosed(one)) return
      one.state = 'live'
      // The database is away: nothing else may come by that would make this listener look again.
      setTimeout(() => void catchUp(one), DATABASE_PAUSE_MS)
    }
  }

  async function read({ conversationId, cursor }: Listening) {
    const rows = await database.queryPrepared(
      'read-events',
      `SELECT e.seq, e.type, e.at, e.body FROM events e
       WHERE e.conversation_id = $1::uuid AND e.seq > $2::bigint ORDER BY e.seq LIMIT ${PAGE}`,
      [conversationId, cursor],
    )
    const events = rows.map(({ seq, type, at, body }) =>
      delivered(Number(seq), String(type), at instanceof Date ? at.toISOString() : String(at), String(body)),
    )
    return {
      events,
      ended: rows.length < PAGE && (await hasEnded(conversationId, events.at(-1)?.seq ?? cursor)),
    }
  }

  async function hasEnded(conversationId: string, cursor: number): Promise<boolean> {
    const [row] = await database.queryPrepared(
      'has-ended',
      `SELECT ended_at IS NOT NULL AND (erased_at IS NOT NULL OR next_seq <= $2::bigint + 1) AND (pending_commands = 0 OR NOT EXISTS (
         SELECT 1 FROM outbox o WHERE o.conversation_id = c.id AND o.dead_at IS NULL
           AND o.command ->> 'type' <> 'conclude')) AS ended
       FROM conversations c WHERE id = $1::uuid`,
      [conversationId, cursor],
    )
    // Of one that was erased nothing is left to be read, and in the end not even its row.
    return row === undefined || row.ended === true
  }

  /** Answers whether the listener takes more. */
  function deliver(one: Listening, event: DeliveredEvent): boolean {
    if (one.state === 'closed' || one.state === 'paused') return false
    if (event.seq !== undefined) one.cursor = event.seq
    if (takes(one, event)) return true
    if (!isClosed(one)) one.state = 'paused'
    return false
  }

  /** A listener that throws is not listening any more; what was committed is no less committed. */
  function takes(one: Listening, event: DeliveredEvent): boolean {
    try {
      return one.listener.onEvent(event)
    } catch {
      close(one)
      return false
    }
  }

  function end(one: Listening, why: 'ended' | 'stopping'): void {
    if (one.state === 'closed') return
    close(one)
    try {
      one.listener.onEnd(why)
    } catch {
      // It was the last that it heard.
    }
  }

  function close(one: Listening): void {
    one.state = 'closed'
    const group = listenings.get(one.conversationId)
    group?.delete(one)
    if (group?.size === 0) listenings.delete(one.conversationId)
  }

  return {
    listen(conversationId, afterSeq, listener) {
      const one: Listening = { conversationId, listener, cursor: afterSeq, state: 'live', behind: false }
      const group = listenings.get(conversationId)
      if (group) group.add(one)
      else listenings.set(conversationId, new Set([one]))
      void catchUp(one)
      return {
        resume() {
          if (one.state !== 'paused') return
          one.state = 'live'
          void catchUp(one)
        },
        close: () => close(one),
      }
    },
    committed(conversationId, events, ended) {
      if (events.length === 0 && !ended) return
      for (const one of [...(listenings.get(conversationId) ?? [])]) {
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
    pass(conversationId, event) {
      for (const one of listenings.get(conversationId) ?? []) if (one.state === 'live') deliver(one, event)
    },
    ids: () => listenings.keys(),
    count: () => [...listenings.values()].reduce((sum, group) => sum + group.size, 0),
    stop() {
      for (const group of [...listenings.values()]) for (const one of [...group]) end(one, 'stopping')
    },
  }
}

/** `body` is the event's JSON without number and time; they are put in front without parsing it. */
function delivered(seq: number, type: string, at: string, body: string): DeliveredEvent {
  return { type: eventType(type), seq, json: `{"seq":${seq},"at":"${at}",${body.slice(1)}` }
}

function eventType(type: string): DeliveredEvent['type'] {
  switch (type) {
    case 'message':
    case 'receipt':
    case 'participant':
    case 'queue':
    case 'state':
      return type
    default:
      throw new Error(`the events table holds an unknown type`)
  }
}

function isClosed({ state }: Listening): boolean {
  return state === 'closed'
}
