import { abuse } from './abuse'
import { brokenConnections } from './broken-connections'
import { clockJumps } from './clock-jumps'
import { databaseFaults } from './database-faults'
import { eventStreams } from './event-streams'
import { headOfLine } from './head-of-line'
import { killsAtStart } from './kills-at-start'
import { killsToCustomer } from './kills-to-customer'
import { killsToPlatform } from './kills-to-platform'
import { platformRefusals } from './platform-refusals'
import type { Scenario } from './scenario'
import { severalInstances } from './several-instances'
import { startWithoutPlatform } from './start-without-platform'
import { strangeAnswers } from './strange-answers'
import { unharmed } from './unharmed'

/** Every row of the matrix. */
export const scenarios: ReadonlyArray<Scenario> = [
  unharmed,
  ...killsToPlatform,
  ...killsToCustomer,
  ...killsAtStart,
  startWithoutPlatform,
  ...platformRefusals,
  ...brokenConnections,
  ...strangeAnswers,
  ...eventStreams,
  ...databaseFaults,
  ...severalInstances,
  clockJumps,
  ...abuse,
  headOfLine,
]
