import { Hono } from 'hono'
import { beginSession } from '../../messaging/session'
import { hasLiveSession } from '../../messaging/state/chat'
import { endUser } from '../../messaging/state/senders'
import { newRecordId } from '../../record-id'
import type { EnhancedChat } from '../enhanced-chat'
import { Refusal } from '../refusal'
import { conversationIdSchema, createRequestSchema, listQuerySchema } from './bodies'
import { type CustomerEnv, checkDeployment, ownConversation, readJson } from './customer'

/** Creating, finding and ending conversations. */
export function conversationRoutes(platform: EnhancedChat) {
  const app = new Hono<CustomerEnv>()
  const { chats, stage } = platform

  app.post('/', async (context) => {
    const subject = context.var.claims.sub
    const request = createRequestSchema.parse(await readJson(context))
    const { conversationId } = request
    const { welcome, duplicateConversation, createNeedsStream } = platform.switches()
    if (!conversationIdSchema.safeParse(conversationId).success) {
      const sentence = 'Specify the conversationId in UUID format. The UUID must be in lowercase.'
      throw new Refusal(400, 'BAD_REQUEST', sentence)
    }
    checkDeployment(platform, request.esDeveloperName)
    if (createNeedsStream && !platform.streams.isOpen(subject)) {
      throw new Refusal(400, 'BAD_REQUEST', 'Open the event stream before creating a conversation.')
    }
    const existing = chats.get(conversationId)
    if (existing?.subject === subject && duplicateConversation === 'same-answer')
      return context.body(null, 201)
    if (existing !== undefined) {
      throw new Refusal(409, 'CONFLICT', 'A conversation with this conversationId exists already.')
    }
    chats.transact(() => {
      const chat = chats.save({
        conversationId,
        channel: 'web',
        subject,
        recordId: newRecordId('0dw'),
        ...(request.language === undefined ? {} : { language: request.language }),
        routingAttributes: request.routingAttributes ?? {},
        routingStatus: 'NEEDS_ROUTING',
        handler: 'nobody',
        menuOffered: false,
        script: [],
        acknowledged: {},
        startedAt: Date.now(),
        updatedAt: Date.now(),
      })
      if (welcome !== 'on-first-message') beginSession(platform, chat)
    })
    return context.body(null, 201)
  })

  app.get('/list', (context) => {
    const { inclClosedConvs, limit } = listQuerySchema.parse(context.req.query())
    const own = [...chats.all()].filter(({ subject }) => subject === context.var.claims.sub)
    const open = own.filter(({ closedAt }) => closedAt === undefined)
    const shown = inclClosedConvs === 'true' ? own : open
    return context.json({
      openConversationsFound: open.length,
      closedConversationsFound: own.length - open.length,
      conversations: shown.slice(-limit).map(({ conversationId, startedAt, closedAt }) => ({
        conversationId,
        startTimestamp: startedAt,
        endTimestamp: closedAt ?? 0,
      })),
    })
  })

  app.get('/:id', (context) => {
    const { conversationId, routingStatus } = ownConversation(platform, context)
    return context.json({ conversationId, routingStatus })
  })

  app.delete('/:id/session', (context) => {
    const chat = ownConversation(platform, context)
    checkDeployment(platform, context.req.query('esDeveloperName'))
    if (!hasLiveSession(chat)) {
      throw new Refusal(417, 'EXPECTATION_FAILED', 'No messaging session exists for the conversation.')
    }
    stage.interrupt(chat.conversationId, [{ step: 'end-session', role: 'EndUser' }])
    return context.body(null, 204)
  })

  app.delete('/:id', (context) => {
    const chat = ownConversation(platform, context)
    checkDeployment(platform, context.req.query('esDeveloperName'))
    if (chat.closedAt !== undefined)
      throw new Refusal(404, 'NOT_FOUND', 'The conversation is closed already.')
    chats.transact(() => {
      chats.add(chat, { entryType: 'CloseConversation', sender: endUser(chat), payload: {} })
      if (hasLiveSession(chat))
        stage.interrupt(chat.conversationId, [{ step: 'end-session', role: 'EndUser' }])
      const ended = chats.get(chat.conversationId) ?? chat
      chats.save({ ...ended, closedAt: Date.now() })
    })
    return context.body(null, 204)
  })

  return app
}
