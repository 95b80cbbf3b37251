/** Says when something has to stop: an `AbortSignal`, or whatever behaves like one. */
export interface Stoppable {
  readonly aborted: boolean
  addEventListener(type: 'abort', listener: () => void, options?: { once: boolean }): void
  removeEventListener(type: 'abort', listener: () => void): void
}
