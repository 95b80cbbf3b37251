import { randomUUID } from 'node:crypto'
import { Hono } from 'hono'
import { ZodError } from 'zod'
import type { HttpEnv } from '../../http/env'
import { salesforceSandboxCredentials } from '../credentials'
import type { AccessTokens } from '../identity/access-token'
import type { Messaging } from '../messaging/messaging'
import { handOver } from '../messaging/script/reactions'
import { routeSession } from '../messaging/session'
import { hasLiveSession } from '../messaging/state/chat'
import { newRecordId } from '../record-id'
import {
  acknowledgementRequestSchema,
  capabilitiesRequestSchema,
  consentRequestSchema,
  conversationRequestSchema,
  interactionsRequestSchema,
  routeRequestSchema,
  sessionRequestSchema,
  unrouteRequestSchema,
} from './bodies'
import { requireCaller, withTrouble } from './caller'
import { changeConsent } from './consent'
import { contactCentreRoutes } from './contact-centre'
import { checkAddress, findById, findBySubject, getOrCreate } from './conversations'
import { takeInteraction } from './interactions'
import { ownBotRoutes } from './own-bot'
import { participantRoutes } from './participants'
import { InteractionRefusal, interactionRefusalAnswer, invalidBody } from './refusal'

/** The Interaction Service: what a partner's own channel tells Salesforce. */
export function byocRoutes(platform: Messaging, tokens: AccessTokens) {
  const app = new Hono<HttpEnv>()
  const { chats, stage } = platform

  app.onError((error) => {
    const answer = (refusal: InteractionRefusal) => interactionRefusalAnswer(refusal, platform.switches())
    if (error instanceof InteractionRefusal) return answer(error)
    if (error instanceof ZodError) return answer(invalidBody(error))
    if (error instanceof SyntaxError || error instanceof TypeError) {
      return answer(new InteractionRefusal(10089, 'Invalid parameters passed to API.'))
    }
    throw error
  })
  app.use('/*', requireCaller(tokens, platform.switches), withTrouble(platform.switches))
  app.route('/', contactCentreRoutes(platform))
  app.route('/', participantRoutes(platform))
  app.route('/', ownBotRoutes())

  app.post('/conversation', async (context) => {
    const request = conversationRequestSchema.parse(await context.req.json())
    checkAddress(request.channelAddressIdentifier)
    const subject = request.participants[0]?.subject ?? ''
    const chat = chats.transact(() =>
      getOrCreate(platform, subject, request.routingAttributes, 'conversation'),
    )
    const answer = {
      conversationIdentifier: chat.conversationId,
      messagingSessionId: chat.session?.sessionId,
    }
    return context.json({ ...answer, success: true }, 202)
  })

  app.post('/interactions', async (context) => {
    const form = await context.req.formData()
    const part = form.get('json')
    if (part === null) throw new InteractionRefusal(10029, "The provided interaction list isn't valid.")
    const text = typeof part === 'string' ? part : await part.text()
    const { to, from, routingAttributes, interactions } = interactionsRequestSchema.parse(JSON.parse(text))
    if (to !== salesforceSandboxCredentials.byocAddress) {
      throw new InteractionRefusal(
        10001,
        'The AuthorizationContext in the request isn\'t valid for the value of "to".',
      )
    }
    const file = form.get('attachments')
    const [interaction] = interactions
    if (interaction === undefined)
      throw new InteractionRefusal(10029, "The provided interaction list isn't valid.")
    const chat = chats.transact(() => getOrCreate(platform, from, routingAttributes, 'interaction'))
    const id = await takeInteraction(platform, chat, interaction, file instanceof File ? file : undefined)
    const workItemIds = chat.session === undefined ? [] : [chat.session.sessionId]
    return context.json({ conversationIdentifier: chat.conversationId, id, workItemIds, success: true }, 202)
  })

  app.patch('/consent', async (context) => {
    const request = consentRequestSchema.parse(await context.req.json())
    checkAddress(request.channelAddressIdentifier)
    if (platform.switches().consentOwner === 'salesforce') {
      const sentence =
        'Cannot update Consent Status where the Consent Owner of the channel is not set to Partner.'
      throw new InteractionRefusal(10022, sentence)
    }
    const chat = findBySubject(platform, request.endUserClientId)
    if (chat === undefined) throw new InteractionRefusal(10020, 'The endUserClientId provided is not valid.')
    changeConsent(platform, chat, request.consentStatus, 'partner')
    return context.json({ success: true })
  })

  app.post('/route', async (context) => {
    const { conversationIdentifier, routingType, routingInfo } = routeRequestSchema.parse(
      await context.req.json(),
    )
    const chat = findById(platform, conversationIdentifier)
    if (platform.switches().byocRouting !== 'by-partner') {
      throw new InteractionRefusal(10089, 'Salesforce owns the routing of this channel.')
    }
    if (routingInfo?.queueId !== undefined && routingInfo.flow !== undefined) {
      throw new InteractionRefusal(10030, 'Specify either a flow or a queue to Route API.')
    }
    if (!hasLiveSession(chat)) throw new InteractionRefusal(10071, 'Specify a valid session ID.')
    const routed = {
      ...chat,
      routingAttributes: { ...chat.routingAttributes, ...routingInfo?.routingAttributes },
    }
    if (routingType === 'Transfer' && chat.handler === 'bot') stage.plan(chat.conversationId, handOver())
    else routeSession(platform, routed)
    const ids = {
      routingCorrelationId: randomUUID(),
      psrId: newRecordId('0JR'),
      workItemId: chat.session?.sessionId,
    }
    return context.json(
      { success: true, ...ids, reasonForNotRouting: null, contextParamMap: {}, errors: [] },
      202,
    )
  })

  app.delete('/route', async (context) => {
    const chat = findById(
      platform,
      unrouteRequestSchema.parse(await context.req.json()).conversationIdentifier,
    )
    stage.interrupt(chat.conversationId, [])
    return context.json({ success: true }, 202)
  })

  app.post('/messagingSession', async (context) => {
    const request = sessionRequestSchema.parse(await context.req.json())
    checkAddress(request.channelAddressIdentifier)
    const chat = findById(platform, request.conversationIdentifier)
    const { partnerMayEnd, byocRouting } = platform.switches()
    if (!partnerMayEnd && byocRouting !== 'by-partner') {
      throw new InteractionRefusal(15102, 'To use this API, enable Contact Center as a Service.')
    }
    if (!hasLiveSession(chat)) return context.json({ success: false, errorReason: 'SESSION_NOT_FOUND' })
    const { operation, operationBy: role } = request
    const step = operation === 'End' ? ({ step: 'end-session', role } as const) : INACTIVATE
    stage.interrupt(chat.conversationId, [step])
    return context.json({ success: true })
  })

  app.post('/acknowledgement', async (context) => {
    const { conversationIdentifier, acknowledgements } = acknowledgementRequestSchema.parse(
      await context.req.json(),
    )
    const chat = findById(platform, conversationIdentifier)
    const acknowledged = { ...chat.acknowledged }
    for (const { acknowledgedConversationEntryIdentifier: id, acknowledgementType } of acknowledgements) {
      if (acknowledged[id] !== 'Read') acknowledged[id] = acknowledgementType === 'Read' ? 'Read' : 'Delivery'
    }
    chats.save({ ...chat, acknowledged })
    return context.json({ success: true })
  })

  app.patch('/capabilities', async (context) => {
    capabilitiesRequestSchema.parse(await context.req.json())
    return context.json({ success: true })
  })

  return app
}

const INACTIVATE = { step: 'session', status: 'Inactive' } as const
