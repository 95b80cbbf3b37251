import type { Line } from '../checker/line'
import type { Creation, Effect } from '../checker/logs'

/** What happened at the platform, as it happened. */
export interface PlatformLog {
  readonly creations: Creation[]
  /** Customers' lines that it took and showed. */
  readonly heard: Effect[]
  /** Lines that it said itself. */
  readonly said: Line[]
  /** Customers' lines that it has refused for good. */
  readonly refused: Line[]
  /** Its conversations that were ended. */
  readonly ended: string[]
}

export const createPlatformLog = (): PlatformLog => ({
  creations: [],
  heard: [],
  said: [],
  refused: [],
  ended: [],
})
