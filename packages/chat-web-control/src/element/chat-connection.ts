import type { ReactiveController, ReactiveControllerHost } from 'lit'
import {
  type ChatClient,
  type ChatClientSettings,
  type ConversationEvent,
  createChatClient,
} from '../client/index'

/** Owns the element's client while it is on the page, and tells the page what happens as DOM events. */
export class ChatConnection implements ReactiveController {
  client: ChatClient | undefined
  readonly #host: ReactiveControllerHost & HTMLElement
  #openedId: string | undefined

  constructor(host: ReactiveControllerHost & HTMLElement) {
    this.#host = host
    host.addController(this)
  }

  hostConnected(): void {
    this.#host.requestUpdate()
  }

  hostDisconnected(): void {
    this.close()
  }

  open(settings: ChatClientSettings): void {
    const client = createChatClient(settings)
    this.client = client
    client.onChange(() => {
      this.#host.requestUpdate()
      this.#tellOpened(client.view.conversationId)
    })
    client.onEvent((event) => this.#tell(event))
    client.open()
  }

  close(): void {
    this.client?.close()
    this.client = undefined
    this.#openedId = undefined
  }

  #tellOpened(conversationId: string | undefined): void {
    if (conversationId === undefined || conversationId === this.#openedId) return
    this.#openedId = conversationId
    this.#dispatch('chat-opened', { conversationId })
  }

  #tell(event: ConversationEvent): void {
    this.#dispatch('chat-event', event)
    if (event.type === 'state' && event.state === 'ended')
      this.#dispatch('chat-ended', { reason: event.reason })
  }

  #dispatch(name: string, detail: unknown): void {
    this.#host.dispatchEvent(new CustomEvent(name, { detail, bubbles: true, composed: true }))
  }
}
