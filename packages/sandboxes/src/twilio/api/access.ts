import { timingSafeEqual } from 'node:crypto'
import { createMiddleware } from 'hono/factory'
import type { HttpEnv } from '../../http/env'
import { twilioSandboxCredentials } from '../credentials'
import { Refusal } from '../refusal'

/** Basic authentication with the account and its token; another account's resources are not there. */
export const onlyTheAccount = createMiddleware<HttpEnv>(async (context, next) => {
  const { accountSid, authToken } = twilioSandboxCredentials
  const expected = Buffer.from(`Basic ${Buffer.from(`${accountSid}:${authToken}`).toString('base64')}`)
  const given = Buffer.from(context.req.header('authorization') ?? '')
  if (given.byteLength !== expected.byteLength || !timingSafeEqual(given, expected)) {
    throw new Refusal(401, 20003, 'Authenticate')
  }
  if (context.req.param('accountSid') !== accountSid) {
    throw new Refusal(404, 20404, `The requested resource ${context.req.path} was not found`)
  }
  await next()
})
