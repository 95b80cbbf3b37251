import { type Connector, ConversationError, type PlatformEvent } from '@conversation-hub/core'
import { salesforceAccount } from '../crm/account'
import { isChannelActive } from '../crm/find-channel'
import { lookUpContact } from '../crm/find-contact'
import { finishInCrm } from '../crm/finish-in-crm'
import { crmSource } from '../crm/login'
import { concludeInCrm } from '../crm/write-record'
import { availabilityBy } from '../start/availability'
import { openingMessages } from '../start/opening-messages'
import { routingAttributes } from '../start/routing-attributes'
import { capabilitiesOf } from './capabilities'
import { createClient } from './client'
import {
  consentPayload,
  conversationPayload,
  endPayload,
  failureInteraction,
  fileInteraction,
  furtherRouting,
  interactionPayload,
  messageInteraction,
  receiptPayload,
  routePayload,
  typingInteraction,
} from './commands'
import { isOfSession } from './events'
import type { AnswerRequest } from './routing-requests'
import {
  inMessagingSession,
  keyOfSession,
  readLiveSession,
  readSession,
  readStartedSession,
  type Session,
  type StartedSession,
  startOf,
} from './session'
import { resolveSettings, type SalesforceByocSettings } from './settings'
import { shownKindsPayload, tellingOnce } from './shown-kinds'
import { readAccountStream, SILENCE_MS } from './stream'

/**
 * Salesforce Bring Your Own Channel (Interaction Service): the app owns the channel, typically SMS, and
 * Salesforce's bots, flows and agents run the conversation. Events come as one platform event stream for the
 * whole channel, and are replayed for three days.
 *
 * Throws `ConversationError` `settings-invalid`, which lists every problem.
 */
export function salesforceByoc(written: SalesforceByocSettings): Connector {
  const settings = resolveSettings(written)
  const { orgId, scrtUrl, channel, routing, consent, contact } = settings
  const account = salesforceAccount(settings)
  const client = createClient(account, settings)
  const org = crmSource(settings)
  const crm = contact || settings.recordAtEnd ? org : undefined

  const say = (id: string, text: string, session: Session, signal: AbortSignal) => {
    const interaction = messageInteraction(id, { type: 'text', text })
    return client.interact('message', interactionPayload(interaction, session, settings), signal)
  }

  const tellShownKinds = tellingOnce((signal) => client.tellShownKinds(shownKindsPayload(settings), signal))

  const routeFurther: AnswerRequest = async ({ conversationIdentifier, routingType, ...asked }, signal) => {
    if (routing === 'salesforce') return
    const about = { conversationIdentifier, routingAttributes: {} }
    await client.route(routePayload(about, furtherRouting(asked, routing), routingType), signal)
  }

  return {
    specVersion: 'v1',
    platform: 'salesforce-byoc',
    account: `${orgId} ${channel} at ${new URL(scrtUrl).host}`,
    capabilities: capabilitiesOf(settings),
    arrival: {
      kind: 'account-stream',
      silenceMs: SILENCE_MS,
      // Salesforce keeps one conversation per customer and channel, and names the customer in every event.
      keyOf: keyOfSession,
      concerns: (kept, event) => isOfSession(readSession(kept), event),
      async *open(options) {
        await tellShownKinds(options.signal)
        yield* readAccountStream({ account, settings, answer: routeFurther }, options)
      },
    },

    async prepare(command, { signal }) {
      const found = await lookUpContact(crm, contact, command.customerIdentifier, signal)
      return {
        subject: command.customerDestination,
        routingAttributes: routingAttributes(command, settings, found.attributes),
        preparedAt: Date.now(),
        ...(contact?.linkEndUser && found.contactId !== undefined && { contactToLink: found.contactId }),
        ...(found.trouble !== undefined && { lookupFailed: found.trouble }),
      }
    },

    async start(command, kept, { signal }) {
      const prepared = readSession(kept)
      const { conversationIdentifier, messagingSessionId, answeredAt } = await client.getOrCreateConversation(
        conversationPayload(prepared, settings),
        signal,
      )
      const session: StartedSession = {
        ...prepared,
        ...startOf(prepared, answeredAt),
        conversationIdentifier,
        ...(messagingSessionId != null && { messagingSessionId }),
      }
      if (consent) await client.setConsent(consentPayload(session, consent, settings), signal)
      if (routing !== 'salesforce') await client.route(routePayload(session, routing), signal)
      let messagingSession: string | undefined
      for (const { id, text } of openingMessages(command, settings, command.commandId)) {
        messagingSession = await say(id, text, session, signal)
      }
      return {
        session: inMessagingSession(session, messagingSession),
        events: await finishInCrm(crm, session, session.subject, signal),
      }
    },

    async send({ commandId, message }, kept, { signal }) {
      const session = readLiveSession(kept)
      if (message.type !== 'attachment') {
        const interaction = messageInteraction(commandId, message)
        const payload = interactionPayload(interaction, session, settings)
        return { session: inMessagingSession(kept, await client.interact('message', payload, signal)) }
      }
      const content = await message.read()
      const interaction = fileInteraction(commandId, message, content.byteLength)
      const file = { mediaType: message.mediaType, content, fileName: message.name }
      const payload = interactionPayload(interaction, session, settings)
      return { session: inMessagingSession(kept, await client.interact('file', payload, signal, file)) }
    },

    async typing({ commandId, typing }, kept, { signal }) {
      const interaction = typingInteraction(commandId, typing)
      await client.interact(
        'typing',
        interactionPayload(interaction, readLiveSession(kept), settings),
        signal,
      )
      return { session: kept }
    },

    async receipt(command, kept, { signal }) {
      if (command.status === 'failed') {
        const session = readLiveSession(kept)
        const interaction = failureInteraction(command, session)
        await client.interact('receipt', interactionPayload(interaction, session, settings), signal)
        return { session: kept }
      }
      await client.acknowledge(receiptPayload(command, readStartedSession(kept)), signal)
      return { session: kept }
    },

    async end({ reason }, kept, { signal }) {
      const session = readStartedSession(kept)
      if (reason === 'opted-out' && consent) {
        await client.setConsent(consentPayload(session, 'OptedOut', settings), signal)
      }
      const over = { ...session, ended: true }
      try {
        // Whatever the reason is why there is no session to end: there is none.
        await client.endSession(endPayload(session, settings), signal)
        return { session: over }
      } catch (thrown) {
        // Salesforce, Interaction Service: this call is documented for channels that the partner routes.
        if (routing !== 'salesforce' || !isRefusal(thrown)) throw thrown
        return { session: over, events: [notEnded] }
      }
    },

    ...concludeInCrm(crm, settings),

    checkAvailability: () =>
      availabilityBy(async () => {
        await account.access()
        return (await isChannelActive(org, settings.channelAddress)) === false ? 'no' : 'unknown'
      }),
  }
}

const isRefusal = (thrown: unknown) =>
  thrown instanceof ConversationError &&
  (thrown.code === 'platform-refused' || thrown.code === 'platform-misconfigured')

const notEnded: PlatformEvent = {
  type: 'notice',
  code: 'session-not-ended',
  text: 'Salesforce does not let us end the messaging session of a channel that it routes itself; it stays open there until it times out or its agent ends it.',
}
