import { html, LitElement, nothing, type PropertyValues } from 'lit'
import { baseOf } from '../client/addresses'
import type { ChatClient, GivenSession } from '../client/index'
import { switchProperty, textsProperty } from './attributes'
import { ChatConnection } from './chat-connection'
import { type WordChanges, type Words, wordsFor } from './dictionary'
import { Draft } from './draft'
import { languageOf } from './language'
import { newestOther } from './newest-other'
import { readBefore } from './read-before'
import type { Screen } from './screen'
import { Seen } from './seen'
import { StaysAtEnd } from './stays-at-end'
import { styles } from './styles/index'
import { closingTemplate } from './templates/closing'
import { composerTemplate } from './templates/composer'
import { headerTemplate } from './templates/header'
import { logTemplate } from './templates/log'
import { connectionTemplate, hintTemplate, queueTemplate } from './templates/standings'

/** A customer chat for any web page: `<chat-web-control resource-id="..." server="...">`. See the README. */
export class ChatWebControl extends LitElement {
  static override readonly styles = styles

  static override readonly properties = {
    resourceId: { attribute: 'resource-id' },
    server: {},
    customerIdentifier: { attribute: 'customer-identifier' },
    conversationAttributes: textsProperty,
    requestSession: { attribute: false },
    heading: {},
    messagePlaceholder: { attribute: 'message-placeholder' },
    language: {},
    words: { attribute: false },
    theme: { reflect: true },
    attachments: { type: Boolean },
    quickRepliesHideAfterUse: switchProperty('quick-replies-hide-after-use'),
    quickRepliesOnlyLast: switchProperty('quick-replies-only-last'),
  }

  declare resourceId: string | undefined
  declare server: string | undefined
  declare customerIdentifier: string | undefined
  /** Attribute `attributes`; the property of that name is the DOM's. */
  declare conversationAttributes: Readonly<Record<string, string>> | undefined
  /** Set before the element is on the page. See `ChatClientSettings.requestSession`. */
  declare requestSession: (() => Promise<GivenSession>) | undefined
  declare heading: string | undefined
  declare messagePlaceholder: string | undefined
  declare language: string | undefined
  declare words: WordChanges | undefined
  declare theme: 'light' | 'dark' | undefined
  declare attachments: boolean
  declare quickRepliesHideAfterUse: boolean
  declare quickRepliesOnlyLast: boolean

  readonly #connection = new ChatConnection(this)
  readonly #draft = new Draft(this)
  readonly #end = new StaysAtEnd(this)
  readonly #seen = new Seen(this)
  #allWords: Words = wordsFor('en')
  #spoken: string | undefined
  #ending: 'no' | 'asking' | 'failed' = 'no'
  #newest: string | undefined
  #hasUnseen = false
  #isFilling = false

  constructor() {
    super()
    this.attachments = false
    this.quickRepliesHideAfterUse = true
    this.quickRepliesOnlyLast = false
  }

  /** The chat's client, for a page that wants to act on the chat itself. There while the element is on the page. */
  get client(): ChatClient | undefined {
    return this.#connection.client
  }

  /** One drawing for all events that come together: after a reload that may be the whole chat. */
  protected override async scheduleUpdate(): Promise<void> {
    await new Promise((resolve) => setTimeout(resolve))
    super.scheduleUpdate()
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    const language = this.#language
    if (changed.has('words') || language !== this.#spoken) this.#allWords = wordsFor(language, this.words)
    this.#spoken = language
    // What one person has begun to write is not for the next one.
    if (changed.get('customerIdentifier')) this.#draft.clear()
    if (
      changed.has('resourceId') ||
      changed.has('server') ||
      changed.has('customerIdentifier') ||
      changed.has('conversationAttributes')
    ) {
      this.#connection.close()
    }
    if (!this.client && this.isConnected) this.#open()
    // A chat that ended meanwhile asks no more, nor does the next one.
    if (this.client?.view.phase !== 'open') this.#ending = 'no'
    // It ends only behind the drawing that shows the last of what was read.
    this.#isFilling ||= this.client?.view.isRepeating ?? false
    const newest = newestOther(this.client?.view.items ?? [])
    this.#hasUnseen = !this.#end.isAtEnd && (this.#hasUnseen || newest !== this.#newest)
    this.#newest = newest
  }

  #open(): void {
    const { resourceId, customerIdentifier, conversationAttributes } = this
    if (!resourceId) {
      console.error(
        '<chat-web-control>: the attribute "resource-id" is missing; it names the web chat to open.',
      )
      return
    }
    this.#connection.open({
      server: this.#server,
      resourceId,
      // Nobody, where a page leaves the attribute empty or takes it away.
      customerIdentifier: customerIdentifier || undefined,
      attributes: conversationAttributes,
      requestSession: this.requestSession,
    })
  }

  protected override render(): unknown {
    const { client } = this
    if (!client) return nothing
    const { view } = client
    const words = this.#allWords
    const heading = this.heading ?? words.heading
    const screen = this.#screen(client)
    const isReadBefore = this.#isFilling && !view.isRepeating
    return html`<section class="chat" part="chat" aria-label=${heading}>
      ${headerTemplate({
        heading,
        words,
        view,
        ending: this.#ending,
        ask: () => this.#ask(),
        keepChatting: () => this.#keepChatting(),
        end: () => void this.#endChat(client),
      })}
      ${connectionTemplate(screen)}
      ${logTemplate({
        screen,
        items: isReadBefore ? readBefore(view.items, this.#connection.lastRead) : view.items,
        isFilling: this.#isFilling,
        hasUnseen: this.#hasUnseen,
        toEnd: () => this.#end.toEnd(),
      })}
      ${queueTemplate(screen)}
      ${hintTemplate(screen)}
      ${
        view.phase === 'opening' || view.phase === 'open'
          ? composerTemplate({
              words,
              placeholder: this.messagePlaceholder ?? words.placeholder,
              hasText: this.#draft.hasText,
              withAttachments: this.attachments,
              typed: () => this.#typed(client),
              send: () => this.#send(client),
              attach: (files) => this.#attach(client, files),
            })
          : closingTemplate(screen)
      }
    </section>`
  }

  protected override updated(): void {
    const log = this.renderRoot.querySelector<HTMLElement>('.log')
    const rows = this.renderRoot.querySelector<HTMLElement>('.rows')
    if (log && rows) this.#end.watch(log, rows)
    if (this.#isFilling) {
      if (this.client?.view.isRepeating) return
      // The next drawing adds what was said meanwhile.
      this.#isFilling = false
      this.requestUpdate()
      return
    }
    if (this.#newest !== undefined && this.#seen.isSeen && this.#end.isAtEnd) this.client?.read(this.#newest)
  }

  #screen(client: ChatClient): Screen {
    return {
      view: client.view,
      words: this.#allWords,
      language: this.#language,
      quickReplies: { hideAfterUse: this.quickRepliesHideAfterUse, onlyLast: this.quickRepliesOnlyLast },
      server: this.#server,
      client,
      moveOn: () => {
        this.#draft.focus()
        this.#end.toEnd()
      },
    }
  }

  get #language(): string {
    const { lang } = document.documentElement
    return languageOf([this.language, this.closest('[lang]')?.getAttribute('lang'), lang, navigator.language])
  }

  get #server(): string {
    return baseOf(this.server ?? '')
  }

  #typed(client: ChatClient): void {
    this.#draft.changed()
    if (this.#draft.hasText) client.typed()
    else client.stoppedTyping()
  }

  #send(client: ChatClient): void {
    const text = this.#draft.take()
    if (text === undefined) return
    client.send(text)
    this.#end.toEnd()
  }

  #attach(client: ChatClient, files: readonly File[]): void {
    for (const file of files) client.attach(file)
    this.#draft.focus()
    this.#end.toEnd()
  }

  #ask(): void {
    this.#ending = this.#ending === 'no' ? 'asking' : 'no'
    this.requestUpdate()
    void this.updateComplete.then(() => this.renderRoot.querySelector<HTMLElement>('.confirm-end')?.focus())
  }

  #keepChatting(): void {
    this.#ending = 'no'
    this.requestUpdate()
    this.#draft.focus()
  }

  async #endChat(client: ChatClient): Promise<void> {
    this.#ending = 'no'
    this.#draft.focus()
    const { conversationId } = client.view
    const hasEnded = await client.end()
    if (!hasEnded && conversationId === this.client?.view.conversationId) this.#ending = 'failed'
    this.requestUpdate()
  }
}
