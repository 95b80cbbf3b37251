import type { ServerResponse } from 'node:http'
import type { DeliveredEvent, Hub, Subscription, WhyOver } from '@conversation-hub/hub'
import { createEventWriter } from './event-writer'
import { frameOf } from './frame'
import type { OpenStream, OpenStreams } from './open-streams'

/** Over what time the clients of a server that stops come back, in milliseconds, so that they do not come all at once. */
const COME_BACK_WITHIN_MS = 1_000
/** When the client of a stream that has given way comes back, in milliseconds: many tabs take turns slowly. */
const COME_BACK_LATER_MS = 30_000

/** How long to wait for a last event of a conversation that has ended, for example while its platform is being told. */
const WAIT_FOR_THE_END_MS = 500

export interface StreamRequest {
  readonly outgoing: ServerResponse
  readonly conversationId: string
  readonly afterSeq: number
  /** The conversation has ended: there may be events to catch up with, and no new ones. */
  readonly hasEnded: boolean
  readonly until?: number
  /** The stream is for the customer there, and ends when the conversation goes on elsewhere. */
  readonly customerDestination?: string
}

/**
 * Streams a conversation's events to one client. Resolves when the stream has begun, or with `nothing-more` (and
 * nothing sent) if the conversation has ended and the client has seen everything.
 *
 * The memory for a client is bounded: if it does not keep up, the hub is told to wait, and reads on from the database
 * when the client has caught up.
 */
export function streamEvents(
  hub: Pick<Hub, 'listen'>,
  streams: OpenStreams,
  request: StreamRequest,
): Promise<'streaming' | 'nothing-more'> {
  const { outgoing, conversationId, afterSeq, hasEnded, until, customerDestination } = request
  return new Promise((resolve, reject) => {
    let subscription: Subscription | undefined
    let isClosed = false
    let isOver = false
    let drainedEarly = false

    const begin = () => {
      if (isClosed || isOver) return
      writer.begin()
      resolve('streaming')
    }
    const stream: OpenStream = {
      beat: () => writer.beat(),
      end: () => writer.end(Math.random() * COME_BACK_WITHIN_MS),
      giveWay: () => writer.end(COME_BACK_LATER_MS),
    }
    const writer = createEventWriter(outgoing, {
      ...(until !== undefined && { until }),
      onDrain() {
        if (subscription) subscription.resume()
        else drainedEarly = true
      },
      onClosed() {
        isClosed = true
        streams.remove(stream, customerDestination)
        subscription?.close()
        resolve('streaming')
      },
    })

    const listener = {
      onEvent(event: DeliveredEvent) {
        const goOn = writer.write(frameOf(event))
        resolve('streaming')
        return goOn
      },
      onEnd(why: WhyOver) {
        isOver = true
        if (why === 'stopping') stream.end()
        else if (writer.hasBegun) writer.end()
        else return resolve('nothing-more')
        resolve('streaming')
      },
    }

    const only = customerDestination === undefined ? {} : { customerDestination }
    hub.listen(conversationId, afterSeq, listener, only).then((opened) => {
      if (isClosed) return opened.close()
      subscription = opened
      streams.add(stream, customerDestination)
      if (drainedEarly) opened.resume()
      if (hasEnded) setTimeout(begin, WAIT_FOR_THE_END_MS)
      else begin()
    }, reject)
  })
}
