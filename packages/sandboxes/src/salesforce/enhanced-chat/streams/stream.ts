import type { EventStream } from '../../../http/event-stream'
import type { Entry } from '../../messaging/state/entry'
import type { SalesforceSwitches } from '../../switches'
import { eventFrame, unknownFrame } from './frames'

/** One open event stream, with the faults a stream can have. */
export interface Stream {
  readonly subject: string
  readonly connection: EventStream
  deliver(entry: Entry): void
  /** From now on nothing is written, and the connection stays open. */
  freeze(): void
  readonly frozen: boolean
}

const UNKNOWN_EVENT_EVERY = 7
const SWAP_WITHIN_MILLISECONDS = 50

export function createStream(
  subject: string,
  connection: EventStream,
  switches: () => SalesforceSwitches,
): Stream {
  let frozen = false
  let delivered = 0
  let held: Entry | undefined

  const write = (entry: Entry) => {
    if (frozen) return
    const { duplicateEvents, unknownEvents } = switches()
    const frame = eventFrame(entry, switches())
    connection.send(frame)
    if (duplicateEvents) connection.send(frame)
    delivered += 1
    if (unknownEvents && delivered % UNKNOWN_EVENT_EVERY === 0)
      connection.send(unknownFrame(entry.conversationId))
  }
  const releaseHeld = () => {
    if (held !== undefined) write(held)
    held = undefined
  }

  return {
    subject,
    connection,
    get frozen() {
      return frozen
    },
    deliver(entry) {
      if (!switches().reorderEvents || held !== undefined) {
        write(entry)
        releaseHeld()
        return
      }
      held = entry
      setTimeout(releaseHeld, SWAP_WITHIN_MILLISECONDS)
    },
    freeze() {
      frozen = true
    },
  }
}
