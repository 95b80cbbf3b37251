import { z } from 'zod'

/** Milliseconds since 1970; what is no number, or the 0 of a field that is not filled in, counts as absent. */
const instant = z
  .union([z.number(), z.string().min(1)])
  .transform(Number)
  .pipe(z.number().positive())
  .optional()
  .catch(undefined)
const text = z.string().nullish().catch(undefined)

/**
 * One entry of a Salesforce conversation. Enhanced Chat (event stream and entries list) and Bring Your Own
 * Channel (platform events) carry the same shape; only what is used is read, everything else passes by.
 *
 * `entryPayload` is an object in one place and a string that holds JSON in another; both are taken.
 */
export const entrySchema = z.object({
  identifier: z.string().min(1),
  entryType: text,
  senderDisplayName: text,
  sender: z.object({ role: text, subject: text }).nullish().catch(undefined),
  entryPayload: z.union([z.record(z.string(), z.unknown()), z.string().transform(parseObject)]).catch({}),
  relatedRecords: z.array(z.string()).nullish().catch(undefined),
  transcriptedTimestamp: instant,
  clientTimestamp: instant,
})

export type Entry = z.output<typeof entrySchema>

function parseObject(json: string): Record<string, unknown> {
  try {
    const parsed: unknown = JSON.parse(json)
    return typeof parsed === 'object' && parsed !== null ? { ...parsed } : {}
  } catch {
    return {}
  }
}

/** Salesforce's time of an entry, ISO 8601, where it tells one. */
export function timeOf({ transcriptedTimestamp, clientTimestamp }: Entry): string | undefined {
  const time = new Date(transcriptedTimestamp ?? clientTimestamp ?? Number.NaN)
  return Number.isNaN(time.getTime()) ? undefined : time.toISOString()
}
