import type { KeyObject } from 'node:crypto'
import { randomUUID } from 'node:crypto'
import { errors, jwtVerify, SignJWT } from 'jose'
import { z } from 'zod'

/** What an Enhanced Chat access token says; `orgId` is always the 15-character form. */
const claimsSchema = z.object({ sub: z.string(), orgId: z.string(), exp: z.number(), clientId: z.string() })
export type CustomerClaims = z.output<typeof claimsSchema>

const AUDIENCE = 'iamessage'

export async function mintCustomerToken(
  key: KeyObject,
  { subject, orgId, lifeSeconds }: { subject: string; orgId: string; lifeSeconds: number },
): Promise<string> {
  const now = Date.now() / 1000
  return new SignJWT({ orgId, clientId: randomUUID(), channelAddId: 'embedded_messaging' })
    .setProtectedHeader({ alg: 'HS256', typ: 'JWT' })
    .setSubject(subject)
    .setAudience(AUDIENCE)
    .setJti(randomUUID())
    .setIssuedAt(Math.floor(now))
    .setExpirationTime(Math.ceil(now + lifeSeconds))
    .sign(key)
}

/** The claims, or the sentence the platform's proxy answers with. */
export async function readCustomerToken(
  key: KeyObject,
  authorization: string | undefined,
): Promise<CustomerClaims | string> {
  const token = /^Bearer (.+)$/.exec(authorization ?? '')?.[1]
  if (token === undefined) return 'Jwt is missing'
  try {
    const { payload } = await jwtVerify(token, key, { audience: AUDIENCE })
    return claimsSchema.parse(payload)
  } catch (error) {
    return error instanceof errors.JWTExpired ? 'Jwt is expired' : 'Jwt verification fails'
  }
}
