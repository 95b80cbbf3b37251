import type { ConversationEvent } from '@conversation-hub/core'

/** One event as a listener gets it. `json` is the whole event as JSON text. */
export interface DeliveredEvent {
  readonly type: ConversationEvent['type']
  /** Absent on events that are not kept. */
  readonly seq?: number
  readonly json: string
}

/** Gets the events of one conversation, one after the other. */
export interface Listener {
  /** Takes an event. Return `false` to get no more until `resume()`; meanwhile nothing piles up in memory. */
  readonly onEvent: (event: DeliveredEvent) => boolean
  /** No more events will come. */
  readonly onEnd: (why: WhyOver) => void
}

/**
 * Why no more events will come. `ended`: the conversation has ended, and every event was delivered. `stopping`: the hub
 * is closing. `moved`: the customer goes on elsewhere.
 */
export type WhyOver = 'ended' | 'stopping' | 'moved'

/** What `listen` returns: the means to ask for more events, or to stop. */
export interface Subscription {
  /** Goes on after `onEvent` returned `false`. */
  resume(): void
  /** Ends the subscription. `onEnd` is not called. */
  close(): void
}
