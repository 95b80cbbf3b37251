import type { Context } from 'hono'
import { createMiddleware } from 'hono/factory'
import type { HttpEnv } from '../../../http/env'
import { salesforceSandboxCredentials } from '../../credentials'
import type { CustomerClaims } from '../../identity/customer-token'
import type { Chat } from '../../messaging/state/chat'
import type { EnhancedChat } from '../enhanced-chat'
import { Refusal, tokenRefusal } from '../refusal'

export interface CustomerEnv extends HttpEnv {
  Variables: { claims: CustomerClaims }
}

/** Lets in who bears a customer token that is still valid. */
export function requireCustomer(platform: EnhancedChat) {
  return createMiddleware<CustomerEnv>(async (context, next) => {
    const claims = await platform.tokens.read(context.req.header('authorization'))
    if (typeof claims === 'string') return tokenRefusal(claims)
    context.set('claims', claims)
    await next()
  })
}

/** The conversation of the path, which must belong to the bearer of the token. */
export function ownConversation({ chats }: EnhancedChat, context: Context<CustomerEnv>): Chat {
  const chat = chats.get(context.req.param('id') ?? '')
  if (chat === undefined) throw new Refusal(404, 'NOT_FOUND', 'The conversation does not exist.')
  if (chat.subject !== context.var.claims.sub) {
    throw new Refusal(403, 'FORBIDDEN', 'The end user is not a participant of the conversation.')
  }
  return chat
}

export async function readJson(context: Context<CustomerEnv>): Promise<unknown> {
  if (!context.req.header('content-type')?.includes('application/json')) {
    throw new Refusal(415, 'UNSUPPORTED_MEDIA_TYPE', 'The body has to be application/json.')
  }
  return context.req.json()
}

export function checkDeployment({ switches }: EnhancedChat, esDeveloperName: string | undefined): void {
  if (esDeveloperName !== salesforceSandboxCredentials.deployment) {
    throw new Refusal(400, 'BAD_REQUEST', 'No embedded service deployment has this esDeveloperName.')
  }
  if (switches().deployment === 'web') {
    throw new Refusal(400, 'BAD_REQUEST', 'Set esDeveloperName to a deployment whose deploymentType is api.')
  }
  if (switches().deployment === 'unpublished') {
    throw new Refusal(400, 'BAD_REQUEST', 'The embedded service deployment is not published.')
  }
}
