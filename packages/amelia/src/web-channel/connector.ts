import {
  type CallContext,
  type Connector,
  ConversationError,
  type OutgoingAttachment,
  type PlatformSession,
  type SendCommand,
} from '@conversation-hub/core'
import { createExchange } from '../client'
import { alreadyOver, asNotStarted, expectSuccess } from '../errors'
import { hasDomain } from '../has-domain'
import type { ResolvedWebChannelSettings } from '../settings'
import { webChannelCapabilities } from './capabilities'
import { listenTo } from './conversation-link'
import { conversationIsOver, goesOn, joinConversation, openConversation } from './conversations'
import { download, upload } from './files'
import {
  closeConversation,
  type Discretion,
  type Inbound,
  startConversation,
  uploaded,
  userActivity,
  utterance,
} from './inbound'
import { createLiveLinks, publishOnce } from './live-links'
import { openAsVisitor } from './open-as-visitor'
import { readReplay } from './replay'
import { stillWanted } from './still-wanted'
import { FrameRefused } from './stomp-link'
import { stompStream } from './stomp-stream'
import { checkVisitor, createVisit } from './visit'
import { createWebApi } from './web-api'
import { preparedVisitor, readWebSession, type Visitor, type WebSession } from './web-session'

/** One client was seen with another queue and another way to begin; the vendor's own SDK has this one. */
function notListening(thrown: unknown): never {
  if (!(thrown instanceof FrameRefused)) return asNotStarted(thrown)
  throw new ConversationError(
    'platform-misconfigured',
    'Starting the conversation failed: Amelia refuses the subscription to it, so her web channel is not that of the ' +
      'vendor’s own web chat. Use transport: "gateway".',
  )
}

const hasExpired = (thrown: unknown) =>
  thrown instanceof ConversationError && thrown.code === 'platform-session-expired'

const isGone = (thrown: unknown) =>
  thrown instanceof ConversationError && thrown.code === 'platform-session-gone'

const forgottenAtOnce = () =>
  new ConversationError(
    'platform-unavailable',
    'Amelia has forgotten the visitor’s session right after its login.',
  )

const onlyWords = () =>
  new ConversationError(
    'platform-refused',
    'Sending the file failed: Amelia has forgotten the anonymous visitor’s HTTP session. Words still reach her.',
  )

const ORDINARY: Discretion = { secure: false, offTheRecord: false }

/** Amelia as her own web chat speaks with her: core web API and STOMP over SockJS. */
export function webChannelConnector(settings: ResolvedWebChannelSettings): Connector {
  const { baseUrl } = settings
  const api = createWebApi(settings, createExchange())
  const visit = createVisit(api, settings)
  const links = createLiveLinks()
  /** Asks about the host and holds no conversation. */
  let asker: Visitor | undefined

  /** Over the open connection of the conversation, or over one that is opened for this alone. */
  async function publish(session: WebSession, inbound: Inbound, signal: AbortSignal): Promise<void> {
    const link = links.of(session)
    if (link?.over) throw conversationIsOver()
    if (link) return link.publish(inbound, signal)
    const visitor = await checkVisitor(api, session, signal).catch(asNotStarted)
    if (!(await goesOn(api, visitor, signal).catch(asNotStarted))) throw conversationIsOver()
    await publishOnce(baseUrl, visitor, inbound, signal)
  }

  /** The conversation is the user's, whoever logs in: it is taken up as a browser does after a reload. */
  async function logInAgain(
    { sessionId, conversationId, locale }: WebSession,
    signal: AbortSignal,
  ): Promise<WebSession> {
    const visitor = await visit(signal, { again: true })
    const ours = { sessionId, conversationId, ...(locale !== undefined && { locale }) }
    const joined = await joinConversation(api, { ...visitor, ...ours }, signal).catch((thrown) => {
      throw hasExpired(thrown) ? forgottenAtOnce() : thrown
    })
    if (!joined) throw conversationIsOver()
    return joined
  }

  /** For a file: the connection that carries the words outlives the HTTP session that a file goes by. */
  function visitorOf(session: WebSession, signal: AbortSignal): Promise<WebSession> {
    return checkVisitor(api, session, signal).catch((thrown) => {
      throw isGone(thrown) && links.of(session) ? onlyWords() : thrown
    })
  }

  const fileOf = async (file: OutgoingAttachment, session: WebSession, signal: AbortSignal) =>
    upload(api, await visitorOf(session, signal), file, signal)

  async function inboundOf(
    { message }: SendCommand,
    session: WebSession,
    signal: AbortSignal,
  ): Promise<Inbound> {
    if (message.type === 'attachment')
      // What lies in the content store means nothing before the conversation is told of it.
      return uploaded(await fileOf(message, session, signal).catch(asNotStarted))
    return utterance(message, links.of(session)?.discretion ?? ORDINARY, settings.formAnswers)
  }

  return {
    specVersion: 'v1',
    platform: 'amelia',
    account: `${new URL(baseUrl).host} ${settings.domain}`,
    capabilities: webChannelCapabilities,
    arrival: stompStream(baseUrl, api, links),

    prepare: (_command, { signal }) => visit(signal),

    async start(command, kept, { signal }) {
      const open = (visitor: Visitor) => openConversation(api, settings, visitor, command, signal)
      const session = await openAsVisitor(api, visit, preparedVisitor(kept), open, signal)
      // Nobody has heard of the conversation before its start message.
      const link = await listenTo(baseUrl, session).catch(notListening)
      // Whoever gave it up may begin another one: the customer is greeted in one of them.
      await stillWanted(signal).catch((thrown) => {
        link.close()
        throw thrown
      })
      link.gapless = true
      links.keep(session, link)
      await link.publish(startConversation, signal)
      return { session }
    },

    async send(command, kept, { signal }) {
      const session = readWebSession(kept)
      await publish(session, await inboundOf(command, session, signal), signal)
      return { session: kept }
    },

    async typing({ typing }, kept, { signal }) {
      const session = readWebSession(kept)
      await publish(session, userActivity(typing), signal)
      return { session: kept }
    },

    async end(_command, kept, { signal }) {
      const close = (session: WebSession) =>
        publish(session, closeConversation(settings.skipPreCloseSurvey), signal)
      const session = readWebSession(kept)
      // The session of a conversation that was moved away is nobody's to renew.
      await close(session)
        .catch(async (thrown) => {
          if (!hasExpired(thrown)) throw thrown
          await close(await logInAgain(session, signal))
        })
        .catch(alreadyOver)
      return { session: kept }
    },

    // An anonymous visitor that is forgotten is nobody any more.
    ...(settings.credentials && {
      renew: (kept: PlatformSession, { signal }: CallContext) => logInAgain(readWebSession(kept), signal),
    }),

    async readTranscript(kept, { signal }) {
      const session = readWebSession(kept)
      const link = links.of(session)
      if (link?.gapless) return []
      const replayed = link?.replayed
      if (link && replayed) {
        link.gapless = true
        link.replayed = undefined
        return replayed
      }
      const { events, discretion } = await readReplay(baseUrl, api, session, signal)
      if (link && discretion) {
        link.gapless = true
        link.askedBefore(discretion)
      }
      return events
    },

    async readAttachment(url, kept, { signal }) {
      const session = readWebSession(kept)
      const { sessionId, conversationId } = session
      const reader = await checkVisitor(api, session, signal).catch(async (thrown) => {
        if (!hasExpired(thrown)) throw thrown
        // Nobody renews the session for a look at a file, and the file is the user's, whichever login asks for it.
        return { ...(await visit(signal, { again: true })), sessionId, conversationId }
      })
      return download(api, reader, url, signal)
    },

    async checkAvailability({ signal }) {
      const doing = 'Asking for the domains'
      // The same one as the last time: every visitor is a user of Amelia's, and logins are throttled.
      asker = await (asker ? checkVisitor(api, asker, signal).catch(() => visit(signal)) : visit(signal))
      const reply = await api(asker, { method: 'GET', path: 'domains', signal, doing })
      return { available: hasDomain(expectSuccess(reply, doing), settings.domain) }
    },
  }
}
