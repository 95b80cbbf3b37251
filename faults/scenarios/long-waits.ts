import { query } from '../postgres/cluster'
import { unless } from './finding'
import type { Scenario } from './scenario'
import { CONVERSATIONS, seconds, talk, underFault } from './under-fault'

/** A billion seconds, as a platform's clock that is wrong gives them. */
const ABSURD = '1000000000'
const CAP_SECONDS = 15 * 60

/** V1b: the platform wants to be left alone for 31 years. */
export const longWaits: Scenario = {
  id: 'V1b',
  title:
    '429 with a Retry-After of 31 years: a quarter of an hour is waited, by the database’s clock, across a restart',
  short: false,
  run: (context) =>
    underFault(context, {
      name: 'v1b',
      async fault({ platform, customers, databaseUrl, instances, startInstance }) {
        const everybody = await customers(CONVERSATIONS)
        await talk(everybody, 2)
        let refusals = 0
        platform.misbehaviour = ({ kind }) => {
          if (kind !== 'say') return undefined
          refusals += 1
          return { answer: 'status', status: 429, taken: false, retryAfter: ABSURD }
        }
        await talk(everybody, 2)
        const due = () =>
          query(
            databaseUrl,
            'SELECT extract(epoch FROM next_try_at - now())::float8 AS seconds FROM outbox WHERE next_try_at IS NOT NULL',
          )
        while ((await due()).length === 0) await seconds(0.1)
        // The account is left alone as a whole: calls that were under way are all that it is asked.
        await seconds(2)
        const asked = refusals
        await seconds(2)
        const waits = (await due()).map((row) => Number(row.seconds))
        platform.misbehaviour = () => undefined
        const wrong = waits.filter((wait) => wait > CAP_SECONDS || wait < CAP_SECONDS - 60)
        // A quarter of an hour later: an instance that comes up goes by the time that is kept.
        instances[0]?.signal('SIGKILL')
        await instances[0]?.exited
        await query(databaseUrl, `UPDATE outbox SET next_try_at = next_try_at - interval '15 minutes'`)
        await startInstance()
        return [
          ...unless(wrong.length === 0, `waits of ${wrong.map((wait) => wait.toFixed(0)).join(', ')} s`),
          ...unless(refusals === asked, 'it was asked again all the same'),
          `${refusals} refusals; ${waits.length} messages wait, the longest ${Math.max(...waits).toFixed(0)} s`,
        ]
      },
    }),
}
