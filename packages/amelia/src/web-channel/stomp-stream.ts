import { ConversationError, type PlatformSession, type StreamArrival } from '@conversation-hub/core'
import type { AmeliaMessage } from '../message/message'
import { createTranslator } from '../translator'
import { type ConversationLink, listenTo } from './conversation-link'
import { conversationIsOver, goesOn, joinConversation } from './conversations'
import type { LiveLinks } from './live-links'
import { takeReplay } from './replay'
import { checkVisitor } from './visit'
import type { WebApi } from './web-api'
import { readWebSession, type WebSession } from './web-session'

/** How often a sign of life is given, in milliseconds. The heart-beats of STOMP notice a connection that is dead. */
const SIGN_OF_LIFE_MS = 15_000

/** How long a conversation that is over may take to say so, in milliseconds. */
const LAST_WORDS_MS = 1_000

/** Where it is refused for good, the queue that the start listened to is listened to again, as far as it brings anything. */
function mayNotJoin(thrown: unknown): undefined {
  const isRefused = thrown instanceof ConversationError && thrown.remedy === 'never'
  if (!isRefused || thrown.code === 'platform-session-gone') throw thrown
}

/**
 * A host that refuses the very question may know the visitor all the same: who joins is told. Otherwise every opening would
 * cost a login, and none would help.
 */
const unlessRefused =
  (session: WebSession) =>
  (thrown: unknown): WebSession => {
    if (thrown instanceof ConversationError && thrown.code === 'platform-session-expired') {
      if (thrown.platformStatus === 401) return session
    }
    throw thrown
  }

/**
 * Messages of one conversation, pushed over its STOMP connection. The start's own connection listens to the start's session.
 * Every other one joins with a session of its own, as a browser does after a reload: of several that listen to one queue, a
 * broker tells each message to one of them, and a connection that is lost may be alive for the broker for a minute more.
 */
export function stompStream(baseUrl: string, api: WebApi, links: LiveLinks): StreamArrival {
  return {
    kind: 'stream',
    opens: 'after-start',
    silenceMs: 4 * SIGN_OF_LIFE_MS,
    async *open(kept: PlatformSession, { signal }) {
      const session = readWebSession(kept)
      let link: ConversationLink | undefined
      const stop = () => link && links.close(session, link)
      signal.addEventListener('abort', stop, { once: true })
      try {
        link = links.read(session)
        let wait = SIGN_OF_LIFE_MS
        let came: AmeliaMessage[] = []
        if (!link) {
          const visitor = await checkVisitor(api, session, signal).catch(unlessRefused(session))
          const joined = await joinConversation(api, visitor, signal).catch(mayNotJoin)
          link = await listenTo(baseUrl, joined ?? visitor)
          if (signal.aborted) return
          links.keep(session, link)
          links.read(session)
          // Without it, whoever has joined may hear nothing.
          if (joined) {
            const { events, behind } = await takeReplay(link, signal)
            link.replayed = events
            came = behind
          } else if (!(await goesOn(api, visitor, signal))) wait = LAST_WORDS_MS
        }
        yield { step: 'opened' }
        const translate = createTranslator('web-channel')
        while (!signal.aborted) {
          const events = translate(came.length > 0 ? came.splice(0) : await link.take(wait))
          if (events.length === 0 && wait === LAST_WORDS_MS) throw conversationIsOver()
          yield { step: 'events', events }
          if (events.some(({ type }) => type === 'ended')) return
        }
      } catch (thrown) {
        if (!signal.aborted) throw thrown
      } finally {
        signal.removeEventListener('abort', stop)
        stop()
      }
    },
  }
}
