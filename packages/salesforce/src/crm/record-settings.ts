import { z } from 'zod'
import { fieldName } from './field-name'

/** What is known of a conversation when it has ended. */
const knownSchema = z.enum(['transcript', 'reason', 'customerIdentifier', 'conversationId'], {
  error: 'must be "transcript", "reason", "customerIdentifier" or "conversationId"',
})

export const recordAtEndSchema = z.strictObject({
  object: fieldName.default('Case'),
  externalIdField: fieldName,
  fields: z.record(fieldName, knownSchema).default({ Description: 'transcript' }),
  fixed: z
    .record(fieldName, z.union([z.string(), z.number(), z.boolean()]))
    .default({ Subject: 'Conversation' }),
  contactField: z.union([fieldName, z.literal(false)]).default('ContactId'),
  maxCharacters: z.number().int().positive().default(32_000),
})

export type RecordAtEnd = z.output<typeof recordAtEndSchema>

type Known = 'transcript' | 'reason' | 'customerIdentifier' | 'conversationId'

/** A record to write when a conversation has ended, as it is written. */
export interface WrittenRecordAtEnd {
  /** The object of the record. Default: `Case`. */
  readonly object?: string | undefined
  /**
   * A text field of the object, marked as External ID and as unique, for the conversation id. By it a repeat
   * finds the record of the first try instead of writing a second one.
   */
  readonly externalIdField: string
  /** What each field gets. Default: `{Description: 'transcript'}`. */
  readonly fields?: Readonly<Record<string, Known>> | undefined
  /** Values that every record carries. Default: `{Subject: 'Conversation'}`. */
  readonly fixed?: Readonly<Record<string, string | number | boolean>> | undefined
  /** The field that gets the id of the customer found by `contact`; `false`: none. Default: `ContactId`. */
  readonly contactField?: string | false | undefined
  /** A longer transcript loses its beginning. Default: 32000, the size of a Case's description. */
  readonly maxCharacters?: number | undefined
}
