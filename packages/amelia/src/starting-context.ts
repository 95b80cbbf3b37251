import { z } from 'zod'

/** A name in Amelia; `false` leaves the value out. */
const nameSchema = z.union([z.string().min(1), z.literal(false)], { error: 'must be a name, or false' })

/**
 * Amelia has no standard names for who the customer is: each domain's flows have their own (Amelia help,
 * gateways). These are the names under which the flows of this domain look.
 */
export const startingContextSchema = z.strictObject({
  /**
   * `attributes`: custom conversation attributes, readable for the whole conversation. `variables`: variables of
   * the greeting process only. Default `both`.
   */
  placedIn: z.enum(['attributes', 'variables', 'both']).default('both'),
  names: z
    .strictObject({
      customerIdentifier: nameSchema.default('customerIdentifier'),
      /** The web chat session id or the phone number. */
      customerDestination: nameSchema.default('customerDestination'),
      /** `web-chat` or `sms`. */
      channel: nameSchema.default('channel'),
      conversationId: nameSchema.default('conversationId'),
      language: nameSchema.default('language'),
      /** What was said before, one line each; at most 4,000 characters. */
      transcript: nameSchema.default('transcript'),
    })
    .prefault({}),
  /** Amelia's name by the name of a start's attribute. Default: attributes keep their names. */
  rename: z.record(z.string(), z.string().min(1)).default({}),
})

/** The names as they are written: defaults may be left out. */
export type WrittenStartingContext = z.input<typeof startingContextSchema>
export type StartingContext = z.output<typeof startingContextSchema>
