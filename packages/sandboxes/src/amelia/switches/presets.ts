import type { AmeliaSwitches } from './index'

/** A release of Amelia’s, by its number or its year. */
export type AmeliaPreset = '2019' | '6.7' | '7.3'

/** Releases as far as documents and clients tell them apart; what they do not tell stays at its default. */
export const ameliaPresets: Record<AmeliaPreset, Partial<AmeliaSwitches>> = {
  '2019': {
    ameliaUrl: 'required',
    badLogin: 401,
    badToken: 401,
    oauth: 'absent',
    escalationQueuesPath: 'system/escalationqueues',
    longpoll: 'absent',
    longpollOnEscalation: 'held',
    contextId: 'absent',
    responsePool: 'text',
    speechMessageText: 'absent',
    offTheRecord: 'absent',
    forms: 'form-message',
    streaming: 'never',
    attributes: 'nested',
    startUtterance: 'ignored',
  },
  '6.7': { badLogin: 401, badToken: 401, streaming: 'never' },
  '7.3': {},
}
