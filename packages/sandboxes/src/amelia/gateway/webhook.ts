import { setTimeout as delay } from 'node:timers/promises'
import type { Delivery } from '../message/draft'
import { gatewayMessage } from '../message/gateway-message'
import type { AmeliaParts } from '../parts'
import type { Session } from '../world/session'

/** Posts the messages of sessions with deliveryMode WEBHOOK to their receivers. */
export interface WebhookPosts {
  /** Posts what a killed process left behind. */
  resume(): void
  stop(): void
}

export function createWebhookPosts({ world, stage, switches }: AmeliaParts): WebhookPosts {
  const stopping = new AbortController()
  const inFlight = new Set<string>()

  const undelivered = (sessionId: string): Delivery[] => {
    const queue = world.sessions.get(sessionId)?.queue ?? []
    const waiting = queue.filter(({ messageId }) => !inFlight.has(`${sessionId} ${messageId}`))
    return switches().webhookBody === 'array' ? waiting : waiting.slice(0, 1)
  }

  const settle = (sessionId: string, messages: readonly Delivery[]) => {
    const session = world.sessions.get(sessionId)
    const posted = new Set(messages.map(({ sequence }) => sequence))
    if (session === undefined || stopping.signal.aborted) return
    const queue = session.queue.filter(({ sequence }) => !posted.has(sequence))
    world.sessions.set(sessionId, { ...session, queue })
  }

  const post = async (session: Session, messages: readonly Delivery[]) => {
    const { webhookRetries, webhookRetrySeconds } = switches()
    for (let attempt = 0; attempt <= webhookRetries; attempt += 1) {
      if (attempt > 0) await delay(webhookRetrySeconds * 1000, undefined, { signal: stopping.signal })
      if (await postOnce(session, messages)) return
    }
  }

  const postOnce = async (session: Session, messages: readonly Delivery[]): Promise<boolean> => {
    if (session.outlet.mode !== 'WEBHOOK') return true
    const { webhookHeader, webhookBody, webhookTimeoutSeconds } = switches()
    const { url, secret } = session.outlet
    const objects = messages.map((message) => gatewayMessage(session, message, switches()))
    const timeout = AbortSignal.timeout(webhookTimeoutSeconds * 1000)
    try {
      const response = await fetch(url, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          ...(secret === null ? {} : { [webhookHeader]: secret }),
        },
        body: JSON.stringify(webhookBody === 'array' ? objects : objects[0]),
        signal: AbortSignal.any([timeout, stopping.signal]),
      })
      await response.arrayBuffer()
      return response.ok
    } catch {
      return false
    }
  }

  const work = async (sessionId: string): Promise<void> => {
    const session = world.sessions.get(sessionId)
    if (session === undefined) return
    for (let messages = undelivered(sessionId); messages.length > 0; messages = undelivered(sessionId)) {
      const keys = messages.map(({ messageId }) => `${sessionId} ${messageId}`)
      for (const key of keys) inFlight.add(key)
      const posted = post(session, messages).finally(() => {
        settle(sessionId, messages)
        for (const key of keys) inFlight.delete(key)
      })
      if (switches().webhookOrder === 'in-turn') await posted
      else posted.catch(() => {})
    }
  }

  const working = new Set<string>()
  const wake = (sessionId: string) => {
    if (working.has(sessionId) || stopping.signal.aborted) return
    if (world.sessions.get(sessionId)?.outlet.mode !== 'WEBHOOK') return
    working.add(sessionId)
    // The only failure is the end of the sandbox; what is left is posted at the next start.
    work(sessionId)
      .catch(() => {})
      .finally(() => {
        working.delete(sessionId)
        if (undelivered(sessionId).length > 0) wake(sessionId)
      })
  }
  const unsubscribe = stage.signals.onAny(wake)

  return {
    resume: () => {
      for (const { sessionId } of [...world.sessions.values()]) wake(sessionId)
    },
    stop() {
      unsubscribe()
      stopping.abort()
    },
  }
}
