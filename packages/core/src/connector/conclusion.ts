import type { EndReason } from '../contract/states'
import type { SpokenLine } from '../contract/transcript'

/** What became of a conversation, for the platform's own records. */
export interface Conclusion {
  /** Ours; the same at every repeat. */
  readonly conversationId: string
  readonly reason: EndReason
  readonly customerIdentifier?: string
  /** Everything that was said, oldest first, also before this platform had the conversation. */
  readonly transcript: ReadonlyArray<SpokenLine>
}
