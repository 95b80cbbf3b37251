import { Socket } from 'node:net'
import { pause } from '@conversation-hub/core'
import { Pool, types } from 'pg'
import type { Database, Query, SqlValue } from './database'
import { databaseErrorFrom } from './database-error'
import { keepListening } from './keep-listening'
import { stayOpen } from './stay-open'

/** Connections to one Postgres: enough for two batches in flight and the reads beside them. */
const POOL_SIZE = 10
/** Connections for `queryApart`. One is enough, unless it hangs. */
const POOL_SIZE_APART = 3
const CONNECT_TIMEOUT_MS = 5_000
const STATEMENT_TIMEOUT_MS = 20_000
/** A server that is frozen or cut off does not end a statement itself. After this time, the connection is given up. */
const ANSWER_TIMEOUT_MS = STATEMENT_TIMEOUT_MS + 2_000
/** How long closing waits for the server: one that is frozen never answers. */
const GOODBYE_WITHIN_MS = 500

const INT8 = 20
const JSON_OID = 114

/** `bigint` as a number (ours stay below 2^53), `json` as text, because it goes to browsers as it is. */
const parsers = {
  getTypeParser(oid: number, format?: 'text' | 'binary') {
    if (oid === INT8) return Number
    if (oid === JSON_OID) return (text: string) => text
    return format === 'binary' ? types.getTypeParser(oid, 'binary') : types.getTypeParser(oid)
  },
}

/**
 * A plan that was made on empty tables would scan them, and be kept when they have grown: so no sequential scans. And by
 * default, Postgres would plan the batch's statement anew each time, which takes longer than running it. The others are
 * Postgres' own defaults, which an operator may have changed for everybody: times are read as ISO writes them, and what
 * collides is meant to wait.
 */
const OPTIONS =
  '-c enable_seqscan=off -c jit=off -c plan_cache_mode=force_generic_plan ' +
  '-c datestyle=ISO -c default_transaction_isolation=read\\ committed'

/** A Postgres server, for one instance of the hub or several. */
export function openPostgresServer(
  url: string,
  { answerTimeoutMs = ANSWER_TIMEOUT_MS }: { answerTimeoutMs?: number } = {},
): Database {
  const sockets = new Set<Socket>()
  const connection = {
    connectionString: withOurOptions(url),
    stream() {
      const socket = new Socket()
      sockets.add(socket)
      socket.once('close', () => sockets.delete(socket))
      return socket
    },
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    statement_timeout: STATEMENT_TIMEOUT_MS,
    query_timeout: answerTimeoutMs,
    keepAlive: true,
    application_name: 'conversation-hub',
    types: parsers,
    options: OPTIONS,
  }
  const pool = new Pool({ ...connection, max: POOL_SIZE, onConnect: stayOpen })
  // The pool replaces an idle connection that breaks. A statement that was running on it tells its caller.
  pool.on('error', ignore)
  const apart = new Pool({ ...connection, max: POOL_SIZE_APART, onConnect: stayOpen })
  apart.on('error', ignore)
  const stopListening: (() => Promise<void>)[] = []

  return {
    kind: 'server',
    query: (text, values = []) => run(pool, { text, values: [...values] }),
    queryApart: (text, values = []) => run(apart, { text, values: [...values] }),
    queryPrepared: (name, text, values) => run(pool, { name, text, values: values.map(arrayLiteral) }),
    async transaction(work) {
      const client = await pool
        .connect()
        .catch((thrown: unknown) => Promise.reject(databaseErrorFrom(thrown)))
      // A statement that was running tells its caller. Without a listener, a connection that breaks would end the
      // process.
      client.on('error', ignore)
      const query: Query = (text, values = []) => run(client, { text, values: [...values] })
      let broken = false
      try {
        await query('BEGIN')
        const result = await work(query)
        await query('COMMIT')
        return result
      } catch (thrown) {
        await query('ROLLBACK').catch(() => {
          broken = true
        })
        throw thrown
      } finally {
        client.off('error', ignore)
        client.release(broken)
      }
    },
    async listen(channel, onPayload) {
      stopListening.push(await keepListening(connection, channel, onPayload))
    },
    async close() {
      const late = new AbortController()
      const goodbyes = [...stopListening.map((stop) => stop()), pool.end(), apart.end()]
      const isTooLate = pause(GOODBYE_WITHIN_MS, late.signal).then(() => !late.signal.aborted)
      if (await Promise.race([Promise.all(goodbyes).then(() => false), isTooLate])) {
        for (const socket of sockets) socket.destroy()
      }
      late.abort()
    },
  }
}

/**
 * An address that has options of its own, for example a `search_path`, with ours behind them: `pg` would take either these
 * or those.
 */
function withOurOptions(url: string): string {
  const address = URL.canParse(url) ? new URL(url) : undefined
  const own = address?.searchParams.get('options')
  if (address === undefined || !own) return url
  address.searchParams.set('options', `${own} ${OPTIONS}`)
  return address.href
}

const ignore = () => {}

/**
 * Where JSON and Postgres differ within quotes: JSON writes an escape with a letter, Postgres wants the character
 * itself.
 */
const ESCAPED_BY_A_LETTER = /\\[bfnrtu]/

/**
 * An array in the way Postgres reads it. `pg` would do it, too, but at several times the cost, which a relay would
 * feel.
 */
function arrayLiteral(value: SqlValue): SqlValue {
  if (!Array.isArray(value)) return value
  const json = JSON.stringify(value)
  return `{${ESCAPED_BY_A_LETTER.test(json) ? value.map(arrayItem).join(',') : json.slice(1, -1)}}`
}

function arrayItem(item: unknown): string {
  if (typeof item !== 'string') return String(item)
  return `"${item.replace(/["\\]/g, '\\$&')}"`
}

interface Runs {
  query(config: {
    name?: string
    text: string
    values: unknown[]
  }): Promise<{ rows: Record<string, unknown>[] }>
}

async function run(runner: Runs, config: { name?: string; text: string; values: unknown[] }) {
  try {
    return (await runner.query(config)).rows
  } catch (thrown) {
    throw databaseErrorFrom(thrown)
  }
}
