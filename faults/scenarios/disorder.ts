import { type Disorder, disorderly } from '../platform/disorder'
import { unless } from './finding'
import type { Scenario } from './scenario'
import { CONVERSATIONS, talk, underFault } from './under-fault'

const DISORDERS: ReadonlyArray<Disorder> = ['swapped', 'late by five', 'missing']

/** S2: a stream brings events in another order, much too late, or not at all. */
export const disorder: Scenario = {
  id: 'S2',
  title: 'events swapped, late by five, missing: by the platform’s numbers, and from its list',
  short: false,
  run: (context) =>
    underFault(context, {
      name: 's2',
      kind: context.random.pick(['recognises ids', 'echoes']),
      async fault({ platform, customers, settled }) {
        const everybody = await customers(CONVERSATIONS)
        const inOrder = platform.delivery
        let lists = 0
        platform.misbehaviour = ({ kind }) => {
          if (kind === 'list') lists += 1
          return undefined
        }
        const findings = []
        for (const how of DISORDERS) {
          const before = lists
          platform.delivery = disorderly(how)
          await talk(everybody)
          platform.delivery = inOrder
          // The first event that comes in order again shows what was missing at the end.
          for (const conversation of platform.conversations.values()) platform.speak(conversation)
          await settled(60_000)
          findings.push(...unless(lists > before, `${how}: the list was never asked for`))
        }
        return [...findings, `the list was asked for ${lists} times`]
      },
    }),
}
