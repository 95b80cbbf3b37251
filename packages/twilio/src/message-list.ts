import type { DeliverCommand, DeliveryTraces } from '@conversation-hub/core'
import { z } from 'zod'

const text = z.string().nullish().catch(undefined)

/** One message as Twilio's list tells it, as far as it matters here. */
const listedMessageSchema = z.looseObject({
  sid: z.string().min(1),
  body: text,
  direction: text,
  num_media: z.coerce.number().catch(0),
  date_created: text,
})

/** A row that is no message, or has no id to find it by, hides no other. */
export const messageListSchema = z.looseObject({
  messages: z
    .array(z.unknown())
    .transform((rows) => rows.flatMap((row) => listedMessageSchema.safeParse(row).data ?? [])),
  next_page_uri: z.string().nullish(),
})

type ListedMessage = z.output<typeof listedMessageSchema>

/** How far Twilio's clock and ours may be apart, in milliseconds. */
const CLOCKS_APART_MS = 10 * 60_000

/**
 * The message among those listed that a try must have made: sent by us, with this text and as many files, since
 * the first try, and not one that is already accounted for.
 */
export function findTraceOf(
  { message }: DeliverCommand,
  { since, knownIds }: DeliveryTraces,
  listed: ReadonlyArray<ListedMessage>,
): string | undefined {
  const found = listed.find(
    (one) =>
      !knownIds.has(one.sid) &&
      one.direction !== 'inbound' &&
      !isOlder(one, since) &&
      one.num_media === message.mediaUrls.length &&
      isText(one.body ?? '', message.text),
  )
  return found?.sid
}

/** Whether a message was made before anything of interest: the ones behind it were, too. */
export function isOlder({ date_created }: ListedMessage, since: Date): boolean {
  const created = date_created ? Date.parse(date_created) : Number.NaN
  return created < since.getTime() - CLOCKS_APART_MS
}

/** A trial account puts a sentence of its own and a dash in front. */
function isText(body: string, text: string): boolean {
  const [listed, meant] = [body.trim(), text.trim()]
  return listed === meant || listed.endsWith(` - ${meant}`)
}
