import { abuse } from './abuse'
import { askedTwice } from './asked-twice'
import { badRequests } from './bad-requests'
import { brokenConnections } from './broken-connections'
import { clockJumps } from './clock-jumps'
import { databaseFaults } from './database-faults'
import { databaseRefusals } from './database-refusals'
import { disorder } from './disorder'
import { eventStreams } from './event-streams'
import { forgottenSessions } from './forgotten-sessions'
import { fullDisk } from './full-disk'
import { headOfLine } from './head-of-line'
import { killsAtStart } from './kills-at-start'
import { killsToCustomer } from './kills-to-customer'
import { killsToPlatform } from './kills-to-platform'
import { lateAnswers } from './late-answers'
import { longWaits } from './long-waits'
import { platformRefusals } from './platform-refusals'
import type { Scenario } from './scenario'
import { severalInstances } from './several-instances'
import { silence } from './silence'
import { slowBrowser } from './slow-browser'
import { startWithoutPlatform } from './start-without-platform'
import { strangeAnswers } from './strange-answers'
import { twoSchemas } from './two-schemas'
import { unharmed } from './unharmed'
import { webhookForgeries } from './webhook-forgeries'

/** Every row of the matrix. */
export const scenarios: ReadonlyArray<Scenario> = [
  unharmed,
  ...killsToPlatform,
  ...killsToCustomer,
  ...killsAtStart,
  startWithoutPlatform,
  ...platformRefusals,
  longWaits,
  forgottenSessions,
  ...brokenConnections,
  lateAnswers,
  ...strangeAnswers,
  ...eventStreams,
  disorder,
  silence,
  slowBrowser,
  ...databaseFaults,
  ...databaseRefusals,
  fullDisk,
  askedTwice,
  ...severalInstances,
  twoSchemas,
  clockJumps,
  webhookForgeries,
  badRequests,
  ...abuse,
  headOfLine,
]
