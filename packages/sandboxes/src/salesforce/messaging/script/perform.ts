import { randomUUID } from 'node:crypto'
import { salesforceSandboxCredentials } from '../../credentials'
import { newRecordId } from '../../record-id'
import type { SalesforceSwitches } from '../../switches'
import { channelAddress } from '../state/channel'
import type { Chat, Session } from '../state/chat'
import type { Chats, NewEntry } from '../state/chats'
import type { Sender } from '../state/entry'
import { agent, bot, platform } from '../state/senders'
import { agentArrives, SCRIPTED_AGENT } from './reactions'
import { type Step, stepSchema } from './step'

export interface Circumstances {
  readonly chats: Chats
  readonly routingFails: boolean
  /** Whether the scripted agent takes the customer at once. */
  readonly agentTakesOver: boolean
  readonly sessionEndClosesConversation: boolean
  /** Whether an entry has an id besides that of the message it holds. */
  readonly entriesHaveOwnIds: boolean
  /** Where a partner that routes is asked to route to. */
  readonly routingRequest: SalesforceSwitches['routingRequest']
}

/** Makes one step happen: what is written into the conversation, and how the conversation stands afterwards. */
export function perform(step: Step, chat: Chat, circumstances: Circumstances): Chat {
  const { chats } = circumstances
  const add = (entry: NewEntry) => chats.add(chat, entry)
  const sender = (who: 'bot' | 'agent'): Sender =>
    who === 'bot' ? bot : agent(chat.agent?.name ?? SCRIPTED_AGENT)

  switch (step.step) {
    case 'route': {
      add({
        entryType: 'RoutingResult',
        sender: platform,
        payload: routingResult(step.routingType, circumstances),
      })
      if (circumstances.routingFails)
        return chats.save({ ...chat, routingStatus: 'NEEDS_ROUTING', script: [] })
      return chats.save({ ...chat, routingStatus: step.routingType === 'Initial' ? 'INITIAL' : 'TRANSFER' })
    }
    case 'request-routing':
      add({
        entryType: 'RoutingRequested',
        sender: platform,
        payload: {
          routingParameters: routingParameters(circumstances.routingRequest),
          routingType: 'Transfer',
          workRecordId: chat.session?.sessionId,
        },
      })
      return chat
    case 'session':
      return changeSession(chat, { status: step.status }, chats)
    case 'work-accepted':
      add({
        entryType: 'RoutingWorkResult',
        sender: platform,
        payload: { workType: 'Accepted', workId: newRecordId('0Bz') },
      })
      return chats.save({ ...chat, routingStatus: 'ROUTED' })
    case 'join': {
      const joined: Chat =
        step.who === 'bot'
          ? { ...chat, handler: 'bot' }
          : {
              ...chat,
              handler: 'agent',
              routingStatus: 'ROUTED',
              agent: { name: step.name, scripted: step.scripted },
            }
      add(participantChanged('add', step.who === 'bot' ? bot : agent(step.name)))
      return chats.save(joined)
    }
    case 'leave': {
      const { agent: _gone, ...rest } = chat
      add(participantChanged('remove', sender(step.who)))
      return chats.save({ ...rest, handler: 'queue', routingStatus: step.routingStatus })
    }
    case 'typing': {
      const entryType = step.typing ? 'TypingStartedIndicator' : 'TypingStoppedIndicator'
      add({ entryType, sender: sender(step.who), payload: { timestamp: Date.now() } })
      return chat
    }
    case 'say': {
      const id = step.messageId ?? randomUUID()
      const abstractMessage = { inReplyToMessageId: null, id, references: [], ...step.message }
      const payload = { abstractMessage, messageReason: step.automated ? 'AutomatedResponse' : null }
      const identifier = circumstances.entriesHaveOwnIds ? randomUUID() : id
      add({ entryType: 'Message', identifier, sender: sender(step.who), payload })
      const offersMenu = step.message.messageType === 'ChoicesMessage'
      return chats.save({ ...chat, menuOffered: chat.menuOffered || offersMenu })
    }
    case 'token': {
      const token = { formatType: 'Text', text: step.text }
      const { sequence: sequenceNumber, messageId: targetMessageIdentifier } = step
      const streamingToken = {
        token,
        sequenceNumber,
        targetMessageIdentifier,
        tokenType: 'MessageStreamingToken',
      }
      add({ entryType: 'StreamingToken', sender: bot, payload: { streamingToken } })
      return chat
    }
    case 'internal': {
      // The end user's own stream tells nothing of it; whether a partner's does is for the partner to sort out.
      if (chat.channel !== 'custom') return chat
      const { entryType, text } = step
      const abstractMessage = {
        id: randomUUID(),
        messageType: 'StaticContentMessage',
        staticContent: { formatType: 'Text', text },
      }
      const message = entryType === 'MessageUpdated' ? 'updatedMessage' : 'abstractMessage'
      add({ entryType, sender: sender('agent'), payload: { [message]: abstractMessage } })
      return chat
    }
    case 'progress': {
      const progressMessage = { formatType: 'Text', text: step.text }
      const progressIndicator = {
        indicatorType: 'ProgressUpdateIndicator',
        timestamp: Date.now(),
        progressMessage,
      }
      add({ entryType: 'ProgressIndicator', sender: bot, payload: { progressIndicator } })
      return chat
    }
    case 'receipt': {
      const payload = {
        acknowledgementTimestamp: Date.now(),
        acknowledgedConversationEntryIdentifier: step.identifier,
      }
      const entryType = step.kind === 'Delivery' ? 'DeliveryAcknowledgement' : 'ReadAcknowledgement'
      const by = chat.agent === undefined ? bot : sender('agent')
      add({ entryType, sender: by, payload, relatedRecords: [step.identifier] })
      return chat
    }
    case 'queue-position': {
      const payload = {
        pendingServiceRoutingId: newRecordId('0JR'),
        workItemId: chat.session?.sessionId,
        position: step.position,
      }
      add({ entryType: 'QueuePosition', sender: platform, payload })
      return chat
    }
    case 'find-agent': {
      if (!circumstances.agentTakesOver) return chats.save({ ...chat, handler: 'queue' })
      const arrival = agentArrives(SCRIPTED_AGENT).map((written) => stepSchema.parse(written))
      return chats.save({ ...chat, script: [...arrival, ...chat.script] })
    }
    case 'end-session': {
      const ended = changeSession(
        chat,
        { status: 'Ended', endedAt: Date.now(), endedByRole: step.role },
        chats,
      )
      const { agent: _gone, ...rest } = ended
      const closing = circumstances.sessionEndClosesConversation ? { closedAt: Date.now() } : {}
      return chats.save({
        ...rest,
        ...closing,
        handler: 'nobody',
        routingStatus: 'NEEDS_ROUTING',
        script: [],
      })
    }
  }
}

function changeSession(chat: Chat, change: Partial<Session>, chats: Chats): Chat {
  if (chat.session === undefined) return chat
  const session = { ...chat.session, ...change }
  chats.add(chat, {
    entryType: 'SessionStatusChanged',
    sender: platform,
    payload: {
      sessionId: session.sessionId,
      conversationIdentifier: chat.conversationId,
      channelAddressIdentifier: channelAddress(chat),
      sessionStatus: session.status,
      sessionStatusPrev: chat.session.status,
      sessionEndedByRole: session.endedByRole ?? null,
      sessionStartTime: session.startedAt,
      sessionEndTime: session.endedAt ?? null,
    },
  })
  return chats.save({ ...chat, session })
}

function participantChanged(operation: 'add' | 'remove', { displayName, ...participant }: Sender): NewEntry {
  const entries = [{ operation, menuMetadata: null, participant, displayName }]
  return { entryType: 'ParticipantChanged', sender: platform, payload: { entries } }
}

/** Salesforce, conversation events: every field of RoutingParameter may be absent. */
function routingParameters(to: SalesforceSwitches['routingRequest']) {
  const common = { isTransfer: true, isScrt2: true }
  const { transferQueueId: queueId, transferFlowId: flowId } = salesforceSandboxCredentials
  switch (to) {
    case 'queue':
      return { ...common, queueId }
    case 'flow':
      return { ...common, flowId, queueId }
    case 'nowhere':
      return common
  }
}

function routingResult(routingType: 'Initial' | 'Transfer', { routingFails }: Circumstances) {
  return {
    recordId: newRecordId('0Mw'),
    errorMessages: routingFails ? ['No agent and no queue could be found.'] : [],
    pendingServiceRoutingId: newRecordId('0JR'),
    routingType,
    estimatedWaitTime: { estimatedWaitTimeInSeconds: -1, isEWTRequested: false },
    failureReason: routingFails ? 'NoQueue' : null,
    failureType: routingFails ? 'RoutingError' : 'None',
    isExternallyRouted: false,
    workOwnerId: null,
    cancelReason: null,
    routingConfigurationDetails: {
      routingConfigurationType: 'QueueRoutingType',
      queueId: newRecordId('00G'),
    },
  }
}
