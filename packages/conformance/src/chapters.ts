import type { Scenario } from './scenario'
import { access } from './scenarios/access'
import { choices } from './scenarios/choices'
import { declarations } from './scenarios/declarations'
import { endings } from './scenarios/endings'
import { failures } from './scenarios/failures'
import { forms } from './scenarios/forms'
import { gaps } from './scenarios/gaps'
import { lostStarts } from './scenarios/lost-starts'
import { messages } from './scenarios/messages'
import { otherCalls } from './scenarios/other-calls'
import { participants } from './scenarios/participants'
import { receipts } from './scenarios/receipts'
import { repeats } from './scenarios/repeats'
import { typing } from './scenarios/typing'

/** Checks that belong together, and what somebody whose connector fails one of them should know. */
export interface Chapter {
  /** The heading in `docs/adding-a-connector.md` that explains these checks, as an anchor. */
  readonly heading: string
  /** Where such a mistake usually is. */
  readonly look: string
  readonly scenarios: ReadonlyArray<Scenario>
}

/** Everything that is asked of a connector, in the order of the report. */
export const chapters: ReadonlyArray<Chapter> = [
  {
    heading: 'what-it-declares',
    look: 'the fields of the object that the factory returns (connector.ts): what is declared has to be there, and the other way round.',
    scenarios: declarations,
  },
  {
    heading: 'words-both-ways',
    look: '`send` and the payloads it makes (commands.ts), the events that are read (events.ts), and the cursor with which `arrival` goes on.',
    scenarios: messages,
  },
  {
    heading: 'who-takes-part',
    look: 'the author of every message, and the `participant` events (events.ts).',
    scenarios: participants,
  },
  {
    heading: 'typing-and-receipts',
    look: '`typing` (connector.ts), and the `typing` events (events.ts).',
    scenarios: typing,
  },
  {
    heading: 'typing-and-receipts',
    look: '`receipt` (connector.ts), and the `receipt` events (events.ts).',
    scenarios: receipts,
  },
  {
    heading: 'choices',
    look: 'the `choices` part that is read (events.ts), and what is sent for the one that was picked (commands.ts).',
    scenarios: choices,
  },
  {
    heading: 'forms-files-and-phones',
    look: 'the `form` part that is read (events.ts), and the `values` that are sent for it (commands.ts).',
    scenarios: forms,
  },
  {
    heading: 'ends',
    look: '`end` (connector.ts), the `ended` event and its reason (events.ts), and the refusal after an end (errors.ts).',
    scenarios: endings,
  },
  {
    heading: 'repeats',
    look: '`capabilities.repeats`, the id that goes along with a message (commands.ts), and `reconcile`.',
    scenarios: [...repeats, ...lostStarts],
  },
  {
    heading: 'errors',
    look: 'how refusals, silence and cut connections become a `ConversationError` (errors.ts), and that every call heeds its `signal` (client.ts).',
    scenarios: failures,
  },
  {
    heading: 'errors',
    look: '`end`, `typing`, `receipt` and `readTranscript` (connector.ts): none takes a failure for success, and each heeds its `signal`.',
    scenarios: otherCalls,
  },
  {
    heading: 'access-that-runs-out',
    look: '`renew`, and the code of the error for access that has expired (errors.ts).',
    scenarios: access,
  },
  {
    heading: 'gaps-and-other-processes',
    look: 'the session (plain JSON, and all that is needed), the cursor of `arrival`, and `readTranscript`.',
    scenarios: gaps,
  },
]
