import type { ConversationLink } from './conversation-link'
import type { Inbound } from './inbound'
import { stillWanted } from './still-wanted'
import { connectStomp } from './stomp-link'
import type { WebSession } from './web-session'

/**
 * How long a connection that a start has opened waits for the conversation's stream, in milliseconds. There is none
 * where the conversation has ended meanwhile, or goes on in another process, which must not share its queue.
 */
const UNREAD_MS = 30_000

/**
 * The STOMP connections that are open in this process, by conversation: one outlives the login, and with it the
 * session, that it was opened with. It is a cache and no more: what is not in it is opened anew by whoever needs it,
 * from the session alone.
 */
export interface LiveLinks {
  /** The connection of the session’s conversation, if it is open and whole. */
  of(session: WebSession): ConversationLink | undefined
  /** Keeps a connection for the conversation's stream; one that is not read in time is closed. */
  keep(session: WebSession, link: ConversationLink): void
  /** The same as `of`, for the stream: it closes the connection itself. */
  read(session: WebSession): ConversationLink | undefined
  /** Closes a connection, if it is still this one that is kept. */
  close(session: WebSession, link: ConversationLink): void
}

interface Kept {
  readonly link: ConversationLink
  readonly unread: ReturnType<typeof setTimeout>
}

export function createLiveLinks(): LiveLinks {
  const links = new Map<string, Kept>()

  function forget({ conversationId }: WebSession): void {
    clearTimeout(links.get(conversationId)?.unread)
    links.delete(conversationId)
  }

  const live: LiveLinks = {
    of(session) {
      const link = links.get(session.conversationId)?.link
      if (link && !link.whole) forget(session)
      return link?.whole ? link : undefined
    },
    keep(session, link) {
      forget(session)
      const unread = setTimeout(() => live.close(session, link), UNREAD_MS)
      links.set(session.conversationId, { link, unread })
    },
    read(session) {
      clearTimeout(links.get(session.conversationId)?.unread)
      return live.of(session)
    },
    close(session, link) {
      if (links.get(session.conversationId)?.link === link) forget(session)
      link.close()
    },
  }
  return live
}

/**
 * Sends one frame over a connection that is opened for it and parted from at once. It subscribes to nothing:
 * the queue belongs to whoever listens, perhaps in another process.
 */
export async function publishOnce(
  baseUrl: string,
  session: WebSession,
  { type, body }: Inbound,
  signal: AbortSignal,
): Promise<void> {
  const { sessionId, conversationId } = session
  const stomp = await connectStomp(baseUrl, session)
  try {
    await stillWanted(signal)
    stomp.send({ sessionId, conversationId, type, body })
    await stomp.part()
  } finally {
    stomp.close()
  }
}
