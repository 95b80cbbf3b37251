import type { Context } from 'hono'
import { z } from 'zod'
import { readCommand } from '../command'
import { domains, findDomain } from '../domains'
import type { AmeliaParts } from '../parts'
import { Refusal } from '../refusal'
import { customHeaders, joinConversation, openConversation } from '../stage/open'
import type { Conversation } from '../world/conversation'
import { type WebchatApp, type WebchatEnv, webchatApp } from './env'
import { userOf } from './visitor'

const map = z.record(z.string(), z.string()).default({})
const newConversation = z.object({
  domainCode: z.string().min(1),
  clientTimestamp: z.number().optional(),
  initialBpnVariables: map,
  initialAttributes: map,
  sessionLocale: z.string().default('auto'),
})
const joinCommand = z.object({ sessionMode: z.enum(['USER', 'OBSERVER']).default('USER') })

/** Conversations of the core web API. Here the greeting waits for the start message on STOMP. */
export function conversationRoutes(parts: AmeliaParts): WebchatApp {
  const { world, stage } = parts

  const ownConversation = (context: Context<WebchatEnv>): Conversation => {
    const conversation = world.conversations.get(context.req.param('conversationId') ?? '')
    if (conversation === undefined) throw new Refusal(404, 'No such conversation')
    if (conversation.owner !== userOf(context).userId) throw new Refusal(403, 'Not your conversation')
    return conversation
  }
  const openOnes = (owner: string): Conversation[] =>
    [...world.conversations.values()].filter((one) => one.owner === owner && one.phase.name !== 'closed')

  return webchatApp()
    .get('/domains', (context) => {
      userOf(context)
      const content = domains.map(({ id, code, name, enabled }) => {
        return { id, code, name, hidden: !enabled, localeLanguageTag: 'en-US' }
      })
      return context.json({ content })
    })
    .post('/conversations/new', async (context) => {
      const command = await readCommand(context, newConversation)
      const domain = findDomain(command.domainCode)
      if (domain === undefined) throw new Refusal(404, 'No such domain')
      const { conversation, session } = openConversation(world, {
        domain: domain.code,
        owner: userOf(context).userId,
        outlet: { mode: 'STOMP' },
        attributes: command.initialAttributes,
        variables: command.initialBpnVariables,
        headers: customHeaders(context.req.header()),
        language: command.sessionLocale === 'auto' ? 'en-US' : command.sessionLocale,
        clockSkew: Date.now() - (command.clientTimestamp ?? Date.now()),
      })
      const { conversationId } = conversation
      const { sessionId, contextId } = session
      return context.json({ sessionId, conversationId, contextId, domainId: domain.id })
    })
    .post('/conversations/:conversationId/join', async (context) => {
      const { sessionMode } = await readCommand(context, joinCommand)
      const conversation = ownConversation(context)
      if (conversation.phase.name === 'closed') throw new Refusal(410, 'Conversation is over')
      const { sessionId, contextId } = joinConversation(world, conversation, sessionMode)
      return context.json({ sessionId, conversationId: conversation.conversationId, contextId })
    })
    .get('/conversations/my/open', (context) => {
      const content = openOnes(userOf(context).userId).map(({ conversationId, lastActiveAt }) => {
        return { conversationId, sessionMode: 'USER', lastAccessed: lastActiveAt }
      })
      return context.json({ content })
    })
    .post('/conversations/close/:conversationId', (context) => {
      stage.close(ownConversation(context).conversationId, true)
      return context.json({ success: true })
    })
}
