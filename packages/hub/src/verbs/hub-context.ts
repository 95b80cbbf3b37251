import type { Connector, NewPassingEvent } from '@conversation-hub/core'
import type { Carrying } from '../channels/carrying'
import type { ConversationRow } from '../conversations/conversation-row'
import type { Database } from '../database/database'
import type { Fleet } from '../driving/fleet'
import type { AddressOfFile } from '../files/platform-file'
import type { CommandToKeep } from '../journal/changes'
import type { Journal } from '../journal/journal'
import type { Cipher } from '../secrets/cipher'
import type { ResolvedSettings } from '../settings/settings'
import type { InOrder } from './in-order'

/** What the hub's verbs work with. */
export interface HubContext {
  readonly instanceId: string
  readonly settings: ResolvedSettings
  readonly database: Database
  readonly journal: Journal
  readonly platforms: ReadonlyMap<string, Connector>
  readonly cipher: Cipher
  readonly fleet: Fleet
  readonly carrying: Carrying
  /** The database's time. */
  readonly now: () => Date
  /** How often this instance's lease has run out before it was renewed. */
  readonly lapses: () => number
  /** The command by which another platform takes over, if the hub's settings name one. */
  readonly takeOver: (row: ConversationRow, why: 'fallback' | 'escalated') => CommandToKeep | undefined
  readonly addressOfFile: AddressOfFile
  readonly inOrder: InOrder
  /** Passes an event that is not kept to those who listen, on this instance and others. */
  readonly pass: (conversationId: string, event: NewPassingEvent) => void
}
