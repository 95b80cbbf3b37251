import { z } from 'zod'

const attributeName = z.string().min(1).max(255)

export const routingAttributesSchema = z.strictObject({
  customerIdentifier: z.union([attributeName, z.literal(false)]).default('customerIdentifier'),
  customerDestination: z.union([attributeName, z.literal(false)]).default(false),
  names: z.record(attributeName, attributeName).default({
    firstName: '_firstName',
    lastName: '_lastName',
    email: '_email',
    subject: '_subject',
  }),
  fixed: z.record(attributeName, z.string()).default({}),
})

export const transcriptSchema = z.union([
  z.strictObject({
    as: z.literal('routing-attribute'),
    name: attributeName.default('transcript'),
    maxCharacters: z.number().int().positive().default(4_000),
  }),
  z.strictObject({
    as: z.literal('first-message'),
    maxCharacters: z.number().int().positive().default(8_000),
  }),
])

export type RoutingAttributeSettings = z.output<typeof routingAttributesSchema>
export type TranscriptSettings = z.output<typeof transcriptSchema>

/** How a start request becomes routing attributes, as it is written. */
export interface WrittenRoutingAttributes {
  /** The attribute that carries the customer identifier; `false`: not sent. Default: `customerIdentifier`. */
  readonly customerIdentifier?: string | false | undefined
  /** The attribute that carries the customer destination. Default: not sent. */
  readonly customerDestination?: string | false | undefined
  /**
   * What an attribute of the start request is called at Salesforce. Default: `firstName`, `lastName`, `email`
   * and `subject` become the reserved pre-chat keys `_firstName`, `_lastName`, `_email` and `_subject`; every
   * other attribute keeps its name.
   */
  readonly names?: Readonly<Record<string, string>> | undefined
  /** Attributes that every start carries. Default: none. */
  readonly fixed?: Readonly<Record<string, string>> | undefined
}

/** How Salesforce is told what was said before, as it is written. */
export type WrittenTranscript = TranscriptInAttribute | TranscriptInMessage

interface TranscriptInAttribute {
  /** As a routing attribute, which a flow can read. */
  readonly as: 'routing-attribute'
  /** Default: `transcript`. */
  readonly name?: string | undefined
  /** Longer transcripts lose their beginning. Default: 4000. */
  readonly maxCharacters?: number | undefined
}

interface TranscriptInMessage {
  /** As the first message, in the customer's name. */
  readonly as: 'first-message'
  /** Longer transcripts lose their beginning. Default: 8000. */
  readonly maxCharacters?: number | undefined
}
