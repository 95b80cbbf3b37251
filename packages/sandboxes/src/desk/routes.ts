import { Hono } from 'hono'
import type { HttpApp, HttpEnv } from '../http/env'
import { openEventStream } from '../http/event-stream'
import { answeredByItself } from '../http/no-answer'
import { agentActionSchema, type Desk, DeskRefusal } from './desk'
import { deskPage } from './page'

export function deskRoutes(desk: Desk): HttpApp {
  const app = new Hono<HttpEnv>()

  app.get('/', (context) => context.html(deskPage(desk.title, desk.colour)))

  app.get('/conversations', (context) => context.json(desk.conversations()))

  app.get('/conversations/:id', (context) => {
    const conversation = desk.conversation(context.req.param('id'))
    if (conversation === undefined) return context.json({ error: 'No such conversation.' }, 404)
    return context.json(conversation)
  })

  app.post('/conversations/:id/agent', async (context) => {
    const id = context.req.param('id')
    if (desk.conversation(id) === undefined) return context.json({ error: 'No such conversation.' }, 404)
    const action = agentActionSchema.parse(await context.req.json())
    try {
      desk.agent(id, action)
    } catch (error) {
      if (error instanceof DeskRefusal) return context.json({ error: error.message }, 409)
      throw error
    }
    return context.json(desk.conversation(id))
  })

  app.get('/events', (context) => {
    const stream = openEventStream(context.env.outgoing)
    stream.sendRaw(': the desk is open\n\n')
    const stop = desk.watch((conversationId) =>
      stream.send({ event: 'changed', data: JSON.stringify({ conversationId }) }),
    )
    stream.onClose(stop)
    return answeredByItself()
  })

  return app
}
