import type { Stoppable } from './stoppable'

export interface StopSwitch extends Stoppable {
  stop(): void
}

/**
 * An abort signal in small, for what lives as long as a conversation. A real one would cost as much as half an
 * HTTP call: whoever starts thousands of conversations a second would notice.
 */
export function createStopSwitch(): StopSwitch {
  return new Switch()
}

/** A class, so that a switch is one object and not four; and few listen to one at a time. */
class Switch implements StopSwitch {
  aborted = false
  #listeners: (() => void)[] = []

  addEventListener(_: 'abort', listener: () => void): void {
    this.#listeners.push(listener)
  }
  removeEventListener(_: 'abort', listener: () => void): void {
    const index = this.#listeners.indexOf(listener)
    if (index >= 0) this.#listeners.splice(index, 1)
  }
  stop(): void {
    this.aborted = true
    for (const listener of this.#listeners.splice(0)) listener()
  }
}
