import { createStopSwitch, type Stoppable } from '@conversation-hub/core'
import type { Database } from '../database/database'
import { watchFirstBytes } from './first-bytes'

/** How long a lease lasts, by the database's clock. An instance that does not renew it counts as dead after that. */
const LEASE_SECONDS = 6
const RENEW_EVERY_MS = 2_000
/** An answer that took longer does not tell the time: nobody knows where on its way it waited. */
const TELLS_TIME_WITHIN_MS = 1_000
/**
 * After the database was down, every lease may have run out though nobody died. So long the others get to renew theirs.
 */
const OTHERS_RENEW_WITHIN_MS = 5_000
/** For how long another instance is reckoned with after it was seen: nobody may have told of its last writes. */
const ALONE_AFTER_MS = 10_000

export interface InstanceLease {
  /** Whether this instance may still speak to platforms, by a clock that only moves forward. */
  held(): boolean
  /**
   * Stopped when it turns out that this process has slept through its lease, before anything is read or written that
   * waited for its waking. From then on there is a new one. Not stopped if nobody else was there to take over.
   */
  awake(): Stoppable
  /** How often the lease has run out before it was renewed. Each time, others may have taken over. */
  lapses(): number
  /**
   * The database's time, without asking for it: what it said last, plus the time since by a clock that only moves
   * forward. So it does not matter if the process's own clock is wrong, or is set.
   */
  now(): Date
  /** How many other instances were alive at the last look. */
  peers(): number
  /** Whether no other instance has been there for a while, so that nobody else's writes have to be looked for. */
  isAlone(): boolean
  /**
   * Whether a lease that has run out means that its instance has died. For a moment after the database was down, or this
   * process asleep, it does not: instances that are alive would lose their conversations, and what they are doing.
   */
  tellsOfDeath(): boolean
  stop(): Promise<void>
}

/**
 * Keeps this instance's row in `instances` fresh. Resolves when it is there for the first time. `onLapse` is called
 * when the lease has run out, by either clock, and before it counts as held again: others may have taken over.
 */
export async function holdInstanceLease(
  database: Database,
  instanceId: string,
  onLapse: () => void,
): Promise<InstanceLease> {
  let confirmedAt = 0
  let lapses = 0
  let anchor: { readonly database: number; readonly own: number } | undefined
  let peers = 0
  let metAt = performance.now()
  let awayAt = Number.NEGATIVE_INFINITY
  let awake = createStopSwitch()
  let lookedAt = performance.now()
  const renewals = new Set<Promise<void>>()
  // On a connection of its own: an instance that only keeps its other connections busy is not dead.
  const query = database.queryApart ?? database.query
  // An embedded database belongs to this process alone, so all other instances in it have died.
  if (database.kind === 'embedded') await database.query('DELETE FROM instances')

  async function renew(): Promise<void> {
    const asked = performance.now()
    const [row] = await query(
      `WITH before AS (SELECT lease_until <= now() AS lapsed FROM instances WHERE id = $1::uuid), mine AS (
        INSERT INTO instances (id, lease_until) VALUES ($1::uuid, now() + make_interval(secs => $2))
        -- By the clock, not from the beginning of the statement: one that had to wait must not set a newer one back.
        ON CONFLICT (id) DO UPDATE SET lease_until = clock_timestamp() + make_interval(secs => $2))
      SELECT count(*)::int AS peers, (SELECT lapsed FROM before) AS lapsed, now() AS now
      FROM instances WHERE lease_until > now() AND id <> $1::uuid`,
      [instanceId, LEASE_SECONDS],
    )
    // An embedded database has nobody else who could have taken over. And its one connection would be busy with looking at
    // everything again for so long that this lease runs out anew, and again.
    const gone =
      database.kind === 'server' &&
      (row?.lapsed !== false || performance.now() - confirmedAt >= LEASE_SECONDS * 1_000)
    if (gone) lapses += 1
    if (gone && confirmedAt > 0) onLapse()
    if (confirmedAt > 0 && performance.now() - confirmedAt > 2 * RENEW_EVERY_MS) awayAt = performance.now()
    // Queries that hung while the database was down are answered late, and in any order.
    confirmedAt = Math.max(confirmedAt, asked)
    // The embedded database has this machine's clock, which may be set. So what it said first is kept.
    const tellsTime = database.kind === 'server' && performance.now() - asked < TELLS_TIME_WITHIN_MS
    if (tellsTime || !anchor) anchor = { database: timeOf(row?.now), own: asked }
    peers = Number(row?.peers ?? 0)
    if (peers > 0) metAt = performance.now()
  }

  const held = () => performance.now() - confirmedAt < LEASE_SECONDS * 1_000
  const isAlone = (at = performance.now()) => database.kind === 'embedded' || at - metAt > ALONE_AFTER_MS

  function noticeSleep(): void {
    const now = performance.now()
    if (now - lookedAt <= 2 * RENEW_EVERY_MS) return
    const wasAlone = isAlone(lookedAt)
    lookedAt = now
    if (held() || wasAlone) return
    const slept = awake
    awake = createStopSwitch()
    slept.stop()
  }

  await renew()
  const timer = setInterval(() => {
    noticeSleep()
    lookedAt = performance.now()
    const renewal = renew()
      .catch(() => {})
      .finally(() => renewals.delete(renewal))
    renewals.add(renewal)
  }, RENEW_EVERY_MS)
  const stopWatching = watchFirstBytes()
  return {
    held,
    awake: () => awake,
    lapses: () => lapses,
    peers: () => peers,
    isAlone: () => isAlone(),
    tellsOfDeath: () => performance.now() - awayAt > OTHERS_RENEW_WITHIN_MS,
    now: () => new Date(anchor ? anchor.database + performance.now() - anchor.own : Date.now()),
    async stop() {
      clearInterval(timer)
      stopWatching()
      // A renewal that takes effect after the end would make this instance look alive for as long as a lease lasts.
      await Promise.all(renewals)
      await database.query('DELETE FROM instances WHERE id = $1::uuid', [instanceId]).catch(() => {})
    },
  }
}

const timeOf = (now: unknown) => (now instanceof Date ? now.getTime() : Date.now())
