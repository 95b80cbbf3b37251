import type { Availability, Connector } from '@conversation-hub/core'
import { ConversationError } from '@conversation-hub/core'
import { z } from 'zod'
import { createExchange } from '../client'
import { newConversation, sentText } from '../commands'
import { expectSuccess } from '../errors'
import { readReply } from '../json'
import { readSession } from '../session'
import type { ResolvedSettings } from '../settings'
import { gatewayCapabilities } from './capabilities'
import { createGateway, type GatewayCall } from './gateway'
import { hasDomain } from './has-domain'
import { pollStream } from './poll-stream'

const startedSchema = z.object({ sessionId: z.string().min(1), conversationId: z.string().optional() })

/** Amelia over its REST gateway. */
export function gatewayConnector(settings: ResolvedSettings): Connector {
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
    arrival: pollStream(gateway, settings.delivery),

    async start(command, _session, { signal }) {
      const doing = 'Starting the conversation'
      const body = newConversation(command, settings)
      const reply = await gateway({ method: 'POST', path: 'new', body, signal, doing, ofSession: false })
      if (reply.status === 404) throw noSuchDomain()
      return { session: readReply(startedSchema, expectSuccess(reply, doing), { doing, outcome: 'unknown' }) }
    },

    async send({ message }, session, { signal }) {
      const body = { messageText: sentText(message) }
      const { sessionId } = readSession(session)
      await callSession(sessionId, { path: 'send', body, signal, doing: 'Sending the message' })
      return { session }
    },

    async end(_command, session, { signal }) {
      const body = settings.skipPreCloseSurvey ? { skipPreCloseSurvey: true } : {}
      const { sessionId } = readSession(session)
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

const noSuchDomain = () =>
  new ConversationError(
    'platform-misconfigured',
    'Amelia knows no such domain, or its REST gateway is not at this address (HTTP 404). ' +
      'Check domain (AMELIA_DOMAIN) and url (AMELIA_URL).',
    { platformStatus: 404 },
  )

function alreadyOver(thrown: unknown): void {
  if (thrown instanceof ConversationError && thrown.code === 'platform-session-gone') return
  throw thrown
}
