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

const SECOND = 1_000
const MINUTE = 60 * SECOND
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

const timeUntilRenewal = (life: number) => life - marginOf(life)

/** How long before its end it is renewed: a tenth of its life, at least a minute; a very short life is halved. */
const marginOf = (life: number) => Math.min(Math.max(life / 10, MINUTE), life / 2)

/**
 * What a renewal brought. Salesforce, Generate Continuation Token: it "doesn't extend the JWT expiration time"; clients have
 * seen that it does. Where it does not, another one before the end would bring nothing, either.
 */
export function renewedFrom(before: Access, after: Access, now = Date.now()): Access {
  const [old, renewed] = [claimsOf(before.accessToken), claimsOf(after.accessToken)]
  if (old.exp === undefined || renewed.exp === undefined || renewed.exp > old.exp) return after
  // Two renewals within a second end alike, too: what is not due yet says nothing.
  const isEarly = before.renewAt !== undefined && before.renewAt > now + SECOND
  return { ...after, renewAt: isEarly ? before.renewAt : endOf(old.exp, old.iat, before.renewAt) }
}

/** When an access ends, by our clock. */
function endOf(exp: number, iat: number | undefined, renewAt: number | undefined): number {
  if (iat === undefined || renewAt === undefined) return exp * 1_000
  return renewAt + marginOf((exp - iat) * 1_000)
}

/** Whether a renewed access is somebody else's. Where the answer does not say whose it is, only its token does. */
export function isAnotherEndUser(before: Access, after: Access): boolean {
  if (before.subject === undefined || after.subject === undefined) return false
  if (before.subject === after.subject) return false
  const { sub } = claimsOf(after.accessToken)
  return sub === undefined || sub !== claimsOf(before.accessToken).sub
}

/** Salesforce answers a bad identity token with a guest's access instead of an error. */
export function isVerified({ subject }: Pick<Access, 'subject'>): boolean {
  return subject?.includes('/AUTH/') ?? false
}
