import type { Scenario } from './scenario'
import { CONVERSATIONS, talk, underFault } from './under-fault'

/** R0: nothing is harmed. What fails here fails everywhere, and a mutant has nothing to hide behind. */
export const unharmed: Scenario = {
  id: 'R0',
  title: 'the relay by itself, with nothing harmed',
  short: true,
  run: (context) =>
    underFault(context, {
      name: 'r0',
      async fault({ customers }) {
        await talk(await customers(CONVERSATIONS))
        return undefined
      },
    }),
}
