import { z } from 'zod'
import { idSchema, keepableTextSchema } from './text'
import { spokenLineSchema } from './transcript'

/** What happens when this resource and destination already have a live conversation. */
const onLiveSchema = z.enum(['return', 'replace', 'reject'])

/** String values by name; sent to the platform. */
export const attributesSchema = z.record(idSchema, keepableTextSchema.max(4_000))

/**
 * The one action: Start Conversation. Compiled, because every start is checked by it, and this takes a third of the
 * time.
 */
export const startRequestSchema = z.compile(
  z.strictObject({
    /** A channel resource that belongs to a hub. */
    resourceId: idSchema,
    /** Web chat: a live session id. SMS: a phone number. */
    customerDestination: idSchema,
    /** The app's own key for the person. Kept on the conversation, searchable, sent to the platform. */
    customerIdentifier: idSchema.optional(),
    /** `false`: the conversation exists, and no platform hears of it until it is moved to one. */
    createInThirdPartySystems: z.boolean().default(true),
    /** A repeat with the same key gives the same conversation, on any instance. */
    idempotencyKey: idSchema.optional(),
    attributes: attributesSchema.optional(),
    /** BCP 47, for example `en-US`. */
    language: z
      .string()
      .regex(/^[A-Za-z]{2,3}([-_][A-Za-z0-9]{2,8})*$/, 'must be a language tag such as "en-US"')
      .optional(),
    /** What was said before, oldest first. */
    transcript: z.array(spokenLineSchema).max(1_000).optional(),
    onLive: onLiveSchema.default('return'),
  }),
)

/** A start as an app asks for it: whatever has a default may be left out. */
export type StartRequest = z.input<typeof startRequestSchema>
/** A start after validation: every default is filled in. */
export type ResolvedStartRequest = z.output<typeof startRequestSchema>
/**
 * What a start does when its resource and destination already have a live conversation: `return` gives that one back,
 * `replace` closes it first, `reject` throws `conversation-live`.
 */
export type OnLive = z.infer<typeof onLiveSchema>
