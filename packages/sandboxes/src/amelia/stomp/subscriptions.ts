import type { AmeliaParts } from '../parts'
import type { Session, Visitor } from '../world/session'
import { formatFrame } from './frame'
import { messageFrame } from './outbound'

/** What one socket listens to. */
export interface Subscriptions {
  /** False when the destination is unknown, or another user's. */
  allows(destination: string): boolean
  /** Starts with what waits in the queue. */
  add(id: string, destination: string): void
  remove(id: string): void
  stop(): void
}

const userQueue = '/user/queue/session'

export function createSubscriptions(
  parts: AmeliaParts & { readonly subscribedBefore: Set<string> },
  visitor: Visitor,
  send: (text: string) => void,
): Subscriptions {
  const { world, stage, switches, subscribedBefore } = parts
  const stops = new Map<string, () => void>()

  const ownSession = (sessionId: string): Session | undefined => {
    const session = world.sessions.get(sessionId)
    if (session?.outlet.mode !== 'STOMP') return undefined
    return world.conversations.get(session.conversationId)?.owner === visitor.user?.userId
      ? session
      : undefined
  }

  const push = (sessionId: string, subscription: { id: string; destination: string }) => {
    const session = ownSession(sessionId)
    if (session === undefined || session.queue.length === 0) return
    world.sessions.set(sessionId, { ...session, queue: [] })
    for (const message of session.queue) {
      send(formatFrame(messageFrame(session, message, subscription, switches())))
    }
  }

  /** What was said while nobody listened is kept for the next subscription, or gone. */
  const begin = (sessionId: string, subscription: { id: string; destination: string }) => {
    const session = ownSession(sessionId)
    if (session === undefined) return
    if (subscribedBefore.has(sessionId) && switches().missedMessages === 'lost') {
      world.sessions.set(sessionId, { ...session, queue: [] })
    }
    subscribedBefore.add(sessionId)
    push(sessionId, subscription)
  }

  return {
    allows(destination) {
      if (destination.startsWith('/topic/')) return true
      const { stompAddress } = switches()
      if (destination === userQueue) return stompAddress === 'user'
      return stompAddress === 'session' && ownSession(queuedSession(destination)) !== undefined
    },
    add(id, destination) {
      stops.get(id)?.()
      const subscription = { id, destination }
      if (destination === userQueue) {
        stops.set(
          id,
          stage.signals.onAny((sessionId) => push(sessionId, subscription)),
        )
        for (const { sessionId } of [...world.sessions.values()]) begin(sessionId, subscription)
        return
      }
      const sessionId = queuedSession(destination)
      stops.set(
        id,
        stage.signals.on(sessionId, () => push(sessionId, subscription)),
      )
      begin(sessionId, subscription)
    },
    remove(id) {
      stops.get(id)?.()
      stops.delete(id)
    },
    stop() {
      for (const stop of stops.values()) stop()
      stops.clear()
    },
  }
}

function queuedSession(destination: string): string {
  return destination.match(/^\/queue\/session\.(.+)$/)?.[1] ?? ''
}
