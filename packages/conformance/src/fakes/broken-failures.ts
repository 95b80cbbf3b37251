import { ConversationError, type SendCommand, type StartCommand } from '@conversation-hub/core'
import type { Broken } from './broken'
import { access } from './fake-connector'
import { fakeSubject, type Spoil } from './variants'

type Change = (error: ConversationError, command: StartCommand | SendCommand) => unknown

/** Throws other errors than it should, for the start, for a message, or for both. */
const failing =
  (change: Change, ...commands: ReadonlyArray<'start' | 'send'>): Spoil =>
  (connector) => {
    const rethrow = (command: StartCommand | SendCommand) => (thrown: unknown) => {
      const changes = thrown instanceof ConversationError && commands.includes(command.type)
      throw changes ? change(thrown, command) : thrown
    }
    return {
      ...connector,
      start: (command, session, context) =>
        connector.start(command, session, context).catch(rethrow(command)),
      send: (command, session, context) => connector.send(command, session, context).catch(rethrow(command)),
    }
  }

const unheeding: Spoil = (connector) => ({
  ...connector,
  send: (command, session) => connector.send(command, session, { signal: new AbortController().signal }),
})

/** Says after a moment that it went well, whatever became of it. */
const hopeful: Spoil = (connector) => ({
  ...connector,
  send: (command, session, context) =>
    Promise.race([
      connector.send(command, session, context),
      new Promise<{ session: typeof session }>((resolve) => setTimeout(() => resolve({ session }), 50)),
    ]),
})

const swallowing: Spoil = (connector) => ({
  ...connector,
  send: (command, session, context) => connector.send(command, session, context).catch(() => ({ session })),
})

const repeating: Change = ({ code, outcome }, command) =>
  new ConversationError(code, `Failed: ${JSON.stringify(command)}`, { outcome })

const says = (failure: string) => `says clearly and silently how a message failed: ${failure}`

/** What is wrong when something goes wrong. */
export const brokenFailures: ReadonlyArray<Broken> = [
  {
    check: says('refuse'),
    subject: fakeSubject(
      'repeats the customer’s words in its error',
      failing(
        ({ code }, command) => new ConversationError(code, `Refused: ${JSON.stringify(command)}`),
        'send',
      ),
    ),
  },
  {
    check: says('refuse'),
    subject: fakeSubject('shows its token in its error', (connector) => ({
      ...connector,
      send: (command, session, context) =>
        connector.send(command, session, context).catch(() => {
          throw new ConversationError('platform-refused', `Refused to ${access(session).token}.`)
        }),
    })),
  },
  {
    check: says('unavailable'),
    subject: fakeSubject(
      'does not know that nothing happened',
      failing(({ code, message }) => new ConversationError(code, message, { outcome: 'unknown' }), 'send'),
    ),
  },
  {
    check: says('rate-limited'),
    subject: fakeSubject(
      'takes the wish to be left in peace for a bad moment',
      failing(({ message, outcome }) => {
        return new ConversationError('platform-unavailable', message, { outcome, retryAfterMs: 2_000 })
      }, 'send'),
    ),
  },
  {
    check: says('rate-limited'),
    subject: fakeSubject(
      'forgets how long it was asked to wait',
      failing(({ code, message }) => new ConversationError(code, message), 'send'),
    ),
  },
  { check: says('timeout-before'), subject: fakeSubject('hopes for the best', hopeful) },
  { check: says('timeout-after'), subject: fakeSubject('hopes for the best', hopeful) },
  {
    check: says('cut-after'),
    subject: fakeSubject(
      'throws its library’s errors',
      failing(({ message }) => new Error(message), 'send'),
    ),
  },
  {
    check: 'refuses a page of HTML where the platform’s answer to a start should be',
    subject: fakeSubject('takes anything for an answer', (connector) => ({
      ...connector,
      start: (command, session, context) =>
        connector.start(command, session, context).catch(() => ({ session })),
    })),
  },
  {
    check: 'refuses a page of HTML where the platform’s answer to a message should be',
    subject: fakeSubject('takes anything for an answer', swallowing),
  },
  ...['a start', 'a message'].map((what) => ({
    check: `refuses a page of HTML where the platform’s answer to ${what} should be`,
    subject: fakeSubject(
      'takes a page for a bad moment',
      failing(({ message }) => new ConversationError('platform-unavailable', message), 'start', 'send'),
    ),
  })),
  ...[
    'refuses a page of HTML where the platform’s answer to a start should be',
    'refuses a page of HTML where the platform’s answer to a message should be',
    'says clearly and silently that a start was refused',
    'says clearly and silently that a start was cut off',
  ].map((check) => ({
    check,
    subject: fakeSubject('repeats what it was to say in its error', failing(repeating, 'start', 'send')),
  })),
  {
    check: 'says clearly and silently that a start was refused',
    subject: fakeSubject(
      'takes a refusal for a bad moment',
      failing(({ message }) => new ConversationError('platform-unavailable', message), 'start'),
    ),
  },
  {
    check: 'says clearly and silently that a start was cut off',
    subject: fakeSubject(
      'believes that a cut start had no effect',
      failing(({ code, message }) => new ConversationError(code, message), 'start'),
    ),
  },
  {
    check: 'says clearly and silently that a start was cut off',
    subject: fakeSubject(
      'takes a cut for a refusal',
      failing(({ message, outcome }) => {
        return new ConversationError('platform-refused', message, { outcome })
      }, 'start'),
    ),
  },
  {
    check: 'starts and sends in the end although the platform was unavailable once',
    subject: fakeSubject('hopes that it was sent', swallowing),
  },
  {
    check: 'starts and sends in the end although the platform was unavailable once',
    subject: fakeSubject(
      'takes a bad moment for a refusal',
      failing(({ message }) => new ConversationError('platform-refused', message), 'start', 'send'),
    ),
  },
  { check: 'stops a call when its signal is aborted', subject: fakeSubject('heeds no signal', unheeding) },
  {
    check: 'stops a call when its signal is aborted',
    subject: fakeSubject(
      'believes that what was stopped had not begun',
      failing(({ code, message }) => new ConversationError(code, message), 'send'),
    ),
  },
  {
    check: 'refuses a message to a conversation that has ended, for good',
    subject: fakeSubject(
      'takes an end for a bad moment',
      failing(({ message }) => new ConversationError('platform-unavailable', message), 'send'),
    ),
  },
  {
    check: 'refuses a message to a conversation that has ended, for good',
    subject: fakeSubject('swallows every error', swallowing),
  },
  {
    check: 'ends again what has ended, without an error',
    subject: fakeSubject('ends only once', (connector, platform) => ({
      ...connector,
      async end(command, session, context) {
        if (platform.rooms.get(String(session.room))?.ended) {
          throw new ConversationError('conversation-ended', 'It has ended.')
        }
        return connector.end(command, session, context)
      },
    })),
  },
  {
    check: 'goes on after its access expired, or says clearly that it cannot',
    subject: fakeSubject('takes access that has expired for a refusal', ({ renew: _, ...connector }) => ({
      ...connector,
      send: (command, session, context) =>
        connector.send(command, session, context).catch(() => {
          throw new ConversationError('platform-refused', 'Refused.')
        }),
    })),
  },
  {
    check: 'goes on after its access expired, or says clearly that it cannot',
    subject: fakeSubject('swallows every error', swallowing),
  },
  {
    check: 'finds a message that the platform took before it fell silent',
    subject: fakeSubject('finds nothing', (connector) => ({
      ...connector,
      reconcile: async () => ({ tookEffect: 'no' }),
    })),
  },
  {
    check: 'finds that the platform never took a message',
    subject: fakeSubject('finds everything', (connector) => ({
      ...connector,
      reconcile: async () => ({ tookEffect: 'yes' }),
    })),
  },
  {
    check: 'brings a message once although the connection was cut before the answer',
    subject: fakeSubject('repeats under a new id without looking', (connector) => ({
      ...connector,
      send: (command, session, context) =>
        connector.send({ ...command, messageId: crypto.randomUUID() }, session, context),
      reconcile: async () => ({ tookEffect: 'no' }),
    })),
  },
]
