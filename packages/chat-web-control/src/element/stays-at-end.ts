import type { ReactiveController, ReactiveControllerHost } from 'lit'

/**
 * Keeps a scrolling list at its end while the reader is there, and leaves it alone while they read further up.
 */
export class StaysAtEnd implements ReactiveController {
  /** The reader is at the end, give or take a line. */
  isAtEnd = true
  readonly #host: ReactiveControllerHost
  #list: HTMLElement | undefined
  #sizes: ResizeObserver | undefined

  constructor(host: ReactiveControllerHost) {
    this.#host = host
    host.addController(this)
  }

  /** @param content Grows with the list's content: messages, pictures that load late. */
  watch(list: HTMLElement, content: HTMLElement): void {
    if (this.#list === list) return
    this.hostDisconnected()
    this.#list = list
    list.addEventListener('scroll', this.#scrolled, { passive: true })
    this.#sizes = new ResizeObserver(this.#resized)
    this.#sizes.observe(list)
    this.#sizes.observe(content)
  }

  toEnd(): void {
    this.isAtEnd = true
    if (this.#list) this.#list.scrollTop = this.#list.scrollHeight
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
    if (this.isAtEnd && this.#list) this.#list.scrollTop = this.#list.scrollHeight
  }

  readonly #scrolled = () => {
    if (!this.#list) return
    const { scrollHeight, scrollTop, clientHeight } = this.#list
    const isAtEnd = scrollHeight - scrollTop - clientHeight < 48
    if (isAtEnd === this.isAtEnd) return
    this.isAtEnd = isAtEnd
    this.#host.requestUpdate()
  }
}
