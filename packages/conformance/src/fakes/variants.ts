import {
  type CommandResult,
  type Connector,
  ConversationError,
  type PlatformEvent,
  type PlatformSession,
  type StreamArrival,
} from '@conversation-hub/core'
import type { ConnectorSubject } from '../subject'
import { fakeConnector } from './fake-connector'
import { fakeDouble } from './fake-double'
import { createFakePlatform, type FakePlatform } from './fake-platform'

export type Spoil = (connector: Connector, platform: FakePlatform) => Connector
const unspoilt: Spoil = (connector) => connector

/** The fake platform and its connector; `spoil` makes one thing of the connector wrong. */
export function fakeSubject(name: string, spoil: Spoil = unspoilt): ConnectorSubject {
  return {
    name,
    async start() {
      const platform = createFakePlatform()
      return {
        connect: () => spoil(fakeConnector(platform), platform),
        double: fakeDouble(platform),
        get secrets() {
          return [...platform.rooms.values()].map(({ token }) => token)
        },
        stop: async () => platform.cutStreams(),
      }
    },
  }
}

/** The same platform, whose connector relies on its recognising repeated messages, and looks up what became of a start. */
export function idempotentSubject(name: string, spoil: Spoil = unspoilt): ConnectorSubject {
  return fakeSubject(name, (connector, platform) => {
    const { capabilities, renew } = connector
    const repeats = { ...capabilities.repeats, send: 'idempotent', start: 'reconcilable' } as const
    const lookingUp: Connector = {
      ...connector,
      capabilities: { ...capabilities, repeats },
      prepare: async ({ commandId: room }) => ({ room }),
      async reconcile(_command, session, context) {
        const found = await renew?.(session, context).catch((thrown: unknown) => {
          if (!(thrown instanceof ConversationError) || thrown.platformStatus !== 404) throw thrown
        })
        return found ? { tookEffect: 'yes', session: found } : { tookEffect: 'no' }
      },
    }
    return spoil(lookingUp, platform)
  })
}

/** The same platform without people and streams: its bot speaks inside the replies to commands. */
export function replyingSubject(name: string, spoil: Spoil = unspoilt): ConnectorSubject {
  return {
    name,
    async start() {
      const platform = createFakePlatform()
      const whole = fakeDouble(platform)
      const {
        agent: _,
        cutStreams: __,
        openStreams: ___,
        offersChoices: ____,
        asksForm: _____,
        showsFile: ______,
        ...double
      } = whole
      return {
        connect: () => spoil(replying(fakeConnector(platform), platform), platform),
        double: {
          ...double,
          echoes: false,
          async botAnswers({ session }, texts) {
            platform.rooms.get(String(session.room))?.answers.push(...texts)
          },
        },
        secrets: ['fake-token-'],
        stop: async () => {},
      }
    },
  }
}

function replying(connector: Connector, platform: FakePlatform): Connector {
  const { readTranscript: _, ...rest } = connector
  const withReply = ({ session }: CommandResult, before: PlatformSession): CommandResult => {
    const entries = platform.rooms.get(String(session.room))?.entries ?? []
    return { session: { ...session, seen: entries.length }, events: entries.slice(Number(before.seen ?? 0)) }
  }
  return {
    ...rest,
    capabilities: { ...connector.capabilities, transcript: false },
    arrival: { kind: 'reply' },
    start: async (command, session, context) =>
      withReply(await connector.start(command, session, context), session),
    send: async (command, session, context) =>
      withReply(await connector.send(command, session, context), session),
  }
}

/** The connector with other events, wherever they come from. */
export function hearing(
  connector: Connector,
  change: (event: PlatformEvent) => ReadonlyArray<PlatformEvent>,
): Connector {
  const { readTranscript } = connector
  return {
    ...opening(connector, async function* (open, session, options) {
      for await (const step of open(session, options)) {
        yield step.step === 'events' ? { ...step, events: step.events.flatMap(change) } : step
      }
    }),
    ...(readTranscript && {
      readTranscript: async (session, context) => (await readTranscript(session, context)).flatMap(change),
    }),
  }
}

/** The connector with another way to open its stream, by means of the right one. */
export function opening(
  connector: Connector,
  open: (right: Open, ...given: Parameters<Open>) => ReturnType<Open>,
): Connector {
  const { arrival } = connector
  if (arrival.kind !== 'stream') return connector
  const other: StreamArrival = {
    ...arrival,
    open: (session, options) => open(arrival.open, session, options),
  }
  return { ...connector, arrival: other }
}

type Open = StreamArrival['open']

/** The connector of a platform that has no transcript: its stream alone tells what was missed. */
export function withoutTranscript({ readTranscript: _, capabilities, ...rest }: Connector): Connector {
  return { ...rest, capabilities: { ...capabilities, transcript: false } }
}
