import type { Stoppable } from './stoppable'

export interface StopSwitch extends Stoppable {
  stop(): void
}

/**
 * An abort signal in small, for what lives as long as a conversation. A real one would cost as much as half an
 * HTTP call: whoever starts thousands of conversations a second would notice.
 */
export function createStopSwitch(): StopSwitch {
  // Most switches are never listened to.
  let listeners: Set<() => void> | undefined
  const state = {
    aborted: false,
    addEventListener(_: 'abort', listener: () => void) {
      listeners ??= new Set()
      listeners.add(listener)
    },
    removeEventListener: (_: 'abort', listener: () => void) => void listeners?.delete(listener),
    stop() {
      state.aborted = true
      for (const listener of listeners ?? []) listener()
      listeners = undefined
    },
  }
  return state
}
