import { Hono } from 'hono'
import type { HttpApp, HttpEnv } from '../../http/env'
import type { Carrier } from '../carrier'
import type { TwilioParts } from '../parts'
import { answerRefusal, Refusal } from '../refusal'
import { onlyTheAccount } from './access'
import { listMessages } from './list-messages'
import { mediaRoutes } from './media'
import { messageJson } from './message-json'
import { newMessage } from './new-message'

/** Twilio's REST API, as far as it concerns messages. */
export function apiRoutes(parts: TwilioParts, carrier: Carrier): HttpApp {
  const { world, switches, changed } = parts
  const app = new Hono<HttpEnv>()
  const recent: number[] = []

  app.onError((error, context) => {
    if (error instanceof Refusal) return answerRefusal(context, error)
    throw error
  })
  app.route('/', mediaRoutes(parts))
  app.use('/2010-04-01/Accounts/:accountSid/*', onlyTheAccount)

  app.post('/2010-04-01/Accounts/:accountSid/Messages.json', async (context) => {
    refuseTooMany(recent, switches().requestsPerSecond)
    const isForm = context.req.header('content-type')?.startsWith('application/x-www-form-urlencoded')
    const form = new URLSearchParams(isForm ? await context.req.text() : '')
    const message = newMessage(form, world, switches())
    world.messages.set(message.sid, message)
    changed(message.to)
    const carried = carrier.carry(message.sid)
    if (switches().earlyCallbacks) await carried
    return context.json(messageJson(message), 201)
  })

  app.get('/2010-04-01/Accounts/:accountSid/Messages.json', (context) => {
    const lagMilliseconds = switches().listLagMilliseconds
    return context.json(listMessages(world.messages.values(), new URL(context.req.url), { lagMilliseconds }))
  })

  app.get('/2010-04-01/Accounts/:accountSid/Messages/:file{[A-Z]{2}[0-9a-f]+\\.json}', (context) => {
    const message = world.messages.get(context.req.param('file').replace('.json', ''))
    if (!message) throw new Refusal(404, 20404, `The requested resource ${context.req.path} was not found`)
    return context.json(messageJson(message))
  })

  return app
}

function refuseTooMany(recent: number[], perSecond: number): void {
  if (perSecond === 0) return
  const now = performance.now()
  while (recent[0] !== undefined && recent[0] < now - 1_000) recent.shift()
  if (recent.length >= perSecond) throw new Refusal(429, 20429, 'Too Many Requests')
  recent.push(now)
}
