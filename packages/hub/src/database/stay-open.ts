import type { ClientBase } from 'pg'

/** Before Postgres 14 there is no such setting, and nothing to be changed. */
const UNTIL_WE_CLOSE_IT =
  "SELECT set_config('idle_session_timeout', '0', false) WHERE current_setting('idle_session_timeout', true) <> '0'"

/**
 * Keeps Postgres from closing a connection because it was idle, which an operator may have made the default for all. One
 * that listens is always idle, and notifications would be missed each time. The others close by themselves, but making
 * them anew takes longest when the machine is busiest, and a lease runs out meanwhile.
 */
export async function stayOpen(client: ClientBase): Promise<void> {
  await client.query(UNTIL_WE_CLOSE_IT)
}
