import type { ConnectorSubject } from '../subject'
import { brokenFailures } from './broken-failures'
import { brokenGaps } from './broken-gaps'
import { brokenOtherCalls } from './broken-other-calls'
import { brokenPeople } from './broken-people'
import { brokenWords } from './broken-words'
import { fakeSubject, replyingSubject } from './variants'

/** A subject with one thing wrong, and the check that has to find it. */
export interface Broken {
  readonly check: string
  readonly subject: ConnectorSubject
}

let processes = 0

/** One broken fake per check of the suite. */
export const broken: ReadonlyArray<Broken> = [
  {
    check: 'names its spec version, platform and account',
    subject: fakeSubject('has no name', (connector) => ({ ...connector, platform: '' })),
  },
  {
    check: 'names the account alike in every process and shows no secret in the name',
    subject: fakeSubject('names its account anew each time', (connector) => {
      processes += 1
      return { ...connector, account: `account ${processes}` }
    }),
  },
  {
    check: 'names the account alike in every process and shows no secret in the name',
    subject: replyingSubject('shows its token in its account', (connector) => ({
      ...connector,
      account: 'account of fake-token-1',
    })),
  },
  {
    check: 'has the methods that its capabilities declare',
    subject: fakeSubject('declares typing and cannot do it', ({ typing: _, ...connector }) => connector),
  },
  {
    check: 'does not announce a renewal time without a way to renew',
    subject: fakeSubject('cannot renew', ({ renew: _, ...connector }) => ({
      ...connector,
      renewAt: () => 0,
    })),
  },
  {
    check: 'says whether somebody is available',
    subject: fakeSubject('does not know the way', (connector) => ({
      ...connector,
      checkAvailability: () => Promise.reject(new TypeError('of some library')),
    })),
  },
  {
    check: 'has sessions that survive JSON and work in another process',
    subject: fakeSubject('keeps what JSON cannot', (connector) => ({
      ...connector,
      async start(command, session, context) {
        const result = await connector.start(command, session, context)
        return { ...result, session: { ...result.session, count: Number.NaN } }
      },
    })),
  },
  {
    check: 'begins anew when a conversation comes back to the platform that it has left',
    subject: fakeSubject('has the conversation’s id for the platform’s', (connector) => ({
      ...connector,
      start: (command, session, context) =>
        connector.start({ ...command, commandId: command.conversationId }, session, context),
    })),
  },
  ...brokenWords,
  ...brokenGaps,
  ...brokenPeople,
  ...brokenFailures,
  ...brokenOtherCalls,
]
