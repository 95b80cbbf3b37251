import { killScenario } from './kills'
import type { Scenario } from './scenario'

const noCarrier = (id: string, title: string): Scenario => ({
  id,
  title,
  short: false,
  run: async () => ({
    done: false,
    reason: 'the hub sends no SMS: no channel adapter is connected to it yet',
  }),
})

/** K6 to K9: the process dies while it carries the platform's words to the customer. */
export const killsToCustomer = [
  killScenario({
    id: 'K6',
    title: 'killed when an event is read, before it is kept',
    kill: { at: 'event-read-before-insert', per: 'message' },
    kinds: ['recognises ids', 'echoes'],
  }),
  noCarrier('K7', 'killed when an event is kept, before the SMS'),
  noCarrier('K8', 'killed after the carrier took the SMS, before it is recorded'),
  killScenario({
    id: 'K9',
    title: 'killed when the browser was sent an event and has not yet noted it',
    kill: { at: 'customer was shown it', per: 'message' },
    kinds: ['recognises ids'],
  }),
]
