import { z } from 'zod'
import { idSchema, keepableTextSchema } from './text'
import { type SpokenLine, spokenLineSchema } from './transcript'

/** What happens when this resource and destination already have a live conversation. */
const onLiveSchema = z.enum(['return', 'replace', 'reject'])

/** String values by name; sent to the platform. */
export const attributesSchema = z.record(idSchema, keepableTextSchema.max(4_000))

/**
 * The one action: Start Conversation. Compiled, because every start is checked by it, and this takes a third of the
 * time. What the fields are is said of `StartRequest`, where an editor shows it.
 */
export const startRequestSchema = z.compile(
  z.strictObject({
    resourceId: idSchema,
    customerDestination: idSchema,
    customerIdentifier: idSchema.optional(),
    createInThirdPartySystems: z.boolean().default(true),
    idempotencyKey: idSchema.optional(),
    attributes: attributesSchema.optional(),
    language: z
      .string()
      .regex(/^[A-Za-z]{2,3}([-_][A-Za-z0-9]{2,8})*$/, 'must be a language tag such as "en-US"')
      .optional(),
    transcript: z.array(spokenLineSchema).max(1_000).optional(),
    onLive: onLiveSchema.default('return'),
  }),
)

/** A start as an app asks for it: whatever has a default may be left out. */
export interface StartRequest {
  /** A channel resource that belongs to a hub. */
  readonly resourceId: string
  /** Web chat: a live session id. SMS: a phone number. */
  readonly customerDestination: string
  /** The app's own key for the person. Kept on the conversation, searchable, sent to the platform. Default: none. */
  readonly customerIdentifier?: string | undefined
  /** `false`: the conversation exists, and no platform hears of it until it is moved to one. Default: `true`. */
  readonly createInThirdPartySystems?: boolean | undefined
  /** A repeat with the same key gives the same conversation, on any instance. Default: every start is its own. */
  readonly idempotencyKey?: string | undefined
  /** Sent to the platform. Default: none. */
  readonly attributes?: Readonly<Record<string, string>> | undefined
  /** BCP 47, for example `en-US`. Default: the platform decides. */
  readonly language?: string | undefined
  /** What was said before, oldest first; handed to the platform as far as it takes it. Default: nothing. */
  readonly transcript?: ReadonlyArray<SpokenLine> | undefined
  /** What happens if this resource and destination have a live conversation already. Default: `return`. */
  readonly onLive?: OnLive | undefined
}

/** A start after validation: every default is filled in. */
export type ResolvedStartRequest = z.output<typeof startRequestSchema>
/**
 * What a start does when its resource and destination already have a live conversation: `return` gives that one back,
 * `replace` closes it first, `reject` throws `conversation-live`.
 */
export type OnLive = z.infer<typeof onLiveSchema>
