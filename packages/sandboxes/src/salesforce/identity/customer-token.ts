import type { KeyObject } from 'node:crypto'
import { randomUUID } from 'node:crypto'
import { errors, type JWTPayload, jwtVerify, SignJWT } from 'jose'
import { z } from 'zod'

/** What an Enhanced Chat access token says; `orgId` is always the 15-character form. */
const claimsSchema = z.object({ sub: z.string(), orgId: z.string(), exp: z.number(), clientId: z.string() })
export type CustomerClaims = z.output<typeof claimsSchema>

const AUDIENCE = 'iamessage'

interface NewToken {
  readonly subject: string
  readonly orgId: string
  readonly lifeSeconds: number
  /** Epoch seconds. Default: at the end of its life. */
  readonly expiresAt?: number
}

/** The access tokens of customers, guests and verified ones. */
export interface CustomerTokens {
  mint(token: NewToken): Promise<string>
  /** The claims, or the sentence the platform's proxy answers with. */
  read(authorization: string | undefined): Promise<CustomerClaims | string>
  /** Every token handed out so far has expired from now on. */
  expireAll(): void
}

export function createCustomerTokens(key: KeyObject): CustomerTokens {
  let generation = 0
  let expiredUpTo = 0
  // Tokens of an earlier run of the sandbox carry another run's name, and stay valid until all are made to expire.
  const run = randomUUID()
  let hasExpiredAll = false
  const isExpired = (claims: JWTPayload) =>
    claims.run === run ? Number(claims.generation) <= expiredUpTo : hasExpiredAll

  return {
    mint({ subject, orgId, lifeSeconds, expiresAt }) {
      const now = Date.now() / 1000
      generation += 1
      const about = { orgId, clientId: randomUUID(), channelAddId: 'embedded_messaging', run, generation }
      return new SignJWT(about)
        .setProtectedHeader({ alg: 'HS256', typ: 'JWT' })
        .setSubject(subject)
        .setAudience(AUDIENCE)
        .setJti(randomUUID())
        .setIssuedAt(Math.floor(now))
        .setExpirationTime(expiresAt ?? Math.ceil(now + lifeSeconds))
        .sign(key)
    },
    async read(authorization) {
      const token = /^Bearer (.+)$/.exec(authorization ?? '')?.[1]
      if (token === undefined) return 'Jwt is missing'
      try {
        const { payload } = await jwtVerify(token, key, { audience: AUDIENCE })
        return isExpired(payload) ? EXPIRED : claimsSchema.parse(payload)
      } catch (error) {
        return error instanceof errors.JWTExpired ? EXPIRED : 'Jwt verification fails'
      }
    },
    expireAll() {
      expiredUpTo = generation
      hasExpiredAll = true
    },
  }
}

const EXPIRED = 'Jwt is expired'
