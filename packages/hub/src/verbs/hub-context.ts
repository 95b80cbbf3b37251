import type { Database } from '../database/database'
import type { Fleet } from '../driving/fleet'
import type { Journal } from '../journal/journal'
import type { ResolvedSettings } from '../settings/settings'

/** What the verbs of the hub work with. */
export interface HubContext {
  readonly instanceId: string
  readonly settings: ResolvedSettings
  readonly database: Database
  readonly journal: Journal
  readonly fleet: Fleet
}
