import { createMiddleware } from 'hono/factory'
import { z } from 'zod'
import type { HttpEnv } from '../../http/env'
import { salesforceSandboxCredentials } from '../credentials'
import type { AccessTokens } from '../identity/access-token'
import { InteractionRefusal } from './refusal'

const { orgId, byocChannel } = salesforceSandboxCredentials

/** The token and the three headers that every call of the Interaction Service carries. */
export function requireCaller(tokens: AccessTokens) {
  return createMiddleware<HttpEnv>(async ({ req }, next) => {
    if (!(await tokens.isValid(req.header('authorization')))) {
      throw new InteractionRefusal(10004, 'The supplied Authorization access token is not valid.')
    }
    if (req.header('orgid') !== orgId || !z.uuid().safeParse(req.header('requestid')).success) {
      throw new InteractionRefusal(10016, 'Enter a valid header.')
    }
    if (req.header('authorizationcontext') !== byocChannel) {
      const sentence =
        "The AuthorizationContext for the request isn't valid based on the supplied Authorization access token."
      throw new InteractionRefusal(10005, sentence)
    }
    await next()
  })
}
