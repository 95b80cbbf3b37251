import { Hono } from 'hono'
import type { HttpEnv } from '../../http/env'
import type { Messaging } from '../messaging/messaging'
import { endUser, platform as system } from '../messaging/state/senders'
import { participantRequestSchema } from './bodies'
import { findById } from './conversations'
import { InteractionRefusal } from './refusal'

/** Taking somebody out of a conversation. */
export function participantRoutes(platform: Messaging) {
  const app = new Hono<HttpEnv>()
  const { chats, stage } = platform

  app.post('/participant', async (context) => {
    const { conversationIdentifier, participants } = participantRequestSchema.parse(await context.req.json())
    const chat = findById(platform, conversationIdentifier)
    const [leaving] = participants
    if (leaving?.role === 'EndUser' && leaving.subject === chat.subject) {
      const { displayName, ...participant } = endUser(chat)
      const entries = [{ operation: 'remove', menuMetadata: null, participant, displayName }]
      chats.add(chat, { entryType: 'ParticipantChanged', sender: system, payload: { entries } })
    } else if (leaving?.role === 'Agent' && chat.handler === 'agent') {
      stage.interrupt(conversationIdentifier, [{ step: 'leave', who: 'agent' }])
    } else if (leaving?.role === 'Chatbot' && chat.handler === 'bot') {
      stage.interrupt(conversationIdentifier, [{ step: 'leave', who: 'bot' }])
    } else throw new InteractionRefusal(10036, 'The participant does not exist.')
    return context.json({ success: true })
  })

  return app
}
