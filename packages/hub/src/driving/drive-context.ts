import type { Connector, NewPassingEvent } from '@conversation-hub/core'
import type { Database } from '../database/database'
import type { Journal } from '../journal/journal'
import type { Cipher } from '../secrets/cipher'
import type { Log } from '../settings/settings'

/** What every drive of this instance shares. */
export interface DriveContext {
  readonly instanceId: string
  readonly database: Database
  readonly journal: Journal
  readonly cipher: Cipher
  readonly platforms: ReadonlyMap<string, Connector>
  readonly log: Log
  /** Whether this instance still holds its lease; without it, nothing may be said to a platform. */
  readonly mayAct: () => boolean
  /** Waits until another stream may be opened at this account. */
  readonly mayOpenStream: (account: string, signal: AbortSignal) => Promise<void>
  readonly pass: (conversationId: string, event: NewPassingEvent) => void
  /** The drive has nothing left to do, or has lost its conversation. */
  readonly onDone: (conversationId: string) => void
}
