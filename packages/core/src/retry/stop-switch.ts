import type { Stoppable } from './stoppable'

/** A `Stoppable` together with the means to stop it. Once stopped, it stays stopped. */
export interface StopSwitch extends Stoppable {
  stop(): void
}

/**
 * A small abort signal, for what lives as long as a conversation. A real one costs as much as half an HTTP call, which
 * whoever starts thousands of conversations a second would notice.
 */
export function createStopSwitch(): StopSwitch {
  return new Switch()
}

/** A class, so that a switch is one object and not four. Most have no listener, or one at a time. */
class Switch implements StopSwitch {
  aborted = false
  #listeners: (() => void)[] | undefined = undefined

  addEventListener(_: 'abort', listener: () => void): void {
    if (this.#listeners) this.#listeners.push(listener)
    else this.#listeners = [listener]
  }
  removeEventListener(_: 'abort', listener: () => void): void {
    const listeners = this.#listeners
    if (listeners?.at(-1) === listener) listeners.pop()
    else this.#listeners = listeners?.filter((one) => one !== listener)
  }
  stop(): void {
    this.aborted = true
    const listeners = this.#listeners
    this.#listeners = undefined
    for (const listener of listeners ?? []) listener()
  }
}
