import type { Trial } from '../trial/trial'
import { unless } from './finding'
import type { Outcome, Scenario, ScenarioContext } from './scenario'
import { CONVERSATIONS, seconds, talk, underFault } from './under-fault'

/** I1: starts, messages, and deliveries of the carrier come twice, to two instances, in the same instant. */
export const askedTwice: Scenario = {
  id: 'I1',
  title: 'two instances are asked the same at the same moment',
  short: true,
  async run(context) {
    const outcomes = [await askTwice(context, false), await askTwice(context, true)]
    return {
      done: true,
      findings: outcomes.flatMap((outcome) => (outcome.done ? outcome.findings : [])),
      notes: outcomes.flatMap((outcome) => (outcome.done ? outcome.notes : [])),
    }
  },
}

function askTwice(context: ScenarioContext, byPhone: boolean): Promise<Outcome> {
  return underFault(context, {
    name: byPhone ? 'i1-phone' : 'i1',
    instances: 2,
    everywhere: true,
    byPhone,
    async fault(trial) {
      const { platform, customers, customerLog } = trial
      const opened = countOpenings(trial)
      await talk(await customers(CONVERSATIONS))
      while (platform.openStreams() < CONVERSATIONS) await seconds(0.1)
      // A second owner would open its stream, too.
      await seconds(1)
      const several = [...opened.values()].filter((times) => times > 1)
      const { repeats, unanswered } = customerLog
      return [
        ...unless(several.length === 0, `${several.length} streams were opened more than once`),
        ...unless(
          repeats.length + unanswered === 0,
          `an instance answered ${repeats.join(', ') || 'nothing'}`,
        ),
      ]
    },
  })
}

function countOpenings({ platform }: Trial): Map<string, number> {
  const opened = new Map<string, number>()
  platform.misbehaviour = (request) => {
    if (request.kind === 'stream') opened.set(request.id, (opened.get(request.id) ?? 0) + 1)
    return undefined
  }
  return opened
}
