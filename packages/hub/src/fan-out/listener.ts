import type { ConversationEvent } from '@conversation-hub/core'

/** One event as the hub hands it to a listener; `json` is the event's own JSON text. */
export interface DeliveredEvent {
  readonly type: ConversationEvent['type']
  /** Absent on events that are not kept. */
  readonly seq?: number
  readonly json: string
}

/** Who is told the events of one conversation, one after the other. */
export interface Listener {
  /** Takes an event. Answer `false` to be given nothing more until `resume()`: the hub then keeps nothing in memory. */
  readonly onEvent: (event: DeliveredEvent) => boolean
  /** No more events will come. */
  readonly onEnd: (why: WhyOver) => void
}

/**
 * Why no more events will come: the conversation has ended and everything was delivered, the hub stops, or the
 * customer of this listener goes on elsewhere.
 */
export type WhyOver = 'ended' | 'stopping' | 'moved'

/** What `listen` answers: a listener’s way to ask for more, or to have enough. */
export interface Subscription {
  /** Go on after `onEvent` answered `false`. */
  resume(): void
  close(): void
}
