import type { ConversationEvent } from '../contract/events'

/** The events of one conversation in memory. Every reader gets all of them, from the first on. */
export class EventLog {
  readonly #events: ConversationEvent[] = []
  #waiting: (() => void)[] = []
  #closed = false

  append(event: ConversationEvent): void {
    if (this.#closed) return
    this.#events.push(event)
    this.#wake()
  }

  close(): void {
    this.#closed = true
    this.#wake()
  }

  async *read(): AsyncGenerator<ConversationEvent> {
    for (let index = 0; ; index += 1) {
      while (index >= this.#events.length) {
        if (this.#closed) return
        await new Promise<void>((resume) => this.#waiting.push(resume))
      }
      const event = this.#events[index]
      if (event) yield event
    }
  }

  #wake(): void {
    const woken = this.#waiting
    this.#waiting = []
    for (const resume of woken) resume()
  }
}
