import { z } from 'zod'

const attributeName = z.string().min(1).max(255)

export const routingAttributesSchema = z.strictObject({
  /** The attribute that carries the customer identifier; `false`: not sent. Default: `customerIdentifier`. */
  customerIdentifier: z.union([attributeName, z.literal(false)]).default('customerIdentifier'),
  /** The attribute that carries the customer destination. Default: not sent. */
  customerDestination: z.union([attributeName, z.literal(false)]).default(false),
  /**
   * What an attribute of the start request is called at Salesforce. Default: `firstName`, `lastName`, `email`
   * and `subject` become the reserved pre-chat keys `_firstName`, `_lastName`, `_email` and `_subject`; every
   * other attribute keeps its name.
   */
  names: z.record(attributeName, attributeName).default({
    firstName: '_firstName',
    lastName: '_lastName',
    email: '_email',
    subject: '_subject',
  }),
  /** Attributes that every start carries. */
  fixed: z.record(attributeName, z.string()).default({}),
})

export const transcriptSchema = z.union([
  z.strictObject({
    as: z.literal('routing-attribute'),
    /** Default: `transcript`. */
    name: attributeName.default('transcript'),
    /** Longer transcripts lose their beginning. Default: 4000. */
    maxCharacters: z.number().int().positive().default(4_000),
  }),
  z.strictObject({
    as: z.literal('first-message'),
    /** Longer transcripts lose their beginning. Default: 8000. */
    maxCharacters: z.number().int().positive().default(8_000),
  }),
])

export type RoutingAttributeSettings = z.output<typeof routingAttributesSchema>
export type TranscriptSettings = z.output<typeof transcriptSchema>
