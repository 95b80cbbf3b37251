import type { ReactiveController, ReactiveControllerHost } from 'lit'

/** So near to the end is at the end: a line, in pixels. */
const near = 48

/**
 * Keeps a scrolling list at its end while the reader is there, and leaves it alone while they read further up.
 */
export class StaysAtEnd implements ReactiveController {
  readonly #host: ReactiveControllerHost
  #list: HTMLElement | undefined
  #sizes: ResizeObserver | undefined
  #isAtEnd = true
  /** Where the list was when it was last brought to its end. */
  #endTop = 0

  constructor(host: ReactiveControllerHost) {
    this.#host = host
    host.addController(this)
  }

  /** The reader is at the end, give or take a line. */
  get isAtEnd(): boolean {
    // A browser tells of scrolling with its next frame only. What is drawn before that must not throw the reader back.
    const list = this.#list
    if (this.#isAtEnd && list && list.scrollTop < this.#endTop - near) this.#isAtEnd = isNearEnd(list)
    return this.#isAtEnd
  }

  /** @param content Grows with the list's content: messages, pictures that load late. */
  watch(list: HTMLElement, content: HTMLElement): void {
    if (this.#list === list) return
    this.hostDisconnected()
    this.#list = list
    // One that comes back to the page begins at its top, and nobody has moved it.
    this.#endTop = 0
    list.addEventListener('scroll', this.#scrolled, { passive: true })
    this.#sizes = new ResizeObserver(this.#resized)
    this.#sizes.observe(list)
    this.#sizes.observe(content)
  }

  toEnd(): void {
    this.#isAtEnd = true
    this.#endTop = 0
    this.#resized()
    this.#host.requestUpdate()
  }

  hostUpdated(): void {
    this.#resized()
  }

  hostDisconnected(): void {
    this.#list?.removeEventListener('scroll', this.#scrolled)
    this.#sizes?.disconnect()
    this.#list = undefined
  }

  readonly #resized = () => {
    if (!this.#list || !this.isAtEnd) return
    this.#list.scrollTop = this.#list.scrollHeight
    this.#endTop = this.#list.scrollTop
  }

  readonly #scrolled = () => {
    if (!this.#list) return
    const isAtEnd = isNearEnd(this.#list)
    if (isAtEnd === this.#isAtEnd) return
    this.#isAtEnd = isAtEnd
    this.#host.requestUpdate()
  }
}

function isNearEnd({ scrollHeight, scrollTop, clientHeight }: HTMLElement): boolean {
  return scrollHeight - scrollTop - clientHeight < near
}
