import type { StreamArrival } from '../connector/arrival'
import type { StartCommand } from '../connector/commands'
import type { Connector } from '../connector/connector'
import type { PlatformEvent } from '../connector/platform-events'
import type { PlatformSession } from '../connector/platform-session'
import { cancelled } from '../connector/with-deadline'
import { asConversationError, ConversationError } from '../errors/conversation-error'
import { type FollowOptions, followStream } from '../follow/follow-stream'
import { createStopSwitch, type StopSwitch } from '../retry/stop-switch'
import type { Stoppable } from '../retry/stoppable'
import type { CommandQueue } from './command-queue'
import { oneConversationOf } from './one-conversation-of'

/** How long the platform's stream may take to open before the start is given up, in milliseconds. */
const OPENS_WITHIN_MS = 15_000

/** The conversation to listen to. */
interface Listener {
  readonly connector: Connector
  readonly start: StartCommand | undefined
  readonly sessions: { readonly current: PlatformSession; renew(): Promise<void> }
  readonly commands: CommandQueue
  cursor: string | undefined
  /** Set before every pause of the stream. */
  waiting: StopSwitch | undefined
  receive(events: Iterable<PlatformEvent>): void
  /** Called when listening cannot go on. */
  fail(error: ConversationError): void
  onTrouble(error: ConversationError): void
  readonly over: Stoppable
}

export interface Listening {
  /** Resolves when the stream is open. Absent where the platform does not need it open before the start. */
  readonly beforeStart: (() => Promise<void>) | undefined
  afterStart(): void
}

/** Listens to one conversation through its platform's event stream. `undefined` where the platform has no stream. */
export function listen(listener: Listener): Listening | undefined {
  const { connector, sessions } = listener
  const { arrival } = connector
  const account =
    arrival.kind === 'account-stream' ? oneConversationOf(arrival, () => sessions.current) : undefined
  const stream = arrival.kind === 'stream' ? arrival : account?.arrival
  if (!stream) return undefined
  let following = false

  function follow(given: Pick<FollowOptions, 'arrival' | 'onOpened' | 'onTrouble'>): Promise<void> {
    following = true
    const { over, start } = listener
    const stopping = new AbortController()
    over.addEventListener('abort', () => stopping.abort(), { once: true })
    if (over.aborted) stopping.abort()
    return followStream({
      connector,
      session: () => sessions.current,
      cursor: () => listener.cursor,
      // In the queue, so that a command that is under way cannot bring the old access back.
      renew: () => listener.commands.add(() => sessions.renew()),
      async keep(events, cursor) {
        if (cursor !== undefined) listener.cursor = cursor
        listener.receive(events)
      },
      sooner() {
        listener.waiting = createStopSwitch()
        return listener.waiting
      },
      resumed: start === undefined,
      signal: stopping.signal,
      ...given,
    })
  }

  function beforeStart(arrival: StreamArrival): Promise<void> {
    return new Promise((resolve, reject) => {
      let isOpen = false
      let trouble = notOpened(connector)
      const timer = setTimeout(() => reject(trouble), OPENS_WITHIN_MS)
      const settle = () => clearTimeout(timer)
      follow({
        arrival,
        onOpened() {
          isOpen = true
          settle()
          resolve()
        },
        onTrouble(error) {
          trouble = error
          listener.onTrouble(error)
        },
      }).then(
        () => {
          settle()
          reject(cancelled('not-started')) // Changes nothing once the stream has been open.
        },
        (thrown) => {
          settle()
          const error = asConversationError(thrown, 'Listening to the platform')
          if (isOpen) listener.fail(error)
          else reject(error)
        },
      )
    })
  }

  return {
    beforeStart: stream.opens === 'before-start' ? () => beforeStart(stream) : undefined,
    afterStart() {
      if (account) listener.receive(account.release())
      if (following) return
      follow({ arrival: stream, onTrouble: (error) => listener.onTrouble(error) }).catch((thrown) => {
        listener.fail(asConversationError(thrown, 'Listening to the platform'))
      })
    },
  }
}

const notOpened = ({ platform }: Connector) =>
  new ConversationError(
    'platform-unreachable',
    `The event stream of ${platform} did not open: it took longer than ${OPENS_WITHIN_MS / 1_000} seconds.`,
  )
