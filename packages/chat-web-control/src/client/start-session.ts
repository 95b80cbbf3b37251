import type { CallHub, HubReply } from './hub-call'
import { type ChatMemory, type KeptChat, keptFor } from './kept-chat'
import { newId } from './new-id'
import { type Fields, wordsOf } from './reading'
import { requestFromPage } from './request-from-page'
import { type Pause, waitFor } from './retry'
import { type ChatClientSettings, claimsOf, type GivenSession } from './settings'

export interface SessionStart {
  readonly call: CallHub
  readonly memory: ChatMemory
  readonly settings: ChatClientSettings
  readonly pause: Pause
  /** True when the answer is no longer wanted. */
  isStale(): boolean
  /** The hub cannot be reached, or asks to come back later; it is tried again. */
  onDelay(): void
}

/**
 * A new session, kept; or the one another tab has just made, so that two tabs opened together share one chat.
 * Tries until the hub answers. Nothing where the hub refuses, or nobody waits any more.
 */
export async function startSession(start: SessionStart): Promise<KeptChat | undefined> {
  const { memory, settings, pause, isStale, onDelay } = start
  const { server = '', resourceId, customerIdentifier } = settings
  const ask = askOf(start)
  const name = `conversation-hub:${server}:${resourceId}`
  for (let repeat = 1; !isStale(); repeat += 1) {
    const kept = keptFor(customerIdentifier, memory)
    if (kept) return kept
    // Only while it asks: a tab that waits, perhaps for long because nobody looks at it, holds up no other.
    const found = await oneTabAtATime(
      name,
      async () => keptFor(customerIdentifier, memory) ?? (await askOnce(start, ask)),
    )
    if ('sessionId' in found) return found
    if (isStale() || (found.outcome !== 'accepted' && found.outcome !== 'later')) return undefined
    onDelay()
    await pause.wait(waitFor(found.outcome === 'later' ? found.afterMs : undefined, repeat))
  }
  return undefined
}

/** The session that the hub gives, kept; or what it answered instead. */
async function askOnce(start: SessionStart, ask: () => Promise<HubReply>): Promise<KeptChat | HubReply> {
  if (start.isStale()) return { outcome: 'later' }
  const reply = await ask()
  const given = reply.outcome === 'accepted' ? sessionIn(reply.body) : undefined
  if (!given) return reply
  const { customerIdentifier } = start.settings
  const chat: KeptChat = { ...given, customerIdentifier, answers: {}, outbox: [] }
  // The page may have named the customer meanwhile, whose own chat goes on then: this one does not take its place.
  if (!start.isStale() || !start.memory.read()) start.memory.keep(chat)
  return chat
}

function askOf({ call, settings, pause }: SessionStart): () => Promise<HubReply> {
  const { resourceId, requestSession } = settings
  if (requestSession) return requestFromPage(requestSession, pause.wake)
  // Where only the answer was lost, the repeat gives the session that is there.
  const idempotencyKey = newId()
  return () => call({ path: '/v1/sessions', body: { resourceId, ...claimsOf(settings) }, idempotencyKey })
}

function sessionIn(body: Fields): GivenSession | undefined {
  const sessionId = wordsOf(body.sessionId)
  const token = wordsOf(body.token)
  if (sessionId === undefined || token === undefined) return undefined
  return { sessionId, token, conversationId: wordsOf(body.conversationId) }
}

/**
 * Web Locks need https, and are refused where the browser lets the page keep nothing (Web Locks API, `request()`). Without
 * them two tabs opened in the same second may start a chat each.
 */
async function oneTabAtATime<Result>(name: string, run: () => Promise<Result>): Promise<Result> {
  const locks = globalThis.navigator?.locks
  if (!locks) return run()
  const begun: Promise<Result>[] = []
  const begin = () => {
    const running = run()
    begun.push(running)
    return running
  }
  try {
    return await locks.request(name, begin)
  } catch {
    return await (begun[0] ?? run())
  }
}
