import { killScenario } from './kills'

/** K6 to K9: the process dies while it carries the platform's words to the customer. */
export const killsToCustomer = [
  killScenario({
    id: 'K6',
    title: 'killed when an event is read, before it is kept',
    kill: { at: 'event-read-before-insert', per: 'batch' },
    kinds: ['recognises ids', 'echoes'],
  }),
  killScenario({
    id: 'K7',
    title: 'killed when an event is kept, before the SMS',
    kill: { at: 'before-carrying', per: 'message' },
    kinds: ['recognises ids'],
    byPhone: true,
    isForNights: true,
  }),
  killScenario({
    id: 'K8',
    title:
      'killed after the carrier took the SMS, before its reply is read: it is found in the carrier’s list',
    kill: { at: 'carrier took it', per: 'message' },
    kinds: ['recognises ids'],
    byPhone: true,
    isForNights: true,
  }),
  killScenario({
    id: 'K8b',
    title: 'killed after the carrier’s reply, before it is recorded',
    kill: { at: 'after-carrying-before-mark', per: 'message' },
    kinds: ['recognises ids'],
    byPhone: true,
    isForNights: true,
  }),
  killScenario({
    id: 'K9',
    title: 'killed when the browser was sent an event and has not yet noted it',
    kill: { at: 'customer was shown it', per: 'message' },
    kinds: ['recognises ids'],
  }),
]
