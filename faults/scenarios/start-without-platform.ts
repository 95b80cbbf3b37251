import { unless } from './finding'
import type { Scenario } from './scenario'
import { talk, underFault } from './under-fault'

/** K12: a conversation that no platform is to hear of. */
export const startWithoutPlatform: Scenario = {
  id: 'K12',
  title: 'killed at a start with createInThirdPartySystems = false',
  short: true,
  run: (context) =>
    underFault(context, {
      name: 'k12',
      async fault(trial) {
        const [victim] = trial.instances
        victim?.failAt({ failAt: 'before-inbox-commit', nth: context.random.between(1, 20) })
        const talking = trial.customers(10, { createInThirdPartySystems: false }).then((all) => talk(all, 5))
        await victim?.exited
        await trial.startInstance()
        await talking
        trial.platformLog.heard.push(
          ...trial.customerLog.accepted.map((line) => ({ shownIn: line.conversation, line })),
        )
        return unless(trial.platform.conversations.size === 0, 'the platform heard of a conversation')
      },
    }),
}
