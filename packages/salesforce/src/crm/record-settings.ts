import { z } from 'zod'
import { fieldName } from './field-name'

/** What is known of a conversation when it has ended. */
const knownSchema = z.enum(['transcript', 'reason', 'customerIdentifier', 'conversationId'], {
  error: 'must be "transcript", "reason", "customerIdentifier" or "conversationId"',
})

export const recordAtEndSchema = z.strictObject({
  /** The object of the record. Default: `Case`. */
  object: fieldName.default('Case'),
  /**
   * A text field of the object, marked as External ID and as unique, for the conversation id. By it a repeat
   * finds the record of the first try instead of writing a second one.
   */
  externalIdField: fieldName,
  /** What each field gets. Default: `{Description: 'transcript'}`. */
  fields: z.record(fieldName, knownSchema).default({ Description: 'transcript' }),
  /** Values that every record carries. Default: `{Subject: 'Conversation'}`. */
  fixed: z
    .record(fieldName, z.union([z.string(), z.number(), z.boolean()]))
    .default({ Subject: 'Conversation' }),
  /** The field that gets the id of the customer found by `contact`; `false`: none. Default: `ContactId`. */
  contactField: z.union([fieldName, z.literal(false)]).default('ContactId'),
  /** A longer transcript loses its beginning. Default: 32000, the size of a Case's description. */
  maxCharacters: z.number().int().positive().default(32_000),
})

export type RecordAtEnd = z.output<typeof recordAtEndSchema>
