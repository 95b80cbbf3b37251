import { createMiddleware } from 'hono/factory'
import { z } from 'zod'
import type { HttpEnv } from '../../http/env'
import { salesforceSandboxCredentials } from '../credentials'
import type { AccessTokens } from '../identity/access-token'
import type { SalesforceSwitches } from '../switches'
import { InteractionRefusal } from './refusal'

const { orgId, byocChannel } = salesforceSandboxCredentials

const contextTypeSchema = z.enum([
  'ConversationChannelDefinition',
  'EmbeddedMessagingChannel',
  'ExternalConversationParticipant',
])

/** The token and the three headers that every call of the Interaction Service carries, and one that some do. */
export function requireCaller(tokens: AccessTokens, switches: () => SalesforceSwitches) {
  return createMiddleware<HttpEnv>(async ({ req }, next) => {
    if (!(await tokens.isValid(req.header('authorization')))) {
      throw new InteractionRefusal(10004, 'The supplied Authorization access token is not valid.')
    }
    if (switches().scopes !== 'all') {
      const sentence =
        'The supplied Authorization access token is missing the required Connected App scope. Required value: interaction_api.'
      throw new InteractionRefusal(10003, sentence)
    }
    if (req.header('orgid') !== orgId || !z.uuid().safeParse(req.header('requestid')).success) {
      throw new InteractionRefusal(10016, 'Enter a valid header.')
    }
    if (req.header('authorizationcontext') !== byocChannel) {
      const sentence =
        "The AuthorizationContext for the request isn't valid based on the supplied Authorization access token."
      throw new InteractionRefusal(10005, sentence)
    }
    const contextType = req.header('authorizationcontexttype')
    if (contextType !== undefined && !contextTypeSchema.safeParse(contextType).success) {
      throw new InteractionRefusal(10093, 'Invalid authorization context type.')
    }
    await next()
  })
}

/** For the calls that have to say what kind of context theirs is. */
export const requireContextType = createMiddleware<HttpEnv>(async ({ req }, next) => {
  if (req.header('authorizationcontexttype') === undefined) {
    throw new InteractionRefusal(10016, 'Enter a valid header: AuthorizationContextType.')
  }
  await next()
})

/** Trouble that passes: every second call, before or after it took effect. */
export function withTrouble(switches: () => SalesforceSwitches) {
  let calls = 0
  return createMiddleware<HttpEnv>(async (_context, next) => {
    const { byocTrouble } = switches()
    calls = byocTrouble === 'none' ? 0 : calls + 1
    const isTroubled = calls % 2 === 1
    if (isTroubled && byocTrouble === '10055') {
      throw new InteractionRefusal(10055, 'Conversation precondition failed. Please retry.')
    }
    await next()
    if (!isTroubled || byocTrouble !== '10094') return
    const sentence = 'The request failed due to a timeout from a downstream service. Please try again later.'
    throw new InteractionRefusal(10094, sentence)
  })
}
