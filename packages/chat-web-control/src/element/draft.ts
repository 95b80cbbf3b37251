import type { LitElement, ReactiveController } from 'lit'

/** What the customer is writing, and the focus of the place where they write. */
export class Draft implements ReactiveController {
  hasText = false
  readonly #host: LitElement
  #hadFocus = false
  /** Kept while there is no text area: what was written when a chat ended can be said in the next one. */
  #unsent = ''

  constructor(host: LitElement) {
    this.#host = host
    host.addController(this)
  }

  /** The words written; the text area is empty after it. Nothing where there are none. */
  take(): string | undefined {
    const area = this.#area
    const text = area?.value.trim()
    if (!area || !text) return undefined
    this.clear()
    area.focus()
    return text
  }

  clear(): void {
    const area = this.#area
    if (area) area.value = ''
    this.#unsent = ''
    this.changed()
  }

  /** After a key: the area grows with its text, up to what the styles allow. */
  changed(): void {
    const area = this.#area
    if (!area) return
    area.style.height = 'auto'
    area.style.height = `${area.scrollHeight}px`
    const hasText = area.value.trim() !== ''
    if (hasText === this.hasText) return
    this.hasText = hasText
    this.#host.requestUpdate()
  }

  focus(): void {
    this.#area?.focus()
  }

  hostUpdate(): void {
    this.#hadFocus = this.#focused !== null
    this.#unsent = this.#area?.value ?? this.#unsent
  }

  /** Whoever wrote when the chat ended would lose their place on the page with the text area. */
  hostUpdated(): void {
    const lostFocus = this.#hadFocus && this.#focused === null
    const area = this.#area
    if (!area) this.hasText = false
    else if (area.value === '' && this.#unsent !== '') {
      area.value = this.#unsent
      this.changed()
    }
    if (lostFocus) this.#find('.start-new, .text')?.focus()
  }

  get #area(): HTMLTextAreaElement | undefined {
    const area = this.#find('.text')
    return area instanceof HTMLTextAreaElement ? area : undefined
  }

  get #focused(): Element | null {
    return this.#host.shadowRoot?.activeElement ?? null
  }

  #find(selector: string): HTMLElement | null {
    return this.#host.shadowRoot?.querySelector<HTMLElement>(selector) ?? null
  }
}
