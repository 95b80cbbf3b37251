import type { Availability, Connector } from '@conversation-hub/core'
import { ConversationError, revealSecret } from '@conversation-hub/core'
import { z } from 'zod'
import { createExchange } from '../client'
import { newConversation, sentText } from '../commands'
import { alreadyOver, expectSuccess, expectTaken } from '../errors'
import { hasDomain } from '../has-domain'
import { parseJson, readReply } from '../json'
import { text } from '../message/lenient'
import type { ResolvedGatewaySettings } from '../settings'
import { createTurn, type Turn, UNHEARD_MS } from '../turn'
import { gatewayCapabilities } from './capabilities'
import { createGateway } from './gateway'
import { readGatewaySession, readHeardSession } from './gateway-session'
import { pollStream } from './poll-stream'
import { createSessionCall } from './session-call'
import { createSpokenLately } from './spoken-lately'
import { expectNoFailure } from './told-failure'
import { webhookArrival } from './webhook'

/** When words that came too early are tried again, in milliseconds. */
const NOT_YET_MS = 500

const startedSchema = z.object({ sessionId: z.string().min(1), conversationId: text })

/** Amelia over its REST gateway. */
export function gatewayConnector(settings: ResolvedGatewaySettings): Connector {
  const { delivery } = settings
  const deliveredBy = typeof delivery === 'string' ? 'polling' : 'webhook'
  const gateway = createGateway(settings, createExchange())
  const callSession = createSessionCall(gateway)
  /** Whose turn it is in the conversations that this process listens to, by session. */
  const turns = new Map<string, Turn>()
  /** Deliveries to a webhook come to any process, so that Amelia may be at work on what was said a moment ago. */
  const lately = deliveredBy === 'webhook' ? createSpokenLately(UNHEARD_MS) : undefined

  return {
    specVersion: 'v1',
    platform: 'amelia',
    account: `${new URL(settings.baseUrl).host} ${settings.domain}`,
    capabilities: gatewayCapabilities,
    arrival:
      typeof delivery === 'string' ? pollStream(callSession, turns, delivery) : webhookArrival(delivery),

    async start(command, _session, { signal }) {
      const doing = 'Starting the conversation'
      const body = { ...newConversation(command, settings), ...(await deliveryTo(delivery)) }
      const reply = await gateway({ method: 'POST', path: 'new', body, signal, doing, ofSession: false })
      if (reply.status === 404) throw noSuchDomain()
      const session = readReply(startedSchema, expectSuccess(reply, doing), { doing, outcome: 'unknown' })
      if (typeof delivery === 'string') {
        const turn = createTurn()
        turn.begin()
        turns.set(session.sessionId, turn)
      }
      lately?.said(session.sessionId)
      return { session: { ...session, delivery: deliveredBy } }
    },

    async send({ message }, session, { signal }) {
      const doing = 'Sending the message'
      const kept = readHeardSession(session, deliveredBy)
      const body = { messageText: sentText(message) }
      const turn = turns.get(kept.sessionId)
      const isEarly = turn?.isAmelias
      const mayBeEarly = isEarly || turn?.isUnknown || lately?.in(kept.sessionId)
      turn?.pass()
      try {
        const reply = await callSession(kept, { path: 'send', body, signal, doing })
        if (reply.status === 400 && mayBeEarly) throw notYet()
        // It is empty at some hosts.
        expectTaken(reply, doing)
        expectNoFailure(parseJson(reply.text), doing)
        lately?.said(kept.sessionId)
      } catch (thrown) {
        turn?.forget()
        // She is not at work on what she has not heard, and may be on what she may have heard.
        if (!wasNotStarted(thrown)) lately?.said(kept.sessionId)
        else if (!isEarly) turn?.takeBack()
        throw thrown
      }
      return { session }
    },

    async end(_command, session, { signal }) {
      const doing = 'Ending the conversation'
      const body = settings.skipPreCloseSurvey ? { skipPreCloseSurvey: true } : {}
      const kept = readGatewaySession(session)
      // It may have been started here and never listened to.
      turns.delete(kept.sessionId)
      await callSession(kept, { path: 'close', body, signal, doing })
        .then((reply) => expectTaken(reply, doing))
        .catch(alreadyOver)
      return { session }
    },

    async checkAvailability({ signal }): Promise<Availability> {
      const doing = 'Asking for the domains'
      const call = { method: 'GET', path: 'domains', signal, doing } as const
      const reply = await gateway({ ...call, ofSession: false, mayBeMissing: true })
      return { available: hasDomain(expectSuccess(reply, doing), settings.domain) }
    },
  }
}

/** Where the gateway shall bring the conversation's messages. */
async function deliveryTo(delivery: ResolvedGatewaySettings['delivery']): Promise<object> {
  if (typeof delivery === 'string') return { deliveryMode: 'POLLING' }
  const { webhookUrl, secret } = delivery
  return { deliveryMode: 'WEBHOOK', webhookUrl, secret: await revealSecret(secret) }
}

const wasNotStarted = (thrown: unknown) =>
  thrown instanceof ConversationError && thrown.outcome === 'not-started'

const notYet = () =>
  new ConversationError(
    'platform-busy',
    'Sending the message failed: Amelia is not ready for the customer’s words yet (HTTP 400).',
    { platformStatus: 400, retryAfterMs: NOT_YET_MS },
  )

const noSuchDomain = () =>
  new ConversationError(
    'platform-misconfigured',
    'Amelia knows no such domain, or its REST gateway is not at this address (HTTP 404). ' +
      'Check domain (AMELIA_DOMAIN) and url (AMELIA_URL).',
    { platformStatus: 404 },
  )
