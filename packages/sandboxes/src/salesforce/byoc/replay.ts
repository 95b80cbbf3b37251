import { z } from 'zod'
import type { BayeuxMessage } from './bayeux'

const askedSchema = z.object({ ext: z.object({ replay: z.record(z.string(), z.coerce.number().int()) }) })
const eventSchema = z.object({ data: z.object({ event: z.object({ replayId: z.number() }) }) })

/** How far each CometD client has been served: nobody gets an event twice, or one from before it asked. */
export interface ReplayPositions {
  /** The replay id a subscription asks to start after, if any: -1 only new ones, -2 all that are kept. */
  asked(message: BayeuxMessage, channel: string): number | undefined
  start(clientId: string, replayId: number): void
  /** Whether the event is due to the client; counts it as served. */
  takes(clientId: string, message: BayeuxMessage): boolean
  forget(clientId: string): void
}

export function createReplayPositions(): ReplayPositions {
  const served = new Map<string, number>()
  return {
    asked: (message, channel) => askedSchema.safeParse(message).data?.ext.replay[channel],
    start: (clientId, replayId) => void served.set(clientId, replayId),
    takes(clientId, message) {
      const replayId = eventSchema.safeParse(message).data?.data.event.replayId
      if (replayId === undefined || replayId <= (served.get(clientId) ?? Number.POSITIVE_INFINITY))
        return false
      served.set(clientId, replayId)
      return true
    },
    forget: (clientId) => void served.delete(clientId),
  }
}
