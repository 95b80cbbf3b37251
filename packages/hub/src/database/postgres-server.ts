import { Socket } from 'node:net'
import { pause } from '@conversation-hub/core'
import { Pool, types } from 'pg'
import type { Database, Query, SqlValue } from './database'
import { databaseErrorFrom } from './database-error'
import { keepListening } from './keep-listening'

/** Connections to one Postgres: enough for two batches in flight and the reads beside them. */
const POOL_SIZE = 10
/** One is enough, unless it hangs. */
const POOL_SIZE_APART = 3
const CONNECT_TIMEOUT_MS = 5_000
const STATEMENT_TIMEOUT_MS = 20_000
/** A server that is frozen, or cut off without a word, ends no statement itself: then the connection is given up. */
const ANSWER_TIMEOUT_MS = STATEMENT_TIMEOUT_MS + 2_000
/** At the end nobody waits for that: a server that is frozen answers no goodbye either. */
const GOODBYE_WITHIN_MS = 500

const INT8 = 20
const JSON_OID = 114

/** `bigint` as a number (ours stay below 2^53), `json` as its text: it goes to browsers as it is. */
const parsers = {
  getTypeParser(oid: number, format?: 'text' | 'binary') {
    if (oid === INT8) return Number
    if (oid === JSON_OID) return (text: string) => text
    return format === 'binary' ? types.getTypeParser(oid, 'binary') : types.getTypeParser(oid)
  },
}

/** A Postgres server, for one instance of the hub or several. */
export function openPostgresServer(
  url: string,
  { answerTimeoutMs = ANSWER_TIMEOUT_MS }: { answerTimeoutMs?: number } = {},
): Database {
  const sockets = new Set<Socket>()
  const connection = {
    connectionString: url,
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
    // Plans of prepared statements outlive the empty tables on which they were made; only indexes scale. Left to
    // itself, Postgres plans the batch's statement anew each time, which takes longer than running it.
    options: '-c enable_seqscan=off -c jit=off -c plan_cache_mode=force_generic_plan',
  }
  const pool = new Pool({ ...connection, max: POOL_SIZE })
  // An idle connection that breaks is replaced by the pool; the statement that hits it tells its caller.
  pool.on('error', ignore)
  const apart = new Pool({ ...connection, max: POOL_SIZE_APART })
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
      // The statement that hits it tells its caller; without a listener, a connection that breaks ends the process.
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

const ignore = () => {}

/** What JSON writes differently inside of quotes than Postgres: it has a letter for what Postgres wants as it is. */
const ESCAPED_BY_A_LETTER = /\\[bfnrtu]/

/** Arrays as Postgres reads them. `pg` does it too, at several times the cost: in a relay it is felt. */
function arrayLiteral(value: SqlValue): SqlValue {
  if (!Array.isArray(value)) return value
  if (value.some((item) => item instanceof Uint8Array)) return value
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
