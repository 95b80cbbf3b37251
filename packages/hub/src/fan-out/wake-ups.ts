import { z } from 'zod'
import type { Database } from '../database/database'

const CHANNEL = 'conversation_hub'
/**
 * For how long changes are collected, in milliseconds: Postgres has one lock for notifications, and commits would queue
 * for it.
 */
const COLLECT_MS = 5
/** The most that a notification can carry: Postgres refuses more (its manual, NOTIFY). */
const MOST_BYTES = 7_999
/** An id takes 39 bytes. */
const IDS_PER_NOTIFICATION = 150
/** Notifications can be missed (a broken connection, a pooler in between), so correctness rests on polling alone. */
const POLL_EVERY_MS = 2_000
/** A server whose answer was lost may still commit a little later, so one look is not enough. */
const LOOKS_WHEN_IN_DOUBT = 2

const payloadSchema = z.object({
  from: z.string(),
  changed: z.array(z.string()).optional(),
  /** An event that is not kept, as its JSON. */
  passing: z
    .object({
      id: z.string(),
      type: z.enum(['typing', 'partial', 'input']),
      json: z.string(),
      destination: z.string().optional(),
    })
    .optional()
    // Kinds of events that only a newer version knows are ignored.
    .catch(undefined),
  typing: z.object({ id: z.string(), typing: z.boolean() }).optional(),
  orphans: z.boolean().optional(),
})

type Payload = Omit<z.infer<typeof payloadSchema>, 'from'>

export interface WakeUps {
  /** Tells the other instances that a conversation was written to. */
  changed(conversationId: string): void
  tell(payload: Payload): void
  /**
   * Says that these conversations may have been written to: the database's answer was lost. As soon as it answers again
   * they count as changed; otherwise what may have been written would wait for the next change.
   */
  doubt(conversationIds: Iterable<string>): void
  stop(): Promise<void>
}

interface Options {
  readonly database: Database
  readonly instanceId: string
  readonly isAlone: () => boolean
  readonly hear: (payload: Payload) => void
  /** The conversations in which this instance is interested, with the version that it knows, if any. */
  readonly watched: () => Iterable<readonly [id: string, version: number | undefined]>
}

/**
 * How instances tell each other that something has changed. This only says when to look: what is true stands in the
 * tables.
 */
export async function createWakeUps(options: Options): Promise<WakeUps> {
  const { database, instanceId, isAlone, hear } = options
  let collected = new Set<string>()
  /** Versions at the last poll of conversations that have listeners here but no record at hand. */
  let seen = new Map<string, number>()
  const doubtful = new Map<string, number>()
  let collecting: ReturnType<typeof setTimeout> | undefined

  function send(payload: Payload): void {
    const text = JSON.stringify({ from: instanceId, ...payload })
    // Only the text so far of a very long message is too large. Pages on other instances see the message when it is kept.
    // If it were sent all the same, each refusal would cost a connection, because `pg` closes it after a failed
    // statement.
    if (Buffer.byteLength(text) > MOST_BYTES) return
    database.query('SELECT pg_notify($1, $2)', [CHANNEL, text]).catch(() => {})
  }

  function flush(): void {
    collecting = undefined
    const ids = [...collected]
    collected = new Set()
    for (let from = 0; from < ids.length; from += IDS_PER_NOTIFICATION) {
      send({ changed: ids.slice(from, from + IDS_PER_NOTIFICATION) })
    }
  }

  async function poll(): Promise<void> {
    const known = new Map<string, number>()
    // An outdated record is reported at every poll until it is up to date: an earlier report may have had no effect.
    if (!isAlone()) for (const [id, version] of options.watched()) known.set(id, version ?? seen.get(id) ?? 0)
    const inDoubt = [...doubtful.keys()]
    if (known.size === 0 && inDoubt.length === 0) return
    const rows = await database.query('SELECT id, version FROM conversations WHERE id = ANY($1::uuid[])', [
      [...new Set([...known.keys(), ...inDoubt])],
    ])
    const versions = new Map(rows.map(({ id, version }) => [String(id), Number(version)]))
    seen = new Map([...versions].filter(([id]) => known.has(id)))
    const changed = [...versions.keys()].filter(
      (id) => doubtful.has(id) || (versions.get(id) ?? 0) > (known.get(id) ?? 0),
    )
    for (const id of inDoubt) looked(id)
    if (changed.length > 0) hear({ changed })
  }

  function looked(id: string): void {
    const left = (doubtful.get(id) ?? 0) - 1
    if (left > 0) doubtful.set(id, left)
    else doubtful.delete(id)
  }

  await database.listen?.(CHANNEL, (text) => {
    const payload = payloadSchema.safeParse(parseJson(text))
    if (payload.success && payload.data.from !== instanceId) hear(payload.data)
  })
  const timer = setInterval(() => void poll().catch(() => {}), POLL_EVERY_MS)

  return {
    changed(conversationId) {
      if (isAlone()) return
      collected.add(conversationId)
      collecting ??= setTimeout(flush, COLLECT_MS)
    },
    tell(payload) {
      if (!isAlone()) send(payload)
    },
    doubt(conversationIds) {
      for (const id of conversationIds) doubtful.set(id, LOOKS_WHEN_IN_DOUBT)
    },
    async stop() {
      clearInterval(timer)
      clearTimeout(collecting)
      flush()
    },
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
