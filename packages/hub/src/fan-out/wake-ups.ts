import { z } from 'zod'
import type { Database } from '../database/database'

const CHANNEL = 'conversation_hub'
/** Changes are told together, so that commits do not queue behind the notification lock. */
const COLLECT_MS = 5
/** What a notification carries at most: Postgres refuses more (its manual, NOTIFY). */
const MOST_BYTES = 7_999
/** An id takes 39 bytes. */
const IDS_PER_NOTIFICATION = 150
/** Notifications can be missed (a broken connection, a pooler between): this is the floor of correctness. */
const POLL_EVERY_MS = 2_000
/** A server whose answer was lost may commit a little later still: one look more than the first. */
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
    // What a newer version beside this one passes on, and this one does not know, passes by.
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
   * Nobody knows whether these conversations were written to: the answer was lost. They count as changed as
   * soon as the database answers again, or whatever was written for them would wait for the next change.
   */
  doubt(conversationIds: Iterable<string>): void
  stop(): Promise<void>
}

interface Options {
  readonly database: Database
  readonly instanceId: string
  readonly isAlone: () => boolean
  readonly hear: (payload: Payload) => void
  /** The conversations that this instance cares for, with the version at hand, if there is one. */
  readonly watched: () => Iterable<readonly [id: string, version: number | undefined]>
}

/** How instances tell each other what has changed. Readers always read the tables; this only says when. */
export async function createWakeUps(options: Options): Promise<WakeUps> {
  const { database, instanceId, isAlone, hear } = options
  let collected = new Set<string>()
  /** Versions at the last poll, of conversations that are only listened to. */
  let seen = new Map<string, number>()
  const doubtful = new Map<string, number>()
  let collecting: ReturnType<typeof setTimeout> | undefined

  function send(payload: Payload): void {
    const text = JSON.stringify({ from: instanceId, ...payload })
    // Only the text so far of a long message: pages there are shown the whole of it when it is kept. Asked for all the
    // same, each refusal would cost a connection, which `pg` closes behind a statement that failed.
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
    // A record at hand that is old is told of until it is not: what was told may have come to nothing.
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
