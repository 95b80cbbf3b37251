import { z } from 'zod'

/** A message before it has a session: what is said, by whom, of which type. */
export const draft = z.object({
  /** The canonical name, as in ameliaMessageType and on STOMP. */
  type: z.string(),
  text: z.string().nullable(),
  source: z.enum(['Amelia', 'User', 'Agent']),
  displayName: z.string(),
  inputEnabled: z.boolean(),
  /** Internal messages, delivered only where debug messages were asked for. */
  debug: z.boolean(),
  secure: z.boolean(),
  offTheRecord: z.boolean().default(false),
  /** The message of the customer that this one answers. */
  answers: z.string().nullable(),
  /** The session it was said in, for an echo. */
  saidIn: z.string().nullable(),
  /** Fields of this type alone. */
  fields: z.record(z.string(), z.unknown()),
  /** Fields of this type alone that the platform encodes as JSON, once or twice, or not. */
  json: z.record(z.string(), z.unknown()),
})

export type Draft = z.infer<typeof draft>

/** A message in a session's queue. */
export const delivery = draft.extend({
  messageId: z.string(),
  sequence: z.number(),
  /** Milliseconds since 1970. */
  at: z.number(),
})

export type Delivery = z.infer<typeof delivery>
