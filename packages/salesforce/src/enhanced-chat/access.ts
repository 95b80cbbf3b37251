import { decodeJwt } from 'jose'
import { z } from 'zod'
import type { Access } from './session'

export const tokenAnswerSchema = z.object({
  accessToken: z.string().min(1),
  lastEventId: z
    .union([z.string(), z.number().transform(String)])
    .nullish()
    .catch(undefined),
  context: z
    .object({ endUser: z.object({ subject: z.string() }).nullish().catch(undefined) })
    .nullish()
    .catch(undefined),
})

const claimsSchema = z.object({
  orgId: z.string().optional().catch(undefined),
  sub: z.string().optional().catch(undefined),
  iat: z.number().optional().catch(undefined),
  exp: z.number().optional().catch(undefined),
})

const MINUTE = 60_000
/** Salesforce: guest tokens live one hour unless the org says otherwise; the answer itself names no time. */
const USUAL_LIFE_MS = 60 * MINUTE

/** What a token answer gives access to. Only the token's own claims tell its organisation and its life. */
export function accessFrom(
  { accessToken, lastEventId, context }: z.output<typeof tokenAnswerSchema>,
  { orgId, now = Date.now() }: { orgId: string; now?: number },
): Access {
  const claims = claimsOf(accessToken)
  const subject = context?.endUser?.subject ?? claims.sub
  return {
    accessToken,
    orgId: claims.orgId ?? orgId,
    renewAt: now + timeUntilRenewal(lifeOf(claims, now)),
    ...(subject !== undefined && { subject }),
    ...(lastEventId != null && { lastEventId }),
  }
}

function claimsOf(token: string): z.output<typeof claimsSchema> {
  try {
    return claimsSchema.parse(decodeJwt(token))
  } catch {
    return {}
  }
}

/** By the token's own two times where it has both, so that a wrong clock of ours does no harm. */
function lifeOf({ iat, exp }: { iat?: number | undefined; exp?: number | undefined }, now: number): number {
  if (exp === undefined) return USUAL_LIFE_MS
  return Math.max(exp * 1_000 - (iat === undefined ? now : iat * 1_000), 0)
}

/** A tenth of the life before its end, at least a minute before; a very short life is halved. */
function timeUntilRenewal(life: number): number {
  return life - Math.min(Math.max(life / 10, MINUTE), life / 2)
}

/** Salesforce answers a bad identity token with a guest's access instead of an error. */
export function isVerified({ subject }: Pick<Access, 'subject'>): boolean {
  return subject?.includes('/AUTH/') ?? false
}
