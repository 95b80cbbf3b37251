import type { CallHub } from './hub-call'
import { belongsTo, type ChatMemory, type KeptChat } from './kept-chat'
import { wordsOf } from './reading'
import { type Pause, retryDelay } from './retry'
import type { ChatClientSettings } from './settings'

export interface SessionStart {
  readonly call: CallHub
  readonly memory: ChatMemory
  readonly settings: ChatClientSettings
  readonly pause: Pause
  /** True when the answer is no longer wanted. */
  isStale(): boolean
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

async function askForSession({
  call,
  settings,
  pause,
  isStale,
}: SessionStart): Promise<KeptChat | undefined> {
  const { resourceId, customerIdentifier, attributes } = settings
  const body = {
    resourceId,
    ...(customerIdentifier === undefined ? {} : { customerIdentifier }),
    ...(attributes === undefined ? {} : { attributes }),
  }
  for (let repeat = 1; !isStale(); repeat += 1) {
    const reply = await call({ path: '/v1/sessions', body })
    if (reply.outcome === 'accepted') {
      const sessionId = wordsOf(reply.body.sessionId)
      const token = wordsOf(reply.body.token)
      const conversationId = wordsOf(reply.body.conversationId)
      if (sessionId !== undefined && token !== undefined) {
        return { sessionId, token, customerIdentifier, conversationId, answers: {}, outbox: [] }
      }
    } else if (reply.outcome !== 'later') {
      return undefined
    }
    const asked = reply.outcome === 'later' ? reply.afterMs : undefined
    await pause.wait(asked ?? retryDelay(repeat))
  }
  return undefined
}

/** Web Locks need https; without them two tabs opened in the same second may start a chat each. */
async function oneTabAtATime<Result>(name: string, run: () => Promise<Result>): Promise<Result> {
  const locks = globalThis.navigator?.locks
  return locks ? await locks.request(name, run) : await run()
}
