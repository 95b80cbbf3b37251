import { type EventStream, openEventStream } from './event-stream'
import type { KeptChat } from './kept-chat'
import type { ChatView } from './view'
import type { ConversationEvent } from './wire'

interface FollowingSettings {
  /** Base address of the hub's HTTP face, without a slash at the end. */
  readonly server: string
  onEvent(event: ConversationEvent): void
  /** The hub has lost what it told: what it tells from here on is all there is. */
  onToldAnew(): void
  /** The connection was made or lost. */
  onConnected(isConnected: boolean): void
  /** The hub does not give the stream any more. */
  onLost(why: 'unauthorized' | 'gone'): void
  isOver(): boolean
}

/** Follows the events of one conversation at a time, and knows how the connection to the hub is. */
export interface Following {
  readonly connection: ChatView['connection']
  /** Follows the conversation of a chat, if it has one, instead of any other. */
  follow(chat: KeptChat | undefined): void
  /** The hub could not be reached otherwise, either. */
  hubIsAway(): void
  /** Follows nothing any more. */
  stop(): void
  /** Something has changed that makes another try worth while: the network, or that somebody looks at the page. */
  tryNow(again: 'reopen' | 'wake'): void
  /** The page is done with the chat: nothing is read any more, and nothing shown. */
  close(): void
}

export function createFollowing({ server, onConnected, ...settings }: FollowingSettings): Following {
  let connection: ChatView['connection'] = 'quiet'
  let stream: EventStream | undefined
  let isClosed = false

  return {
    get connection() {
      return connection
    },
    follow(chat) {
      // A conversation that was being started when the page was done with it is followed by nobody.
      if (isClosed || chat?.conversationId === undefined) return
      stream?.close()
      connection = 'connecting'
      stream = openEventStream({
        address: `${server}/v1/conversations/${encodeURIComponent(chat.conversationId)}/events`,
        token: chat.token,
        onConnected(isConnected) {
          connection = isConnected ? 'connected' : 'lost'
          onConnected(isConnected)
        },
        ...settings,
      })
    },
    hubIsAway() {
      connection = 'lost'
    },
    stop() {
      stream?.close()
      stream = undefined
      connection = 'quiet'
    },
    tryNow: (again) => stream?.[again](),
    close() {
      isClosed = true
      stream?.close()
    },
  }
}
