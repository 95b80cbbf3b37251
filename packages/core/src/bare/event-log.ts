import type { ConversationEvent } from '../contract/events'

/** The events of one conversation in memory; every reader gets all of them, from the first on. */
export interface EventLog {
  append(event: ConversationEvent): void
  close(): void
  read(): AsyncGenerator<ConversationEvent>
}

export function createEventLog(): EventLog {
  const events: ConversationEvent[] = []
  let waiting: (() => void)[] = []
  let closed = false
  const wake = () => {
    const woken = waiting
    waiting = []
    for (const resume of woken) resume()
  }
  return {
    append(event) {
      if (closed) return
      events.push(event)
      wake()
    },
    close() {
      closed = true
      wake()
    },
    async *read() {
      for (let index = 0; ; index += 1) {
        while (index >= events.length) {
          if (closed) return
          await new Promise<void>((resume) => waiting.push(resume))
        }
        const event = events[index]
        if (event) yield event
      }
    },
  }
}
