import type { Context } from 'hono'
import { z } from 'zod'
import { readCommand } from '../command'
import { domains } from '../domains'
import type { AmeliaParts } from '../parts'
import { Refusal } from '../refusal'
import { done } from './done'
import { type GatewayApp, type GatewayEnv, gatewayApp } from './env'
import { page } from './page'

const notification = z.object({
  message: z.string().min(1),
  pushAttributes: z.record(z.string(), z.string()).optional(),
})

/** Domains for everybody; domains, escalation queues and notifications for those with the authority. */
export function adminRoutes({ switches }: AmeliaParts): GatewayApp {
  const admit = (context: Context<GatewayEnv>) => {
    if (!context.get('caller').admin) throw new Refusal(switches().adminDenied, 'Not allowed for this user')
  }
  const queuesAt =
    (path: 'system/escalationqueues' | 'escalationQueues') => (context: Context<GatewayEnv>) => {
      if (switches().escalationQueuesPath !== path) throw new Refusal(404, 'Not found')
      admit(context)
      return context.json(page(context, escalationQueues))
    }
  return gatewayApp()
    .get('/conversations/domains', (context) => {
      const usable = domains
        .filter(({ enabled }) => enabled)
        .map(({ id, code, name }) => ({ id, code, name }))
      return context.json(switches().domainsAnswer === 'list' ? usable : { content: usable })
    })
    .on('GET', eitherWay('/admin/domains'), (context) => {
      admit(context)
      return context.json(page(context, domains))
    })
    .on('GET', eitherWay('/admin/system/escalationqueues'), queuesAt('system/escalationqueues'))
    .on('GET', eitherWay('/admin/escalationQueues'), queuesAt('escalationQueues'))
    .post('/push/notification/:gatewayIntegrationId', async (context) => {
      admit(context)
      await readCommand(context, notification)
      return done(context, switches())
    })
}

/** The reference writes some admin paths with a slash at the end, and clients leave it out. */
function eitherWay(path: string): string[] {
  return [path, `${path}/`]
}

const escalationQueues = domains.map(({ id, name, enabled }) => ({
  id: `queue-${id}`,
  code: 'customer-care',
  name: 'Customer care',
  domainId: id,
  domainName: name,
  enabled,
}))
