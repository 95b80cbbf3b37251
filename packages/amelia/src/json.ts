import { z } from 'zod'
import type { HttpReply } from './client'
import { isPage, notTheProtocol } from './errors'

/** A text as JSON; `undefined` where it is none. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** The body of an answer, by a schema; throws `platform-reply-invalid`. */
export function readReply<Schema extends z.ZodType>(
  schema: Schema,
  reply: HttpReply,
  { doing, outcome }: { doing: string; outcome: 'not-started' | 'unknown' },
): z.output<Schema> {
  const parsed = schema.safeParse(parseJson(reply.text))
  if (parsed.success) return parsed.data
  // A web page most likely did not come from Amelia's API, and what is read here may be asked for again.
  throw notTheProtocol(reply, doing, isPage(reply) ? 'not-started' : outcome)
}

/** Messages as the gateway sends them: a list, a single one, or none. */
export const batchSchema = z.union([
  z.array(z.unknown()),
  z.null().transform(() => []),
  z.looseObject({}).transform((message) => [message]),
])
