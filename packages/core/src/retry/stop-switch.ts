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

/** A class, so that a switch is one object and not four. */
class Switch implements StopSwitch {
  aborted = false
  /** Most switches are never listened to. */
  #listeners: Set<() => void> | undefined = undefined

  addEventListener(_: 'abort', listener: () => void): void {
    this.#listeners ??= new Set()
    this.#listeners.add(listener)
  }
  removeEventListener(_: 'abort', listener: () => void): void {
    this.#listeners?.delete(listener)
  }
  stop(): void {
    this.aborted = true
    for (const listener of this.#listeners ?? []) listener()
    this.#listeners = undefined
  }
}
