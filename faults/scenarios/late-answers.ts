import type { Misbehaviour } from '../platform/answer'
import { unless } from './finding'
import type { Scenario } from './scenario'
import { CONVERSATIONS, talk, underFault } from './under-fault'

/** A call has 15 seconds. */
const LATE: readonly [Misbehaviour, ...Misbehaviour[]] = [
  { taken: true, answer: 'late', afterMs: 17_000 },
  { taken: true, answer: 'drip', everyMs: 1_000 },
  { taken: false, answer: 'drip', everyMs: 1_000 },
  { taken: true, answer: 'queued', afterMs: 16_000 },
]

/** V5b: the platform does what it is asked, and its answer, or all of it, comes when nobody waits for it any more. */
export const lateAnswers: Scenario = {
  id: 'V5b',
  title: 'answers that come after the deadline, with their effect or after it, or never to an end',
  short: false,
  run: (context) =>
    underFault(context, {
      name: 'v5b',
      kind: 'can be read back',
      recoversWithinMs: 40_000,
      async fault({ platform, customers, settled }, isOver) {
        const everybody = await customers(CONVERSATIONS)
        const harmed = new Set<string>()
        platform.misbehaviour = (request) => {
          const isIt = request.kind === 'say' && request.text.endsWith('#3') && !harmed.has(request.commandId)
          if (!isIt) return undefined
          harmed.add(request.commandId)
          return context.random.pick(LATE)
        }
        await talk(everybody)
        isOver()
        await settled(60_000)
        return unless(harmed.size === CONVERSATIONS, `only ${harmed.size} answers were harmed`)
      },
    }),
}
