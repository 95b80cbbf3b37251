import type { Scenario } from '../scenario'
import { access } from './access'
import { choices } from './choices'
import { declarations } from './declarations'
import { endings } from './endings'
import { failures } from './failures'
import { gaps } from './gaps'
import { messages } from './messages'
import { participants } from './participants'
import { receipts } from './receipts'
import { repeats } from './repeats'
import { typing } from './typing'

/** Everything that is asked of a connector, in the order of the report. */
export const scenarios: ReadonlyArray<Scenario> = [
  ...declarations,
  ...messages,
  ...participants,
  ...typing,
  ...receipts,
  ...choices,
  ...endings,
  ...repeats,
  ...failures,
  ...access,
  ...gaps,
]
