import type { Context } from 'hono'
import { gatewayMessage } from '../message/gateway-message'
import type { AmeliaParts } from '../parts'
import { Refusal } from '../refusal'
import { type Addressed, addressedSession } from './addressed-session'
import { type GatewayApp, type GatewayEnv, gatewayApp } from './env'
import { waitForMessages } from './wait-for-messages'

/** `poll` and `longpoll`: both empty the queue, so an answer that gets lost is lost for good. */
export function fetchingRoutes(parts: AmeliaParts): GatewayApp {
  const { world, switches } = parts

  /** A session that is over can be polled until its last message is fetched. */
  const fetchable = (context: Context<GatewayEnv>): Addressed => {
    const addressed = addressedSession(parts, context)
    const over = addressed.conversation.phase.name === 'closed' && addressed.session.queue.length === 0
    if (over) throw new Refusal(switches().goneSession, 'Session is over')
    return addressed
  }

  const drain = (context: Context<GatewayEnv>, { session, conversation }: Addressed): Response => {
    const now = Date.now()
    if (session.queue.length > 0) world.sessions.set(session.sessionId, { ...session, queue: [] })
    if (switches().pollKeepsAlive === 'yes') {
      world.conversations.set(conversation.conversationId, { ...conversation, lastActiveAt: now })
    }
    return answered(
      context,
      session.queue.map((message) => gatewayMessage(session, message, switches())),
    )
  }

  const answered = (context: Context, messages: readonly object[]): Response =>
    messages.length === 0 && switches().nothingToFetch === 'empty'
      ? context.body('', 200)
      : context.json(messages)

  return gatewayApp()
    .post('/conversations/:sessionId/poll', (context) => drain(context, fetchable(context)))
    .post('/conversations/:sessionId/longpoll', async (context) => {
      if (switches().longpoll === 'absent') throw new Refusal(404, 'Not found')
      const { session } = fetchable(context)
      const outcome = await waitForMessages(parts, session.sessionId, context.env.outgoing)
      if (outcome !== 'messages') return answered(context, [])
      return drain(context, fetchable(context))
    })
}
