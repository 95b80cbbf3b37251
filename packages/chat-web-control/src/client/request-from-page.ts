import type { HubReply } from './hub-call'
import { createPause } from './retry'
import type { GivenSession } from './settings'

/** How long the chat's other tabs wait while the page gets a session, in milliseconds. They do so once. */
const holdsOthersFor = 15_000

/**
 * Asks the page for a session. One that takes its time, perhaps because it asks the customer something first, is not asked
 * once more: whoever comes back gets the answer to the first question.
 *
 * @param onLate Called when an answer has come for which nobody waits any more.
 */
export function requestFromPage(
  requestSession: () => Promise<GivenSession>,
  onLate: () => void,
): () => Promise<HubReply> {
  let asked: Promise<HubReply> | undefined
  return async () => {
    const patience = asked ? 0 : holdsOthersFor
    asked ??= replyTo(requestSession)
    const limit = createPause()
    const reply = await Promise.race([asked, limit.wait(patience)])
    limit.wake()
    if (reply) asked = undefined
    else void asked.then(onLate)
    return reply ?? { outcome: 'later' }
  }
}

async function replyTo(requestSession: () => Promise<GivenSession>): Promise<HubReply> {
  try {
    return { outcome: 'accepted', body: { ...(await requestSession()) } }
  } catch {
    return { outcome: 'later' }
  }
}
