import type { PlatformSession, StreamArrival } from '@conversation-hub/core'
import { createTranslator } from '../translator'
import { type ConversationLink, listenTo } from './conversation-link'
import { conversationIsOver, goesOn } from './conversations'
import type { LiveLinks } from './live-links'
import { takeReplay } from './replay'
import { checkVisitor } from './visit'
import type { WebApi } from './web-api'
import { readWebSession, type WebSession } from './web-session'

/** How often a sign of life is given, in milliseconds. The heart-beats of STOMP notice a connection that is dead. */
const SIGN_OF_LIFE_MS = 15_000

/** How long a conversation that is over may take to say so, in milliseconds. */
const LAST_WORDS_MS = 1_000

/** Messages of one conversation, pushed over its STOMP connection. */
export function stompStream(baseUrl: string, api: WebApi, links: LiveLinks): StreamArrival {
  /** As after a lost connection: the same queue again, without a second start. */
  async function listenAgain(session: WebSession, signal: AbortSignal): Promise<ConversationLink> {
    const link = await listenTo(baseUrl, session)
    links.keep(session, link)
    links.read(session)
    if (!session.joined) return link
    // Its first message, as in the vendor's SDK. Whether it would hear anything without is not documented.
    link.replayed = await takeReplay(link, signal).catch((thrown) => {
      links.close(session, link)
      throw thrown
    })
    return link
  }

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
        if (!link) {
          const visitor = await checkVisitor(api, session, signal)
          link = await listenAgain(visitor, signal)
          if (!(await goesOn(api, visitor, signal))) wait = LAST_WORDS_MS
        }
        yield { step: 'opened' }
        const translate = createTranslator('web-channel')
        while (!signal.aborted) {
          const events = translate(await link.take(wait))
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
