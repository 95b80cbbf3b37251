import type { TwilioSwitches } from './switches'
import type { World } from './world/world'

/** What the sandbox's pieces share. */
export interface TwilioParts {
  readonly world: World
  /** Read at the moment of use: a switch may be turned while the sandbox runs. */
  switches(): TwilioSwitches
  /** Where the sandbox itself is reached. */
  baseUrl(): string
  /** Something about this customer's phone has changed. */
  changed(customer: string): void
}
