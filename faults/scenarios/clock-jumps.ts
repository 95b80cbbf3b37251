import { unless } from './finding'
import type { Scenario } from './scenario'
import { CONVERSATIONS, seconds, talk, underFault, whileTalking } from './under-fault'

const MINUTES = 60_000
const JUMPS = [10 * MINUTES, -10 * MINUTES, -60 * MINUTES, 60 * MINUTES] as const

/**
 * T1: an instance's clock is set, again and again, while messages wait for their next try and conversations begin.
 * Leases, retries and deadlines go by the database's clock, order by numbers.
 */
export const clockJumps: Scenario = {
  id: 'T1',
  title: 'the clock of one of two instances jumps by 10 minutes and an hour, forwards and back',
  short: false,
  run: (context) =>
    underFault(context, {
      name: 't1',
      instances: 2,
      async fault({ platform, customers, customerLog, instances }) {
        const everybody = await customers(CONVERSATIONS)
        let failed = 0
        for (const by of JUMPS) {
          platform.misbehaviour = ({ kind }) => {
            if ((kind !== 'say' && kind !== 'create') || context.random.next() >= 0.5) return undefined
            failed += 1
            return { answer: 'status', status: 503, taken: false }
          }
          const late = await whileTalking(everybody, async () => {
            await seconds(1)
            instances[0]?.setClock(by)
            // What begins while a clock is wrong has no wrong age later.
            const newcomers = customers(4)
            await seconds(1)
            platform.misbehaviour = () => undefined
            return newcomers
          })
          await talk(late, 3)
        }
        return [
          ...unless(failed > 0, 'nothing waited for its next try'),
          ...unless(
            customerLog.failuresShown.length === 0,
            `${customerLog.failuresShown.length} messages were given up because a clock was set`,
          ),
        ]
      },
    }),
}
