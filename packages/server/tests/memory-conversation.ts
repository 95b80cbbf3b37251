import type { Conversation, KeptEvent } from '@conversation-hub/core'
import type { DeliveredEvent, Listener } from '@conversation-hub/hub'

/** One conversation of the hub in memory, and who listens to it. */
export interface MemoryConversation {
  conversation: Conversation
  readonly events: KeptEvent[]
  readonly listeners: Set<() => void>
  readonly passing: Set<(event: DeliveredEvent) => void>
}

/** Hands out events one by one, and stops while the listener answers `false`. */
export function deliver(
  kept: MemoryConversation,
  afterSeq: number,
  listener: Listener,
  destination = kept.conversation.customerDestination,
) {
  let next = afterSeq
  let isPaused = false
  let isClosed = false
  const pass = (event: DeliveredEvent) => {
    if (!isPaused && !isClosed) isPaused = !listener.onEvent(event)
  }
  const go = () => {
    if (!isClosed && kept.conversation.customerDestination !== destination) {
      close()
      listener.onEnd('moved')
    }
    while (!isPaused && !isClosed && next < kept.events.length) {
      const event = kept.events[next]
      next += 1
      if (event) pass({ type: event.type, seq: event.seq, json: JSON.stringify(event) })
    }
    if (!isClosed && !isPaused && kept.conversation.state === 'ended') {
      close()
      listener.onEnd('ended')
    }
  }
  const close = () => {
    isClosed = true
    kept.listeners.delete(go)
    kept.passing.delete(pass)
  }
  kept.listeners.add(go)
  kept.passing.add(pass)
  setImmediate(go)
  return {
    resume() {
      isPaused = false
      go()
    },
    close,
  }
}
