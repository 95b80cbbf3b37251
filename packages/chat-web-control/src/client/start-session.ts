import type { CallHub, HubReply } from './hub-call'
import { belongsTo, type ChatMemory, type KeptChat } from './kept-chat'
import { newId } from './new-id'
import { type Fields, wordsOf } from './reading'
import { type Pause, retryDelay } from './retry'
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
  const { server = '', resourceId } = start.settings
  return oneTabAtATime(`conversation-hub:${server}:${resourceId}`, async () => {
    const made = start.memory.read()
    if (made && belongsTo(made, start.settings.customerIdentifier)) return made
    const chat = await askForSession(start)
    if (chat) start.memory.keep(chat)
    return chat
  })
}

async function askForSession(start: SessionStart): Promise<KeptChat | undefined> {
  const { settings, pause, isStale, onDelay } = start
  // Where only the answer was lost, the repeat gives the session that is there.
  const idempotencyKey = newId()
  for (let repeat = 1; !isStale(); repeat += 1) {
    const reply = await ask(start, idempotencyKey)
    const given = reply.outcome === 'accepted' ? sessionIn(reply.body) : undefined
    if (given) return { ...given, customerIdentifier: settings.customerIdentifier, answers: {}, outbox: [] }
    if (reply.outcome !== 'accepted' && reply.outcome !== 'later') return undefined
    onDelay()
    const asked = reply.outcome === 'later' ? reply.afterMs : undefined
    await pause.wait(asked ?? retryDelay(repeat))
  }
  return undefined
}

async function ask({ call, settings }: SessionStart, idempotencyKey: string): Promise<HubReply> {
  const { resourceId, requestSession } = settings
  if (requestSession) {
    try {
      return { outcome: 'accepted', body: { ...(await requestSession()) } }
    } catch {
      return { outcome: 'later' }
    }
  }
  return call({ path: '/v1/sessions', body: { resourceId, ...claimsOf(settings) }, idempotencyKey })
}

function sessionIn(body: Fields): GivenSession | undefined {
  const sessionId = wordsOf(body.sessionId)
  const token = wordsOf(body.token)
  if (sessionId === undefined || token === undefined) return undefined
  return { sessionId, token, conversationId: wordsOf(body.conversationId) }
}

/** Web Locks need https; without them two tabs opened in the same second may start a chat each. */
async function oneTabAtATime<Result>(name: string, run: () => Promise<Result>): Promise<Result> {
  const locks = globalThis.navigator?.locks
  return locks ? await locks.request(name, run) : await run()
}
