import type { Stage } from './stage/stage'
import type { AmeliaSwitches } from './switches'
import type { World } from './world/world'

/** What every route of the sandbox works with. */
export interface AmeliaParts {
  readonly world: World
  readonly stage: Stage
  /** Read at the moment of use: a switch may be turned while the sandbox runs. */
  switches(): AmeliaSwitches
}
