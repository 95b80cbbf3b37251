import { z } from 'zod'
import { readCommand } from '../command'
import { findDomain } from '../domains'
import type { AmeliaParts } from '../parts'
import { Refusal } from '../refusal'
import { customHeaders, openConversation } from '../stage/open'
import type { Outlet } from '../world/session'
import { type GatewayApp, gatewayApp } from './env'

/** One nesting level, text values: the flow cannot take others (Amelia, custom user interface guide). */
const initialMap = z.record(z.string(), z.string())

const flag = z.union([z.boolean(), z.enum(['true', 'false']).transform((written) => written === 'true')])

const newConversation = z.object({
  domain: z.string().min(1),
  deliveryMode: z.enum(['POLLING', 'WEBHOOK']).default('POLLING'),
  receiveDebugMessages: flag.default(false),
  webhookUrl: z.url().nullish(),
  secret: z.string().nullish(),
  initialBpnVariables: z.unknown().optional(),
  initialAttributes: z.unknown().optional(),
})

/** `conversations/new`: opens a session and starts the domain's greeting process. */
export function newConversationRoutes({ world, stage, switches }: AmeliaParts): GatewayApp {
  return gatewayApp().post('/conversations/new', async (context) => {
    const command = await readCommand(context, newConversation)
    const { newStatus, nestedMap, initialHeaders } = switches()
    const readMap = (written: unknown): Record<string, string> => {
      const parsed = initialMap.safeParse(written ?? {})
      if (!parsed.success) throw new Refusal(nestedMap, 'Initial values must be texts, one level deep')
      return parsed.data
    }
    const { conversation, session } = openConversation(world, {
      domain: domainOf(command),
      owner: context.get('caller').username,
      outlet: outletOf(command),
      attributes: readMap(command.initialAttributes),
      variables: readMap(command.initialBpnVariables),
      headers: initialHeaders === 'passed' ? customHeaders(context.req.header()) : {},
      debug: command.receiveDebugMessages,
    })
    stage.greet(conversation.conversationId)
    const { sessionId, conversationId, mode } = session
    return context.json({ sessionId, conversationId, sessionMode: mode }, newStatus)
  })
}

type NewConversation = z.infer<typeof newConversation>

function domainOf({ domain }: NewConversation): string {
  if (findDomain(domain) === undefined) throw new Refusal(404, 'No such domain')
  return domain
}

function outletOf({ deliveryMode, webhookUrl, secret }: NewConversation): Outlet {
  // With POLLING both may be sent, and are ignored.
  if (deliveryMode === 'POLLING') return { mode: 'POLLING' }
  if (!webhookUrl) throw new Refusal(400, 'webhookUrl is required for WEBHOOK')
  return { mode: 'WEBHOOK', url: webhookUrl, secret: secret ?? null }
}
