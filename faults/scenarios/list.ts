import { killsAtStart } from './kills-at-start'
import { killsToCustomer } from './kills-to-customer'
import { killsToPlatform } from './kills-to-platform'
import type { Scenario } from './scenario'

/** Every row of the matrix, in its order. */
export const scenarios: ReadonlyArray<Scenario> = [...killsToPlatform, ...killsToCustomer, ...killsAtStart]
