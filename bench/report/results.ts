import type { ComingBack } from '../measures/coming-back'
import type { Library } from '../measures/library'
import type { Memory } from '../measures/memory'
import type { Rate } from '../measures/rate'
import type { Relay } from '../measures/relay'
import type { Soak } from '../measures/soak'

/** What one run of the bench found. */
export interface Results {
  readonly library: Library
  readonly starts: ReadonlyArray<Rate>
  readonly relay: ReadonlyArray<Relay>
  readonly memory: ReadonlyArray<Memory>
  readonly comingBack: ComingBack
  /** Where it was asked for. */
  readonly soak: Soak | undefined
}
