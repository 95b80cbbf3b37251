import { type Connector, ConversationError } from '@conversation-hub/core'
import type { OtherCall } from '../subject'
import type { Broken } from './broken'
import { access } from './fake-connector'
import { fakeSubject, idempotentSubject } from './variants'

const says = (call: OtherCall) =>
  `says clearly and silently how another call failed, and makes it at the next try: ${call}`
const stops = (call: OtherCall) => `stops another call when its signal is aborted: ${call}`

const deaf = () => new AbortController()

/** One who takes a failure for success, for each call. */
const swallowing: Readonly<Record<OtherCall, (connector: Connector) => Connector>> = {
  end: (connector) => ({
    ...connector,
    end: (command, session, context) => connector.end(command, session, context).catch(() => ({ session })),
  }),
  typing: (connector) => ({
    ...connector,
    typing: async (command, session, context) =>
      (await connector.typing?.(command, session, context).catch(() => undefined)) ?? { session },
  }),
  receipt: (connector) => ({
    ...connector,
    receipt: async (command, session, context) =>
      (await connector.receipt?.(command, session, context).catch(() => undefined)) ?? { session },
  }),
  readTranscript: (connector) => ({
    ...connector,
    readTranscript: async (session, context) =>
      (await connector.readTranscript?.(session, context).catch(() => undefined)) ?? [],
  }),
}

/** One who does not hear that it is to stop, for each call. */
const unheeding: Readonly<Record<OtherCall, (connector: Connector) => Connector>> = {
  end: (connector) => ({ ...connector, end: (command, session) => connector.end(command, session, deaf()) }),
  typing: (connector) => ({
    ...connector,
    typing: async (command, session) => (await connector.typing?.(command, session, deaf())) ?? { session },
  }),
  receipt: (connector) => ({
    ...connector,
    receipt: async (command, session) => (await connector.receipt?.(command, session, deaf())) ?? { session },
  }),
  readTranscript: (connector) => ({
    ...connector,
    readTranscript: async (session) => (await connector.readTranscript?.(session, deaf())) ?? [],
  }),
}

const calls = ['end', 'typing', 'receipt', 'readTranscript'] as const

/** What is wrong when something else than a message fails. */
export const brokenOtherCalls: ReadonlyArray<Broken> = [
  ...calls.flatMap((call): Broken[] => [
    { check: says(call), subject: fakeSubject(`takes a failed ${call} for done`, swallowing[call]) },
    { check: stops(call), subject: fakeSubject(`heeds no signal at ${call}`, unheeding[call]) },
  ]),
  {
    check: says('end'),
    subject: fakeSubject('takes a bad moment at the end for a refusal', (connector) => ({
      ...connector,
      end: (command, session, context) =>
        connector.end(command, session, context).catch(() => {
          throw new ConversationError('platform-refused', 'Not ended.')
        }),
    })),
  },
  {
    check: says('end'),
    subject: fakeSubject('shows its token when it cannot end', (connector) => ({
      ...connector,
      end: (command, session, context) =>
        connector.end(command, session, context).catch(() => {
          throw new ConversationError('platform-unavailable', `Not ended by ${access(session).token}.`)
        }),
    })),
  },
  {
    check: 'finds a start that the platform took before it fell silent',
    subject: idempotentSubject('finds no start', (connector) => ({
      ...connector,
      reconcile: async () => ({ tookEffect: 'no' }),
    })),
  },
  {
    check: 'finds a start that the platform took before it fell silent',
    subject: idempotentSubject('finds a start, and not the way in', (connector) => ({
      ...connector,
      reconcile: async () => ({ tookEffect: 'yes' }),
    })),
  },
  {
    check: 'finds that the platform never took a start',
    subject: idempotentSubject('finds every start', (connector) => ({
      ...connector,
      reconcile: async () => ({ tookEffect: 'yes' }),
    })),
  },
]
