import type { ReactiveController, ReactiveControllerHost } from 'lit'

/** Whether the chat can be seen at all: the tab is in front and the element within the window. */
export class Seen implements ReactiveController {
  isSeen = false
  readonly #host: ReactiveControllerHost & HTMLElement
  #isWithinWindow = false
  #window: IntersectionObserver | undefined

  constructor(host: ReactiveControllerHost & HTMLElement) {
    this.#host = host
    host.addController(this)
  }

  hostConnected(): void {
    this.#window = new IntersectionObserver((entries) => {
      this.#isWithinWindow = entries.at(-1)?.isIntersecting ?? false
      this.#look()
    })
    this.#window.observe(this.#host)
    document.addEventListener('visibilitychange', this.#look)
  }

  hostDisconnected(): void {
    this.#window?.disconnect()
    document.removeEventListener('visibilitychange', this.#look)
  }

  readonly #look = () => {
    const isSeen = this.#isWithinWindow && document.visibilityState === 'visible'
    if (isSeen === this.isSeen) return
    this.isSeen = isSeen
    this.#host.requestUpdate()
  }
}
