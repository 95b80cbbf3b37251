import { query } from '../postgres/cluster'
import { readHub } from '../trial/call-hub'
import type { Trial } from '../trial/trial'
import { unless } from './finding'
import type { Scenario } from './scenario'
import { tryToStart } from './try-to-start'
import { CONVERSATIONS, seconds, talk, underFault } from './under-fault'

/** What a newer version would do: tables only ever grow. */
const GROW = ['conversations', 'events', 'outbox', 'web_sessions', 'instances']
  .map((table) => `ALTER TABLE ${table} ADD COLUMN of_a_newer_version text DEFAULT 'new';`)
  .join(' ')
const NEWER = 1_000_000

/** I3b: a newer version has changed the tables, and instances of this one still run. */
export const twoSchemas: Scenario = {
  id: 'I3b',
  title: 'the tables grow under running instances; one of this version does not start on them',
  short: false,
  run: (context) =>
    underFault(context, {
      name: 'i3b',
      instances: 2,
      async fault(trial) {
        const { customers, instances, databaseUrl, startInstance } = trial
        const everybody = await customers(CONVERSATIONS)
        const talking = talk(everybody, 20)
        await seconds(0.5)
        const ids = everybody.map((customer) => customer.conversationId())
        const failedBefore = await readAll(trial, ids)
        await query(
          databaseUrl,
          `BEGIN; ${GROW} INSERT INTO conversation_hub_migrations (version) VALUES (${NEWER}); COMMIT`,
        )
        const failedAfter = await readAll(trial, ids)
        await seconds(1)
        // The other one takes over what is in tables that it does not know.
        instances[0]?.signal('SIGKILL')
        await instances[0]?.exited
        const refusal = await tryToStart(context, trial)
        await query(databaseUrl, `DELETE FROM conversation_hub_migrations WHERE version = ${NEWER}`)
        await startInstance(0)
        await talking
        return [
          ...unless(failedBefore + failedAfter === 0, `${failedBefore} and ${failedAfter} reads failed`),
          ...unless(/newer version/.test(refusal), `a start on newer tables: ${refusal.slice(0, 200)}`),
          'nothing has been released: what an older version does beside this one cannot be tried yet',
        ]
      },
    }),
}

/** Reads every conversation on every instance, all at once: on all connections that there are. Returns how many failed. */
async function readAll({ instances }: Trial, ids: ReadonlyArray<string>): Promise<number> {
  const reads = instances.flatMap(({ url }) => ids.map((id) => readHub(url, `/v1/conversations/${id}`)))
  return (await Promise.all(reads)).filter((read) => !('conversationId' in read)).length
}
