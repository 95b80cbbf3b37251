import type { EndReason } from '../contract/states'
import type { SpokenLine } from '../contract/transcript'

/** How a conversation went, for the platform's own records. */
export interface Conclusion {
  /** Our id of the conversation, the same at every repeat. */
  readonly conversationId: string
  readonly reason: EndReason
  readonly customerIdentifier?: string
  /** Everything that was said, oldest first, including what was said before this platform had the conversation. */
  readonly transcript: ReadonlyArray<SpokenLine>
}
