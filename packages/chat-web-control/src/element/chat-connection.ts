import type { ReactiveController, ReactiveControllerHost } from 'lit'
import {
  type ChatClient,
  type ChatClientSettings,
  type ConversationEvent,
  createChatClient,
} from '../client/index'
import { lastTold } from './read-before'

/** Owns the element's client while it is on the page, and tells the page what happens as DOM events. */
export class ChatConnection implements ReactiveController {
  client: ChatClient | undefined
  /** The last item of those that were read in an earlier page view: its key. */
  lastRead: string | undefined
  readonly #host: ReactiveControllerHost & HTMLElement
  #openedId: string | undefined
  #isRepeating = false

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
      // A sign of typing fades also in a chat that the page is done with.
      if (client !== this.client) return
      const { isRepeating, conversationId } = client.view
      // The repetition ends with the last item that was read.
      if (this.#isRepeating && !isRepeating) this.lastRead = lastTold(client.view.items)
      this.#isRepeating = isRepeating
      this.#host.requestUpdate()
      this.#tellOpened(conversationId)
    })
    client.onEvent((event) => this.#tell(event))
    client.open()
  }

  close(): void {
    this.client?.close()
    this.client = undefined
    this.#openedId = undefined
    this.#isRepeating = false
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
