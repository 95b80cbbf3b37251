import type { AccountStreamArrival, StreamArrival, StreamStep } from '../connector/arrival'
import type { Connector } from '../connector/connector'
import type { PlatformEvent } from '../connector/platform-events'
import type { PlatformSession } from '../connector/platform-session'
import { asConversationError, ConversationError } from '../errors/conversation-error'
import { followStream } from '../follow/follow-stream'

interface Listening {
  readonly connector: Connector
  readonly session: () => PlatformSession
  readonly cursor: () => string | undefined
  readonly renew: () => Promise<void>
  readonly receive: (events: ReadonlyArray<PlatformEvent>, cursor: string | undefined) => void
  /** Called when listening cannot go on. */
  readonly fail: (error: ConversationError) => void
  readonly onTrouble: (error: ConversationError) => void
  readonly resumed: boolean
  readonly signal: AbortSignal
}

/** Listens to one conversation, whichever way its platform's events arrive. */
export function listen(options: Listening): { beforeStart(): Promise<void>; afterStart(): void } {
  const { arrival } = options.connector
  let following = false

  function follow(stream: StreamArrival, onOpened?: () => void): Promise<void> {
    following = true
    const { receive, fail, ...rest } = options
    return followStream({
      ...rest,
      arrival: stream,
      keep: async (events, cursor) => receive(events, cursor),
      ...(onOpened && { onOpened }),
    }).catch((thrown) => fail(asConversationError(thrown, 'Listening to the platform')))
  }

  const stream = arrival.kind === 'account-stream' ? oneConversationOf(arrival, options.session) : arrival
  return {
    /** Resolved when the stream is open, where the platform wants it open before the start. */
    async beforeStart() {
      if (stream.kind === 'webhook') throw webhookNeedsServer(options.connector)
      if (stream.kind !== 'stream' || stream.opens !== 'before-start') return
      await new Promise<void>((resolve, reject) => {
        follow(stream, resolve).then(() => reject(notOpened()))
      })
    },
    afterStart() {
      if (stream.kind === 'stream' && !following) void follow(stream)
    },
  }
}

/** An account's stream, reduced to one conversation. */
function oneConversationOf(account: AccountStreamArrival, session: () => PlatformSession): StreamArrival {
  return {
    kind: 'stream',
    opens: 'before-start',
    silenceMs: account.silenceMs,
    async *open(_session, options): AsyncGenerator<StreamStep> {
      for await (const step of account.open(options)) {
        if (step.step === 'opened') yield step
        else {
          const key = account.keyOf(session())
          const events = step.entries.filter((entry) => entry.key === key).flatMap((entry) => entry.events)
          yield { step: 'events', events, ...(step.cursor !== undefined && { cursor: step.cursor }) }
        }
      }
    },
  }
}

const notOpened = () =>
  new ConversationError('platform-unreachable', 'The event stream of the platform could not be opened.')

const webhookNeedsServer = ({ platform }: Connector) =>
  new ConversationError(
    'not-supported',
    `${platform} is set up to deliver events by webhook, which needs a server. Use @conversation-hub/hub with ` +
      '@conversation-hub/server, or another way of arrival in the connector’s settings.',
  )
