import { randomUUID } from 'node:crypto'
import { Hono } from 'hono'
import { DeskRefusal } from '../../desk/desk'
import type { HttpEnv } from '../../http/env'
import { actAsAgent } from '../messaging/agent'
import type { Messaging } from '../messaging/messaging'
import type { Chat } from '../messaging/state/chat'
import { bot, endUser } from '../messaging/state/senders'
import { newRecordId, sameRecordId } from '../record-id'
import {
  agentWorkRequestSchema,
  closeWorkRequestSchema,
  historyRequestSchema,
  routingResultRequestSchema,
} from './bodies'
import { requireContextType } from './caller'
import { checkAddress, findById, getOrCreate } from './conversations'
import { InteractionRefusal } from './refusal'

const OLDEST_HISTORY = 24 * 60 * 60 * 1000

/** The calls of a partner whose own contact centre routes the work, and whose own people do it. */
export function contactCentreRoutes(platform: Messaging) {
  const app = new Hono<HttpEnv>()
  const { chats } = platform

  app.post('/routingResult', async (context) => {
    const request = routingResultRequestSchema.parse(await context.req.json())
    const chat = findById(platform, request.conversationIdentifier)
    if (withWork(request.workItemId) !== chat.conversationId) throw noWork()
    if (request.success && request.errorMessage !== undefined) {
      throw new InteractionRefusal(10033, 'Should not pass in error message when routing result success.')
    }
    if (!request.success && request.errorMessage === undefined) {
      throw new InteractionRefusal(10034, 'Error message missing when routing result false.')
    }
    return context.json({ success: true }, 202)
  })

  app.post('/agentWork', async (context) => {
    const { userId, workItemId, routingContext, ...capacity } = agentWorkRequestSchema.parse(
      await context.req.json(),
    )
    checkCapacity(capacity)
    const conversationId = withWork(workItemId)
    if (conversationId === undefined) throw noWork()
    if (routingContext !== undefined && routingContext.conversationIdentifier !== conversationId) {
      throw new InteractionRefusal(15107, `The conversation does not belong to ${workItemId}.`)
    }
    act(conversationId, { action: 'join', name: userId }, 15109)
    const agentWorkId = newRecordId('0Bz')
    chats.save({ ...findById(platform, conversationId), agentWorkId })
    const agentWorkDetails = { existPsr: false, ...capacity, ...(routingContext && { routingContext }) }
    return context.json({ id: randomUUID(), agentWorkId, agentWorkDetails, success: true }, 202)
  })

  app.patch('/agentWork', requireContextType, async (context) => {
    const { workId } = closeWorkRequestSchema.parse(await context.req.json())
    const chat = [...chats.all()].find((one) => sameRecordId(one.agentWorkId ?? '', workId))
    if (chat === undefined)
      throw new InteractionRefusal(10082, 'Invalid workId: Please provide a valid workId.')
    act(chat.conversationId, { action: 'leave' }, 10082)
    const { agentWorkId: _closed, ...rest } = findById(platform, chat.conversationId)
    chats.save(rest)
    return context.json({ success: true }, 202)
  })

  app.post('/conversationHistory', requireContextType, async (context) => {
    const request = historyRequestSchema.parse(await context.req.json())
    checkAddress(request.channelAddressIdentifier)
    const people = request.conversationParticipants.map(({ participant }) => participant)
    if (people.some(({ role }) => role !== 'EndUser' && role !== 'Chatbot')) {
      throw new InteractionRefusal(10043, 'Invalid participant role. Specify a Chatbot or EndUser role.')
    }
    const [customer, ...others] = people.filter(({ role }) => role === 'EndUser')
    if (customer === undefined) throw new InteractionRefusal(10042, 'Include one end user participant.')
    if (others.length > 0) throw new InteractionRefusal(10044, 'Include only one end user participant.')
    for (const { clientTimestamp, sender } of request.conversationEntries) {
      if (clientTimestamp < Date.now() - OLDEST_HISTORY)
        throw new InteractionRefusal(10046, 'Invalid clientTimestamp.')
      if (!people.some(({ subject }) => subject === sender.subject)) {
        throw new InteractionRefusal(
          10068,
          "Invalid participant. The message isn't from an approved participant.",
        )
      }
    }
    chats.transact(() => {
      const chat = getOrCreate(platform, customer.subject, undefined, 'history')
      for (const { sender, entryPayload } of request.conversationEntries) {
        const { id: identifier, abstractMessage } = entryPayload
        const payload = { id: identifier, abstractMessage, isHistory: true }
        const by = sender.role === 'EndUser' ? endUser(chat) : { ...bot, subject: sender.subject }
        chats.add(chat, { entryType: 'Message', identifier, sender: by, payload })
      }
    })
    return context.json({ success: true }, 202)
  })

  return app

  /** The conversation whose messaging session is the work item. */
  function withWork(workItemId: string): string | undefined {
    const isIts = ({ channel, session }: Chat) =>
      channel === 'custom' && session !== undefined && sameRecordId(session.sessionId, workItemId)
    return [...chats.all()].find(isIts)?.conversationId
  }

  function act(conversationId: string, action: Parameters<typeof actAsAgent>[2], code: number): void {
    try {
      actAsAgent(platform, conversationId, action)
    } catch (thrown) {
      if (thrown instanceof DeskRefusal) throw new InteractionRefusal(code, thrown.message)
      throw thrown
    }
  }
}

function checkCapacity({
  capacityPercentage: percentage,
  capacityWeight: weight,
}: {
  readonly capacityPercentage?: number | undefined
  readonly capacityWeight?: number | undefined
}): void {
  if (percentage !== undefined && weight !== undefined) {
    throw new InteractionRefusal(
      10013,
      'Enter either a capacityPercentage or a capacityWeight, but not both.',
    )
  }
  if (weight !== undefined && weight < 0) {
    throw new InteractionRefusal(10014, 'Enter a capacity weight greater than or equal to 0.')
  }
  if (percentage !== undefined && (percentage < 0 || percentage > 100)) {
    throw new InteractionRefusal(10015, 'Enter a capacity percentage between 0 and 100, inclusive.')
  }
}

const noWork = () => new InteractionRefusal(10012, 'Enter a valid workItemId for the MessagingSession ID.')
