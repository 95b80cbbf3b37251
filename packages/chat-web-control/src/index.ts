import { ChatWebControl } from './element/chat-web-control'

export * from './client/index'
export { ChatWebControl } from './element/chat-web-control'
export type { WordChanges, Words } from './element/dictionary'

// A page may load the control twice, for example with two widgets of one site.
if (!customElements.get('chat-web-control')) customElements.define('chat-web-control', ChatWebControl)

declare global {
  interface HTMLElementTagNameMap {
    'chat-web-control': ChatWebControl
  }
}
