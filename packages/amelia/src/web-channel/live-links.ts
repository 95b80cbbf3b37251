import type { ConversationLink } from './conversation-link'
import type { Inbound } from './inbound'
import { connectStomp } from './stomp-link'
import type { WebSession } from './web-session'

/**
 * The STOMP connections that are open in this process, by session. It is a cache and no more: what is not in it
 * is opened anew by whoever needs it, from the session alone.
 */
export interface LiveLinks {
  /** The connection of a session, if it is open and whole. */
  of(session: WebSession): ConversationLink | undefined
  keep(session: WebSession, link: ConversationLink): void
  /** Closes a connection, if it is still this one that is kept. */
  close(session: WebSession, link: ConversationLink): void
}

export function createLiveLinks(): LiveLinks {
  const links = new Map<string, ConversationLink>()
  return {
    of({ sessionId }) {
      const link = links.get(sessionId)
      if (link && !link.whole) links.delete(sessionId)
      return link?.whole ? link : undefined
    },
    keep({ sessionId }, link) {
      links.set(sessionId, link)
    },
    close({ sessionId }, link) {
      if (links.get(sessionId) === link) links.delete(sessionId)
      link.close()
    },
  }
}

/**
 * Sends one frame over a connection that is opened for it and parted from at once. It subscribes to nothing:
 * the queue belongs to whoever listens, perhaps in another process.
 */
export async function publishOnce(
  baseUrl: string,
  session: WebSession,
  { type, body }: Inbound,
): Promise<void> {
  const { sessionId, conversationId } = session
  const stomp = await connectStomp(baseUrl, session)
  try {
    stomp.send({ sessionId, conversationId, type, body })
    await stomp.part()
  } finally {
    stomp.close()
  }
}
