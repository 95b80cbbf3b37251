import type { Connector, NewPassingEvent } from '@conversation-hub/core'
import type { ConversationRow } from '../conversations/conversation-row'
import type { Database } from '../database/database'
import type { Failpoint } from '../failpoints'
import type { AddressOfFile } from '../files/platform-file'
import type { CommandToKeep } from '../journal/changes'
import type { Journal } from '../journal/journal'
import type { Standing } from '../leases/under-lease'
import type { Cipher } from '../secrets/cipher'
import type { Log } from '../settings/settings'
import type { AwaitFirstOpening } from './account-streams/first-opening'
import type { Drive } from './drive'
import type { PlatformAccounts } from './platform-accounts'
import type { StreamPace } from './stream/stream-pace'

/** What all drives of this instance share. */
export interface DriveContext extends Standing {
  readonly instanceId: string
  readonly database: Database
  readonly journal: Journal
  readonly cipher: Cipher
  readonly platforms: ReadonlyMap<string, Connector>
  readonly accounts: PlatformAccounts
  readonly log: Log
  readonly failpoint: Failpoint
  /** Whether a lease that has run out means that its instance has died. */
  readonly tellsOfDeath: () => boolean
  /** The database's time. */
  readonly now: () => Date
  /** Waits until another stream may be opened at this account. */
  readonly mayOpenStream: StreamPace
  readonly awaitFirstOpening: AwaitFirstOpening
  /** The command by which another platform takes over, if the hub's settings name one. */
  readonly takeOver: (row: ConversationRow, why: 'fallback' | 'escalated') => CommandToKeep | undefined
  readonly addressOfFile: AddressOfFile
  readonly pass: (conversationId: string, event: NewPassingEvent) => void
  /** Whether this instance has left the conversation to others before, and none of them has gone on with it. */
  readonly cameBack: (conversationId: string) => boolean
  /**
   * Called when the drive stops by itself: nothing is left to do, its conversation is lost, or only others can go on
   * with it.
   */
  readonly onDone: (conversationId: string, drive: Drive, why: 'over' | 'for-others') => void
}
