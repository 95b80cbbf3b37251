import { type Connector, ConversationError, type PlatformEvent } from '@conversation-hub/core'
import { salesforceAccount } from '../crm/account'
import { isAgentActive } from '../crm/find-agent'
import { lookUpContact } from '../crm/find-contact'
import { crmSource } from '../crm/login'
import { concludeInCrm } from '../crm/write-record'
import { availabilityBy } from '../start/availability'
import { capabilitiesOf } from './capabilities'
import { createClient, THINKS_WITHIN_MS } from './client'
import { startPayload } from './commands'
import { streamedReply, wholeReply } from './reply'
import { nextSequence, readSession } from './session'
import { resolveSettings, type SalesforceAgentforceSettings } from './settings'

/**
 * Salesforce Agentforce (Agent API): conversations with one AI agent, which speaks only in its replies.
 * There are no people behind this API: an agent that wants one says `escalated`, and the app has to act.
 *
 * A message or start whose answer was lost may have been taken, and Salesforce cannot tell: see
 * `capabilities.repeats`. Throws `ConversationError` `settings-invalid`, which lists every problem.
 */
export function salesforceAgentforce(written: SalesforceAgentforceSettings): Connector {
  const settings = resolveSettings(written)
  const { agentId, streaming, contact, loginUrl = '' } = settings
  const account = salesforceAccount(settings)
  const client = createClient(account)
  const org = crmSource(settings)
  const crm = contact || settings.recordAtEnd ? org : undefined

  return {
    specVersion: 'v1',
    platform: 'salesforce-agentforce',
    account: `${agentId} at ${new URL(loginUrl).host}`,
    capabilities: capabilitiesOf(settings),
    arrival: { kind: 'reply', beginsWithinMs: THINKS_WITHIN_MS },

    async start(command, _none, { signal }) {
      const found = await lookUpContact(crm, contact, command.customerIdentifier, signal)
      const { sessionId, messages } = await client.start(
        agentId,
        ({ instanceUrl }) => startPayload(command, settings, { instanceUrl, fromCrm: found.attributes }),
        signal,
      )
      const notices: PlatformEvent[] = found.trouble
        ? [{ type: 'notice', code: 'crm-lookup-failed', text: found.trouble }]
        : []
      return {
        session: { sessionId, lastSequence: 0 },
        events: [
          ...notices,
          { type: 'state', id: 'started', state: 'with-bot' },
          ...wholeReply(messages, command.commandId),
        ],
      }
    },

    async send({ commandId, message }, kept, { signal }) {
      if (message.type !== 'text') throw textOnly()
      const session = readSession(kept)
      const { sessionId } = session
      const lastSequence = nextSequence(session)
      const next = { sessionId, lastSequence }
      if (!streaming) {
        const messages = await client.send(sessionId, message.text, lastSequence, signal)
        return { session: next, events: wholeReply(messages, commandId) }
      }
      const body = await client.stream(sessionId, message.text, lastSequence, signal)
      return { session: next, events: streamedReply(body, commandId, signal) }
    },

    async end({ reason }, kept, { signal }) {
      await client.end(readSession(kept).sessionId, reason, signal)
      return { session: kept }
    },

    ...concludeInCrm(crm, settings),

    checkAvailability: () =>
      availabilityBy(async () => {
        await account.access()
        const isActive = await isAgentActive(org, agentId)
        // It has no working hours: whoever starts a session is answered.
        return isActive === undefined ? 'unknown' : isActive ? 'yes' : 'no'
      }),
  }
}

const textOnly = () =>
  new ConversationError(
    'not-supported',
    'The Agent API takes text only; other messages have to be sent as text.',
  )
