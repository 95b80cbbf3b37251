import {
  type AccountStreamArrival,
  type Connector,
  type ConversationError,
  followStream,
  pause,
  type Stoppable,
  type StreamArrival,
  type StreamStep,
} from '@conversation-hub/core'
import { UnreadableConversation } from '../../conversations/unreadable'
import type { Database } from '../../database/database'
import { conversationErrorOf, forCallers } from '../../database/database-error'
import { keepsAccountEvents } from '../events/keep-account-events'
import { claimSetAside, type KeyedEventsContext } from '../events/keyed-events'
import { LeaseLost } from '../lease-lost'

/** The cursor of a stream that was opened but has not told one yet. */
const OPENED = ''
const LOOK_EVERY_MS = 1_500
const TROUBLE_PAUSE_MS = 10_000

export interface AccountStreamContext extends KeyedEventsContext {
  readonly instanceId: string
  readonly mayAct: () => boolean
}

/**
 * Follows the one stream of a whole account, which only one instance reads at a time: the one that holds its row, until
 * that instance's lease runs out. Goes on until the signal is aborted. `nextLook` wakes it when a stream may be free.
 */
export async function followAccountStream(
  context: AccountStreamContext,
  { name, connector, arrival }: { name: string; connector: Connector; arrival: AccountStreamArrival },
  { signal, nextLook }: { signal: AbortSignal; nextLook: () => Stoppable },
): Promise<void> {
  const { database, instanceId, log } = context
  const keep = keepsAccountEvents(context, name)
  while (!signal.aborted) {
    // Before asking: if the stream is given back while the answer is on its way, it is asked for once more.
    const look = nextLook()
    try {
      const held = context.mayAct() ? await takeStream(database, name, instanceId) : undefined
      if (held) await claimSetAside(context, name)
      // If the stream was taken while this instance was being told to stop, it is given back at once.
      if (held && !signal.aborted) await follow({ context, name, connector, arrival, keep }, held, signal)
      else await pause(LOOK_EVERY_MS, look)
    } catch (thrown) {
      if (thrown instanceof LeaseLost || signal.aborted) continue
      const { code, message } = conversationErrorOf(thrown, 'Following the account’s event stream')
      // The database is down for everybody. That passes, and is reported where it matters.
      if (code === 'database-unavailable') tellInterrupted(context, name, { code, message })
      else log({ level: 'error', event: 'account-stream-failed', platform: name, code, detail: message })
      // Another instance may be able to keep what this one cannot read.
      await giveStreamBack(database, name, instanceId).catch(() => {})
      await pause(TROUBLE_PAUSE_MS, signal)
    }
  }
  await giveStreamBack(database, name, instanceId).catch(() => {})
}

interface Held {
  readonly fence: number
  readonly cursor: string | undefined
}

async function follow(
  {
    context,
    name,
    connector,
    arrival,
    keep,
  }: {
    context: AccountStreamContext
    name: string
    connector: Connector
    arrival: AccountStreamArrival
    keep: ReturnType<typeof keepsAccountEvents>
  },
  held: Held,
  signal: AbortSignal,
): Promise<void> {
  const { database } = context
  let { cursor } = held
  let failure: LeaseLost | UnreadableConversation | undefined
  const stop = new AbortController()
  const stopToo = () => stop.abort()
  signal.addEventListener('abort', stopToo, { once: true })

  function giveUp(why: typeof failure): void {
    failure = why
    stop.abort()
  }

  /**
   * The code that reads streams knows no database, whose trouble would look to it like a defect. So it is translated
   * here.
   */
  async function* keepAsRead(options: Parameters<StreamArrival['open']>[1]): AsyncGenerator<StreamStep> {
    try {
      yield* keepSteps(options)
    } catch (thrown) {
      throw forCallers(thrown)
    }
  }

  /** Keeps the events first and the cursor after them: after a crash in between, events come again and are recognised. */
  async function* keepSteps(options: Parameters<StreamArrival['open']>[1]): AsyncGenerator<StreamStep> {
    for await (const step of arrival.open(options)) {
      if (step.step === 'opened') {
        if (cursor === undefined) await markOpened(database, name, held.fence)
        yield step
        continue
      }
      for (const { code, text: detail } of step.notices ?? []) {
        context.log({ level: 'info', event: 'platform-notice', platform: name, code, detail })
      }
      try {
        for (const entry of step.entries) await keep(entry)
      } catch (thrown) {
        if (thrown instanceof UnreadableConversation) return giveUp(thrown)
        throw thrown
      }
      if (!(await moveCursor(database, name, { fence: held.fence, cursor: step.cursor }))) {
        return giveUp(new LeaseLost())
      }
      cursor = step.cursor ?? cursor
      yield { step: 'events', events: [] }
    }
  }

  // What concerns one conversation's session does not apply to a stream that carries them all.
  const { renew: _, renewAt: __, readTranscript: ___, ...account } = connector
  try {
    await followStream({
      connector: account,
      arrival: {
        kind: 'stream',
        opens: 'after-start',
        silenceMs: arrival.silenceMs,
        open: (_session, options) => keepAsRead(options),
      },
      session: () => ({}),
      cursor: () => cursor,
      renew: async () => {},
      keep: async () => {},
      onTrouble: (error) => tellInterrupted(context, name, error),
      resumed: true,
      signal: stop.signal,
    })
  } finally {
    signal.removeEventListener('abort', stopToo)
    stop.abort()
  }
  if (failure) throw failure
}

function tellInterrupted(
  { log }: AccountStreamContext,
  platform: string,
  { code, message: detail }: Pick<ConversationError, 'code' | 'message'>,
): void {
  log({ level: 'warn', event: 'account-stream-interrupted', platform, code, detail })
}

/**
 * Takes the stream's row, unless a living instance has it. Raising the fence voids whatever its last owner still
 * writes.
 */
async function takeStream(database: Database, name: string, instanceId: string): Promise<Held | undefined> {
  await database.query(
    'INSERT INTO account_streams (name, fence) VALUES ($1, 0) ON CONFLICT (name) DO NOTHING',
    [name],
  )
  const [row] = await database.query(
    `UPDATE account_streams s SET owner = $2::uuid, fence = fence + 1
     WHERE name = $1 AND (s.owner IS NULL OR s.owner = $2::uuid OR NOT EXISTS (
       SELECT 1 FROM instances i WHERE i.id = s.owner AND i.lease_until > now()))
     RETURNING fence, cursor`,
    [name, instanceId],
  )
  if (!row) return undefined
  const cursor = typeof row.cursor === 'string' && row.cursor !== OPENED ? row.cursor : undefined
  return { fence: Number(row.fence), cursor }
}

/** Notes that the stream has been open. Starts wait for this: see `AwaitFirstOpening`. */
async function markOpened(database: Database, name: string, fence: number): Promise<void> {
  await database.query(
    `UPDATE account_streams SET cursor = $3 WHERE name = $1 AND fence = $2::bigint AND cursor IS NULL`,
    [name, fence, OPENED],
  )
}

/** Returns whether this owner still has the stream. */
async function moveCursor(
  database: Database,
  name: string,
  { fence, cursor }: { fence: number; cursor: string | undefined },
): Promise<boolean> {
  const rows = await database.query(
    `UPDATE account_streams SET cursor = coalesce($3, cursor) WHERE name = $1 AND fence = $2::bigint RETURNING name`,
    [name, fence, cursor ?? null],
  )
  return rows.length > 0
}

async function giveStreamBack(database: Database, name: string, instanceId: string): Promise<void> {
  await database.query('UPDATE account_streams SET owner = NULL WHERE name = $1 AND owner = $2::uuid', [
    name,
    instanceId,
  ])
}
