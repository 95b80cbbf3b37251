import type { PlatformEvent } from '@conversation-hub/core'
import type { ReceivedMessage } from '../subject'

/** One conversation as the fake platform holds it. */
export interface FakeRoom {
  readonly id: string
  readonly received: ReceivedMessage[]
  /** Everything that happened, oldest first; an entry's number is its place. */
  readonly entries: PlatformEvent[]
  readonly readByCustomer: string[]
  /** What the bot says when the customer's next message has arrived. */
  readonly answers: string[]
  /** The access that is valid now. */
  token: string
  agent: string
  typing: boolean
  ended: boolean
}

export const newRoom = (id: string, token: string): FakeRoom => ({
  id,
  token,
  received: [],
  entries: [],
  readByCustomer: [],
  answers: [],
  agent: 'Nobody',
  typing: false,
  ended: false,
})

/** Wakes those who wait for something to change. */
export function createBell() {
  const waiting = new Set<() => void>()
  return {
    ring(): void {
      for (const wake of waiting) wake()
    },
    heard(signal: AbortSignal): Promise<void> {
      return new Promise((resolve) => {
        const wake = () => {
          waiting.delete(wake)
          signal.removeEventListener('abort', wake)
          resolve()
        }
        waiting.add(wake)
        signal.addEventListener('abort', wake, { once: true })
        if (signal.aborted) wake()
      })
    },
  }
}
