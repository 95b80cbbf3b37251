import { ConversationError } from '@conversation-hub/core'
import { errors, jwtVerify, SignJWT } from 'jose'
import { z } from 'zod'
import { createRecentMap } from '../http/recent-map'
import type { SessionCaller } from './caller'
import { deriveKey } from './derived-key'

const ISSUER = 'conversation-hub'
const REMEMBERED_TOKENS = 20_000

const claimsSchema = z.object({ sub: z.string(), resource: z.string(), exp: z.number() })

export interface SessionTokens {
  sign(session: Omit<SessionCaller, 'kind'>): Promise<string>
  /** The sender of a token that was verified before. Throws `unauthorized` if it has expired since. */
  known(token: string): SessionCaller | undefined
  /** Throws `unauthorized`. */
  verify(token: string): Promise<SessionCaller>
}

/**
 * Session tokens: JWTs (HS256) that name the session and its resource. They are not stored, so they stay valid across
 * restarts and on every instance. The first secret key signs, all of them verify.
 */
export function createSessionTokens(secretKeys: readonly [string, ...string[]]): SessionTokens {
  const keys = secretKeys.map((secret) => deriveKey(secret, 'session-token'))
  const signingKey = deriveKey(secretKeys[0], 'session-token')
  // Remembered, because verifying costs more than everything else in a request, and a valid token stays valid until it
  // expires.
  const remembered = createRecentMap<SessionCaller>(REMEMBERED_TOKENS)

  async function verifyOnce(token: string): Promise<SessionCaller> {
    for (const key of keys) {
      try {
        const { payload } = await jwtVerify(token, key, { algorithms: ['HS256'], issuer: ISSUER })
        const { sub, resource, exp } = claimsSchema.parse(payload)
        return { kind: 'session', sessionId: sub, resourceId: resource, expiresAt: exp * 1_000 }
      } catch (thrown) {
        if (thrown instanceof errors.JWTExpired) throw expired()
      }
    }
    throw new ConversationError(
      'unauthorized',
      'The Authorization header holds neither the API key nor a session token of this hub.',
    )
  }

  return {
    async sign({ sessionId, resourceId, expiresAt }) {
      return new SignJWT({ resource: resourceId })
        .setProtectedHeader({ alg: 'HS256', typ: 'JWT' })
        .setIssuer(ISSUER)
        .setSubject(sessionId)
        .setIssuedAt()
        .setExpirationTime(Math.floor(expiresAt / 1_000))
        .sign(signingKey)
    },
    known(token) {
      const caller = remembered.get(token)
      if (!caller || caller.expiresAt > Date.now()) return caller
      remembered.delete(token)
      throw expired()
    },
    async verify(token) {
      const caller = await verifyOnce(token)
      remembered.set(token, caller)
      return caller
    },
  }
}

function expired(): ConversationError {
  return new ConversationError(
    'unauthorized',
    'The session token has expired. Start a new session with POST /v1/sessions.',
  )
}
