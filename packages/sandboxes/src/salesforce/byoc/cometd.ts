import { Readable } from 'node:stream'
import { Hono } from 'hono'
import type { HttpEnv } from '../../http/env'
import { answeredByItself } from '../../http/no-answer'
import type { AccessTokens } from '../identity/access-token'
import type { Messaging } from '../messaging/messaging'
import type { Entry } from '../messaging/state/entry'
import { type BayeuxMessage, type BayeuxRequest, createBayeuxServer } from './bayeux'
import { BYOC_EVENT_CHANNEL, isPublished, platformEvent } from './platform-events'
import { createReplayPositions } from './replay'

/** How long a connect waits for events before it is answered without any. */
const LONG_POLL_SECONDS = 20

/** Salesforce's Streaming API: the platform event of the BYOC channel, by long polling, with replay. */
export function openCometd({ chats, switches }: Messaging, tokens: AccessTokens) {
  const bayeux = createBayeuxServer({ mount: '/cometd', timeout: LONG_POLL_SECONDS })
  const positions = createReplayPositions()
  const startingPoints = new Map<string, number>()
  const clients = new WeakMap<BayeuxRequest, string>()

  const retained = () => chats.after(0).filter((entry) => isPublished(entry, chats.get(entry.conversationId)))
  let published: PromiseLike<void> = Promise.resolve()
  const publish = (entry: Entry) => {
    const chat = chats.get(entry.conversationId)
    if (chat === undefined || !isPublished(entry, chat)) return
    // One after the other: the server's own client would let the second one overtake its first handshake.
    const event = platformEvent(entry, chat, switches())
    const send = () => bayeux.getClient().publish(BYOC_EVENT_CHANNEL, event)
    published = published.then(send, send)
  }
  chats.onEntry(publish)

  bayeux.addExtension({
    incoming(message, request, next) {
      if (request === null) return next(message)
      if (message.clientId !== undefined) clients.set(request, message.clientId)
      void refusalOf(message, request).then((error) =>
        next(error === undefined ? message : { ...message, error }),
      )
    },
    outgoing(message, request, next) {
      if (request === null) return next(message)
      const clientId = clients.get(request)
      if (clientId !== undefined && message.channel === BYOC_EVENT_CHANNEL && message.data !== undefined) {
        return next(positions.takes(clientId, message) ? message : null)
      }
      next(asSalesforceSays(message))
    },
  })
  bayeux.on('subscribe', (clientId, channel) => {
    if (channel !== BYOC_EVENT_CHANNEL) return
    const start = startingPoints.get(clientId) ?? chats.lastEventId
    startingPoints.delete(clientId)
    positions.start(clientId, start)
    // Published to everybody, and taken by those only that have not been served this far.
    for (const entry of retained().slice(-switches().retainedEvents))
      if (entry.eventId > start) publish(entry)
  })
  bayeux.on('disconnect', positions.forget)

  const routes = new Hono<HttpEnv>()
  routes.post('/cometd/*', async (context) => {
    const { method, url, headers } = context.env.incoming
    // The body has been read for the record; the adapter gets it as a stream again.
    const body = Buffer.from(await context.req.arrayBuffer())
    bayeux.handle(Object.assign(Readable.from([body]), { method, url, headers }), context.env.outgoing)
    return answeredByItself()
  })

  return {
    routes,
    close() {
      bayeux.getClient().disconnect()
      bayeux.close()
    },
  }

  async function refusalOf(message: BayeuxMessage, request: BayeuxRequest): Promise<string | undefined> {
    if (!(await tokens.isValid(request.headers.authorization))) return '401::Authentication invalid'
    if (!message.channel.startsWith('/meta/')) return '403::Publishing is not allowed'
    if (message.channel === '/meta/subscribe') return subscriptionRefusal(message)
    return undefined
  }

  function subscriptionRefusal(message: BayeuxMessage): string | undefined {
    if (message.subscription !== BYOC_EVENT_CHANNEL) return `403:${message.subscription}:Unknown channel`
    const asked = positions.asked(message, BYOC_EVENT_CHANNEL) ?? -1
    if (asked === -1) return undefined
    const [oldest] = retained().slice(-switches().retainedEvents)
    if (asked >= 0 && (asked > chats.lastEventId || asked < (oldest?.eventId ?? 0) - 1)) {
      return `400::The replayId {${asked}} you provided was invalid.  Please provide a valid ID, -2 to replay all events, or -1 to replay only new events.`
    }
    startingPoints.set(message.clientId ?? '', Math.max(asked, 0))
    return undefined
  }
}

/** What Salesforce adds to, and words otherwise than, a plain Bayeux server. */
function asSalesforceSays(message: BayeuxMessage): BayeuxMessage {
  const { channel, error } = message
  if (error === '401::Authentication invalid') {
    const advice = { reconnect: 'none', interval: 0 }
    const denied = { error: '403::Handshake denied', ext: { sfdc: { failureReason: error }, replay: true } }
    return channel === '/meta/handshake' ? { ...message, ...denied, advice } : { ...message, advice }
  }
  if (channel === '/meta/handshake') {
    return {
      ...message,
      supportedConnectionTypes: ['long-polling'],
      ext: { replay: true, 'payload.format': true },
    }
  }
  if (error?.includes('Unknown client')) {
    return { ...message, error: '403::Unknown client', advice: { reconnect: 'handshake', interval: 0 } }
  }
  return message
}
