import type { ChatClient, ChatView } from '../client/index'
import type { Words } from './dictionary'
import type { QuickReplySwitches } from './quick-replies'

/** What the templates draw from. */
export interface Screen {
  readonly view: ChatView
  readonly words: Words
  readonly language: string
  readonly quickReplies: QuickReplySwitches
  /** Base of relative addresses that the hub sends. */
  readonly server: string
  readonly client: ChatClient
  /** A control that had the focus is about to go; the next place to write takes it. */
  moveOn(): void
}
