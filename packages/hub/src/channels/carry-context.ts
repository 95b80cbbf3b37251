import type { ChannelAdapter } from '@conversation-hub/core'
import type { Database } from '../database/database'
import type { PlatformAccounts } from '../driving/platform-accounts'
import type { Journal } from '../journal/journal'
import type { Standing } from '../leases/under-lease'
import type { ResolvedSettings } from '../settings/settings'

/** What all parts that carry messages to customers share. */
export interface CarryContext extends Standing {
  readonly instanceId: string
  readonly database: Database
  readonly journal: Journal
  readonly settings: ResolvedSettings
  /** Whether a lease that has run out means that its instance has died. */
  readonly tellsOfDeath: () => boolean
  /** The database's time. */
  readonly now: () => Date
  /** How many instances share the work, this one included. */
  readonly instances: () => number
  /** The circuit and the rate budget of a sending address. */
  readonly accountsOf: (adapter: ChannelAdapter) => PlatformAccounts
}
