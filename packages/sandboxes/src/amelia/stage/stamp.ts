import type { Draft } from '../message/draft'
import type { AmeliaSwitches } from '../switches'
import type { Session } from '../world/session'

/** How much later a status message may be stamped than the text that follows it, as seen in traces. */
const statusDelay = 40

/**
 * Puts one message into a session's queue. Internal messages are not delivered but may take a number, which
 * is why a session's sequence has gaps; status messages may be stamped late, which is why time is no order.
 */
export function stamp(
  session: Session,
  draft: Draft,
  messageId: string,
  now: number,
  switches: AmeliaSwitches,
): Session {
  if (session.joined === 'awaiting-replay' && switches.beforeReplay === 'withheld') return session
  if (isSelfEcho(session, draft) && switches.userEcho === 'withheld') return session
  if (draft.debug && !session.debug) {
    return switches.sequence === 'gaps' ? { ...session, sequence: session.sequence + 1 } : session
  }
  const late = draft.type.endsWith('StatusMessage') && switches.timestamps === 'unordered'
  const sequence = session.sequence + 1
  const delivery = { ...draft, messageId, sequence, at: late ? now + statusDelay : now }
  return { ...session, sequence, queue: [...session.queue, delivery] }
}

export function isSelfEcho(session: Session, draft: Draft): boolean {
  return draft.type === 'OutboundEchoMessage' && draft.saidIn === session.sessionId
}
