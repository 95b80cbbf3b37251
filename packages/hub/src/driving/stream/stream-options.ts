import type { PlatformSession, Stoppable } from '@conversation-hub/core'
import type { DriveContext } from '../drive-context'
import type { OwnedConversation } from '../owned-conversation'
import type { PlatformAccess } from '../platform-access'

/** What every event stream of one conversation needs, whichever platform it is at. */
export interface StreamOptions {
  readonly context: DriveContext
  readonly conversation: OwnedConversation
  readonly access: PlatformAccess
  /** Renews the access, unless what was refused is not the access any more. */
  readonly renew: (refused?: PlatformSession) => Promise<void>
  /** The conversation was somebody else's before: its stream may have been open there. */
  readonly takenOver: boolean
  readonly signal: Stoppable
}
