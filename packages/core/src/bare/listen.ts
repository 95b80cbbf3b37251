import type { Connector } from '../connector/connector'
import type { PlatformEvent } from '../connector/platform-events'
import type { PlatformSession } from '../connector/platform-session'
import { cancelled } from '../connector/with-deadline'
import { asConversationError, ConversationError } from '../errors/conversation-error'
import { type FollowOptions, followStream } from '../follow/follow-stream'
import type { Stoppable } from '../retry/stoppable'
import { oneConversationOf } from './one-conversation-of'

/** How long the platform's stream may take to open before the start is given up, in milliseconds. */
const OPENS_WITHIN_MS = 15_000

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
  readonly over: Stoppable
}

/** Listens to one conversation, whichever way its platform's events arrive. */
export function listen(options: Listening): { beforeStart(): Promise<void>; afterStart(): void } {
  const { connector, session, receive, fail, onTrouble } = options
  const { arrival } = connector
  const account = arrival.kind === 'account-stream' ? oneConversationOf(arrival, session) : undefined
  const stream = arrival.kind === 'stream' ? arrival : account?.arrival
  let following = false

  function follow(given: Pick<FollowOptions, 'arrival' | 'onOpened' | 'onTrouble'>): Promise<void> {
    following = true
    const { cursor, renew, resumed, over } = options
    const stopping = new AbortController()
    over.addEventListener('abort', () => stopping.abort(), { once: true })
    if (over.aborted) stopping.abort()
    const { signal } = stopping
    const keep: FollowOptions['keep'] = async (events, newCursor) => receive(events, newCursor)
    return followStream({ connector, session, cursor, renew, keep, resumed, signal, ...given })
  }

  return {
    /** Resolved when the stream is open, where the platform wants it open before the start. */
    beforeStart() {
      if (stream?.opens !== 'before-start') return Promise.resolve()
      return new Promise((resolve, reject) => {
        let isOpen = false
        let trouble = notOpened()
        const timer = setTimeout(() => reject(trouble), OPENS_WITHIN_MS)
        const settle = () => clearTimeout(timer)
        follow({
          arrival: stream,
          onOpened() {
            isOpen = true
            settle()
            resolve()
          },
          onTrouble(error) {
            trouble = error
            onTrouble(error)
          },
        }).then(
          () => {
            settle()
            reject(cancelled('not-started')) // Changes nothing once the stream has been open.
          },
          (thrown) => {
            settle()
            const error = asConversationError(thrown, 'Listening to the platform')
            if (isOpen) fail(error)
            else reject(error)
          },
        )
      })
    },
    afterStart() {
      if (account) receive(account.release(), undefined)
      if (!stream || following) return
      follow({ arrival: stream, onTrouble }).catch((thrown) => {
        fail(asConversationError(thrown, 'Listening to the platform'))
      })
    },
  }
}

const notOpened = () =>
  new ConversationError('platform-unreachable', 'The event stream of the platform could not be opened.')
