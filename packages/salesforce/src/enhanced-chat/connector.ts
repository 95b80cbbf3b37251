import type { Connector, PlatformEvent } from '@conversation-hub/core'
import { finishInCrm } from '../crm/finish-in-crm'
import { crmSource } from '../crm/login'
import { concludeInCrm } from '../crm/write-record'
import type { Answer } from '../http/call'
import { availabilityBy } from '../start/availability'
import { openingMessages } from '../start/opening-messages'
import { capabilitiesOf } from './capabilities'
import { createClient } from './client'
import { createPayload, receiptPayload, typingPayload } from './commands'
import { identitySigner } from './identity'
import { prepareSession, renewSession } from './prepare'
import { readAttachment } from './read-attachment'
import { reconcile } from './reconcile'
import { createSender } from './send'
import { readSession } from './session'
import { resolveSettings, type SalesforceEnhancedChatSettings } from './settings'
import { readStream, SILENCE_MS } from './stream'
import { readTranscript } from './transcript'

/**
 * Salesforce Enhanced Chat (Messaging for In-App and Web, API v2): conversations that Salesforce's bots,
 * flows and agents run, over a deployment of type Custom Client.
 *
 * Throws `ConversationError` `settings-invalid`, which lists every problem.
 */
export function salesforceEnhancedChat(written: SalesforceEnhancedChatSettings): Connector {
  const settings = resolveSettings(written)
  const { deployment, orgId, scrtUrl } = settings
  const client = createClient(settings)
  const crm = settings.crm && crmSource(settings.crm)
  const signIdentity = identitySigner(settings)
  const { say, send } = createSender(client, settings)

  return {
    specVersion: 'v1',
    platform: 'salesforce-enhanced-chat',
    account: `${orgId} at ${new URL(scrtUrl).host}`,
    capabilities: capabilitiesOf(settings),
    arrival: {
      kind: 'stream',
      // Streams that are open first miss nothing, and some orgs ask for it (seen in live traces).
      opens: 'before-start',
      silenceMs: SILENCE_MS,
      open: (kept, options) => readStream(client, readSession(kept), options),
    },

    prepare: (command, { signal }) =>
      prepareSession(command, { settings, client, signIdentity, crm }, signal),

    async start(command, kept, { signal }) {
      const session = readSession(kept)
      await client.createConversation(session, createPayload({ deployment, session }), signal)
      let opensSession = true
      for (const { id, text } of openingMessages(command, settings, session.conversationId)) {
        await say(id, { type: 'text', text }, session, { opensSession, signal })
        opensSession = false
      }
      return { session: kept, events: await finishInCrm(crm, session, session.subject, signal) }
    },

    async send(command, kept, { signal }) {
      const changed = await send(command, readSession(kept), signal)
      return { session: Object.keys(changed).length > 0 ? { ...kept, ...changed } : kept }
    },

    async typing({ commandId, typing }, kept, { signal }) {
      await client.sendTyping(readSession(kept), typingPayload(commandId, typing), signal)
      return { session: kept }
    },

    async receipt(command, kept, { signal }) {
      // Enhanced Chat knows no message that could not be delivered.
      if (command.status === 'failed') return { session: kept }
      await client.acknowledge(readSession(kept), receiptPayload(command), signal)
      return { session: kept }
    },

    async end(_command, kept, { signal }) {
      const answer = await client.endConversation(readSession(kept), signal)
      return { session: kept, ...(mayStillBeOpen(answer) && { events: [notEnded] }) }
    },

    reconcile: (command, kept, { signal }) =>
      reconcile(command, readSession(kept), { settings, client, crm }, signal),

    renew: (kept, { signal }) => renewSession(readSession(kept), { client, signIdentity }, signal),

    renewAt: (kept) => readSession(kept).renewAt,

    readTranscript: (kept, { signal }) => readTranscript(client, readSession(kept), signal),

    ...concludeInCrm(crm, settings.crm ?? {}),

    checkAvailability: ({ signal }) =>
      availabilityBy(async () => {
        // A deployment that is unpublished or of another type gives no access. Counts as one token.
        await client.getAccess(undefined, signal)
        return 'unknown'
      }),

    readAttachment: (url, kept, { signal }) => readAttachment(url, readSession(kept), scrtUrl, signal),
  }
}

/** What is closed already may be refused so, which the words then say: what else is refused with 400 is not documented. */
const mayStillBeOpen = ({ status, text }: Answer) => status === 400 && !/closed|ended/i.test(text)

const notEnded: PlatformEvent = {
  type: 'notice',
  code: 'conversation-not-ended',
  text: 'Salesforce does not take the end of the conversation (400), and does not say that it is closed already; if it is not, it stays open there until it times out or its agent ends it.',
}
