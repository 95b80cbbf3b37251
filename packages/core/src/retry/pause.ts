import type { Stoppable } from './stoppable'

/** Waits for a time. Returns early, without an error, when the signal is aborted. */
export function pause(milliseconds: number, signal?: Stoppable): Promise<void> {
  return new Promise((resolve) => {
    if (milliseconds <= 0 || signal?.aborted) return resolve()
    const done = () => {
      clearTimeout(timer)
      signal?.removeEventListener('abort', done)
      resolve()
    }
    const timer = setTimeout(done, milliseconds)
    signal?.addEventListener('abort', done, { once: true })
  })
}
