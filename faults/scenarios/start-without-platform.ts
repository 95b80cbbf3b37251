import { unless } from './finding'
import type { Scenario } from './scenario'
import { seconds, talk, underFault } from './under-fault'

const STARTS = 10

/** K12: a conversation that no platform is to hear of. */
export const startWithoutPlatform: Scenario = {
  id: 'K12',
  title: 'killed at a start with createInThirdPartySystems = false',
  short: true,
  run: (context) =>
    underFault(context, {
      name: 'k12',
      async fault(trial) {
        for (const failAt of ['before-start-commit', 'after-start-commit-before-answer'] as const) {
          const [victim] = trial.instances
          victim?.failAt({ failAt, nth: context.random.between(1, STARTS) })
          const talking = trial
            .customers(STARTS, { createInThirdPartySystems: false })
            .then((all) => talk(all, 5))
          await victim?.exited
          await trial.startInstance()
          await talking
        }
        const { accepted } = trial.customerLog
        // A platform that is not told anything hears of nothing a little later, too.
        await seconds(1)
        trial.platformLog.heard.push(...accepted.map((line) => ({ shownIn: line.conversation, line })))
        return [
          ...unless(trial.platform.conversations.size === 0, 'the platform heard of a conversation'),
          ...unless(accepted.length === 2 * STARTS * 5, `only ${accepted.length} messages were accepted`),
        ]
      },
    }),
}
