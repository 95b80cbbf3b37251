import { z } from 'zod'

/** A name in Amelia; `false` leaves the value out. */
const nameSchema = z.union([z.string().min(1), z.literal(false)], { error: 'must be a name, or false' })

/**
 * Amelia has no standard names for who the customer is: each domain's flows have their own (Amelia help,
 * gateways). These are the names under which the flows of this domain look.
 */
export const startingContextSchema = z.strictObject({
  placedIn: z.enum(['attributes', 'variables', 'both']).default('both'),
  names: z
    .strictObject({
      customerIdentifier: nameSchema.default('customerIdentifier'),
      customerDestination: nameSchema.default('customerDestination'),
      channel: nameSchema.default('channel'),
      conversationId: nameSchema.default('conversationId'),
      language: nameSchema.default('language'),
      transcript: nameSchema.default('transcript'),
    })
    .prefault({}),
  rename: z.record(z.string(), z.string().min(1)).default({}),
})

/** The names as they are written: defaults may be left out. */
export interface WrittenStartingContext {
  /**
   * `attributes`: custom conversation attributes, readable for the whole conversation. `variables`: variables of
   * the greeting process only. Default `both`.
   */
  readonly placedIn?: 'attributes' | 'variables' | 'both' | undefined
  /** Amelia's names for what a start says; `false` leaves it out. Default: the same words. */
  readonly names?: WrittenNames | undefined
  /** Amelia's name by the name of a start's attribute. Default: attributes keep their names. */
  readonly rename?: Readonly<Record<string, string>> | undefined
}

interface WrittenNames {
  /** The app's own key for the person. */
  readonly customerIdentifier?: string | false | undefined
  /** The web chat session id or the phone number. */
  readonly customerDestination?: string | false | undefined
  /** `web-chat` or `sms`. */
  readonly channel?: string | false | undefined
  /** The hub's id of the conversation. */
  readonly conversationId?: string | false | undefined
  /** The start's language, or else the one in the settings. */
  readonly language?: string | false | undefined
  /** What was said before, one line each; at most 4,000 characters. */
  readonly transcript?: string | false | undefined
}

export type StartingContext = z.output<typeof startingContextSchema>
