import { pause } from '@conversation-hub/core'
import { Client } from 'pg'
import { query } from './cluster'

interface Failing {
  readonly sqlState: string
  /** From 0 to 1. */
  readonly share: number
  /** The same seed fails the same ones, by their number. */
  readonly seed: number
}

/**
 * Makes a share of the statements that write to conversations fail with an SQLSTATE, as the server itself would.
 * Ended by `heal`, which answers how many failed.
 */
export async function failStatements(url: string, { sqlState, share, seed }: Failing) {
  await query(
    url,
    `CREATE SEQUENCE harmed;
     CREATE SEQUENCE written;
     CREATE FUNCTION harm() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
       IF (hashint8extended(nextval('written'), ${seed}) & 1023) < ${Math.round(share * 1_024)} THEN
         PERFORM nextval('harmed');
         RAISE EXCEPTION 'scripted' USING ERRCODE = '${sqlState}';
       END IF;
       RETURN NULL;
     END $$;
     CREATE TRIGGER harm AFTER INSERT OR UPDATE ON conversations FOR EACH STATEMENT EXECUTE FUNCTION harm()`,
  )
  return {
    async heal(): Promise<number> {
      const [row] = await query(
        url,
        'SELECT CASE WHEN is_called THEN last_value ELSE 0 END::int AS failed FROM harmed',
      )
      await query(
        url,
        'DROP TRIGGER harm ON conversations; DROP FUNCTION harm(); DROP SEQUENCE harmed, written',
      )
      return Number(row?.failed)
    },
  }
}

/** Longer than the hub's statements wait before the server looks for a deadlock: so it is one of those that it ends. */
const PATIENT = `SET LOCAL deadlock_timeout = '5s'`
const HUB_WAITS_MS = 300
const HALF_OF_THEM =
  'SELECT 1 FROM conversations ORDER BY hashtextextended(attributes::text, $1) LIMIT (SELECT count(*) / 2 FROM conversations) FOR UPDATE'

/**
 * A deadlock with the hub: half of the conversations are locked until a batch of the hub's waits for one of them, then
 * all the others are. Returns whether the server had to end the hub's statement.
 */
export async function deadlock(url: string, seed: number): Promise<boolean> {
  const before = await deadlocks(url)
  const client = new Client({ connectionString: url })
  await client.connect()
  try {
    await client.query(`BEGIN; ${PATIENT}`)
    await client.query(HALF_OF_THEM, [seed])
    await pause(HUB_WAITS_MS)
    await client.query('SELECT 1 FROM conversations FOR UPDATE')
    await client.query('COMMIT')
  } catch {
    // It was ours that was ended: the hub's had been looked at before there was a deadlock.
    return false
  } finally {
    await client.end()
  }
  // The server counts a little later.
  const deadline = performance.now() + 3_000
  while (performance.now() < deadline) {
    if ((await deadlocks(url)) > before) return true
    await pause(200)
  }
  return false
}

async function deadlocks(url: string): Promise<number> {
  const [row] = await query(
    url,
    'SELECT deadlocks::int FROM pg_stat_database WHERE datname = current_database()',
  )
  return Number(row?.deadlocks)
}

/** Takes every connection that the server has, the hub's too. Returns what gives them back. */
export async function takeAllConnections(url: string): Promise<() => Promise<void>> {
  const taken: Client[] = []
  async function take(): Promise<boolean> {
    const client = new Client({ connectionString: url, application_name: 'fault harness' })
    client.on('error', () => {})
    try {
      await client.connect()
      taken.push(client)
      return true
    } catch {
      return false
    }
  }
  while (await take());
  for (let hubs = 1; hubs > 0; ) {
    const rows = await taken[0]?.query(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'conversation-hub'`,
    )
    hubs = rows?.rowCount ?? 0
    await Promise.all(Array.from({ length: hubs * 2 }, take))
  }
  return async () => {
    await Promise.all(taken.map((client) => client.end()))
  }
}
