import { type CallContext, withDeadline } from '@conversation-hub/core'
import { expect, it } from 'vitest'
import { salesforceEnhancedChat } from '../src'
import { loopback } from './loopback'

const orgId = '00DSB0000001Kqx'
const conversationId = '6b3f5d6e-0000-4000-8000-000000000001'
const session = { conversationId, accessToken: 't', orgId }

it('a gateway’s page that there is nothing at the address proves nothing, and ends nothing', async () => {
  const scrtUrl = await loopback((_request, response) =>
    response.writeHead(404, { 'content-type': 'text/html' }).end('<p>'),
  )
  const connector = salesforceEnhancedChat({ scrtUrl, orgId, deployment: 'Dep' })
  const commandId = crypto.randomUUID()
  const message = { type: 'text', text: 'hi' } as const
  const send = { type: 'send', commandId, messageId: commandId, message } as const
  const start = { type: 'start', commandId, conversationId, channel: 'web-chat' } as const
  const end = { type: 'end', commandId, reason: 'customer-ended' } as const
  const calls: ((context: CallContext) => Promise<unknown>)[] = [
    async (context) => connector.reconcile?.(send, session, context),
    async (context) =>
      connector.reconcile?.({ ...start, customerDestination: 'c', attributes: {} }, session, context),
    (context) => connector.end(end, session, context),
  ]
  for (const call of calls)
    await expect(withDeadline(call)).rejects.toMatchObject({ code: 'platform-reply-invalid' })
})
