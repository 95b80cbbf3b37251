import type { KeyObject } from 'node:crypto'
import { randomUUID } from 'node:crypto'
import { jwtVerify, SignJWT } from 'jose'

const AUDIENCE = 'salesforce-api'

/** OAuth access tokens of the org's one integration user. */
export interface AccessTokens {
  mint(lifeSeconds: number): Promise<string>
  /** Reads `Bearer` and, as CometD clients send it, `OAuth`. */
  isValid(authorization: string | undefined): Promise<boolean>
  /** Every token handed out so far is invalid from now on, as after a revocation. */
  expireAll(): void
}

export function createAccessTokens(key: KeyObject): AccessTokens {
  let generation = 0
  let expiredUpTo = 0
  // Tokens of an earlier run of the sandbox carry another run's name, and stay valid until all are made to expire.
  const run = randomUUID()
  let hasExpiredAll = false
  return {
    mint(lifeSeconds) {
      generation += 1
      return new SignJWT({ run, generation })
        .setProtectedHeader({ alg: 'HS256', typ: 'JWT' })
        .setAudience(AUDIENCE)
        .setJti(randomUUID())
        .setIssuedAt()
        .setExpirationTime(Math.ceil(Date.now() / 1000 + lifeSeconds))
        .sign(key)
    },
    async isValid(authorization) {
      const token = /^(?:Bearer|OAuth) (.+)$/.exec(authorization ?? '')?.[1]
      if (token === undefined) return false
      try {
        const { payload } = await jwtVerify(token, key, { audience: AUDIENCE })
        return payload.run === run ? Number(payload.generation) > expiredUpTo : !hasExpiredAll
      } catch {
        return false
      }
    },
    expireAll() {
      expiredUpTo = generation
      hasExpiredAll = true
    },
  }
}
