/** What tells that something is to stop: an `AbortSignal`, or what behaves like one. */
export interface Stoppable {
  readonly aborted: boolean
  addEventListener(type: 'abort', listener: () => void, options?: { once: boolean }): void
  removeEventListener(type: 'abort', listener: () => void): void
}
