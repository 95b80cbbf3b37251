import type { Availability, Connector } from '@conversation-hub/core'
import { ConversationError } from '@conversation-hub/core'
import { z } from 'zod'
import { createExchange } from '../client'
import { newConversation, sentText } from '../commands'
import { reveal } from '../credentials'
import { alreadyOver, expectSuccess } from '../errors'
import { hasDomain } from '../has-domain'
import { readReply } from '../json'
import type { ResolvedGatewaySettings } from '../settings'
import { gatewayCapabilities } from './capabilities'
import { createGateway, type GatewayCall } from './gateway'
import { readGatewaySession } from './gateway-session'
import { pollStream } from './poll-stream'
import { webhookArrival } from './webhook'

const startedSchema = z.object({ sessionId: z.string().min(1), conversationId: z.string().optional() })

/** Amelia over its REST gateway. */
export function gatewayConnector(settings: ResolvedGatewaySettings): Connector {
  const { delivery } = settings
  const gateway = createGateway(settings, createExchange())

  /** A call of one conversation, whose body is not read: its answer is empty at some hosts. */
  async function callSession(sessionId: string, call: Omit<GatewayCall, 'method' | 'ofSession'>) {
    const path = `${encodeURIComponent(sessionId)}/${call.path}`
    expectSuccess(await gateway({ ...call, path, method: 'POST', ofSession: true }), call.doing)
  }

  return {
    specVersion: 'v1',
    platform: 'amelia',
    account: `${new URL(settings.baseUrl).host} ${settings.domain}`,
    capabilities: gatewayCapabilities,
    arrival: typeof delivery === 'string' ? pollStream(gateway, delivery) : webhookArrival(delivery),

    async start(command, _session, { signal }) {
      const doing = 'Starting the conversation'
      const body = { ...newConversation(command, settings), ...(await deliveryTo(delivery)) }
      const reply = await gateway({ method: 'POST', path: 'new', body, signal, doing, ofSession: false })
      if (reply.status === 404) throw noSuchDomain()
      return { session: readReply(startedSchema, expectSuccess(reply, doing), { doing, outcome: 'unknown' }) }
    },

    async send({ message }, session, { signal }) {
      const body = { messageText: sentText(message) }
      const { sessionId } = readGatewaySession(session)
      await callSession(sessionId, { path: 'send', body, signal, doing: 'Sending the message' })
      return { session }
    },

    async end(_command, session, { signal }) {
      const body = settings.skipPreCloseSurvey ? { skipPreCloseSurvey: true } : {}
      const { sessionId } = readGatewaySession(session)
      await callSession(sessionId, { path: 'close', body, signal, doing: 'Ending the conversation' }).catch(
        alreadyOver,
      )
      return { session }
    },

    async checkAvailability({ signal }): Promise<Availability> {
      const doing = 'Asking for the domains'
      const call = { method: 'GET', path: 'domains', signal, doing, ofSession: false } as const
      return { available: hasDomain(expectSuccess(await gateway(call), doing), settings.domain) }
    },
  }
}

/** Where the gateway shall bring the conversation's messages. */
async function deliveryTo(delivery: ResolvedGatewaySettings['delivery']): Promise<object> {
  if (typeof delivery === 'string') return { deliveryMode: 'POLLING' }
  const { webhookUrl, secret } = delivery
  return { deliveryMode: 'WEBHOOK', webhookUrl, secret: await reveal(secret) }
}

const noSuchDomain = () =>
  new ConversationError(
    'platform-misconfigured',
    'Amelia knows no such domain, or its REST gateway is not at this address (HTTP 404). ' +
      'Check domain (AMELIA_DOMAIN) and url (AMELIA_URL).',
    { platformStatus: 404 },
  )
