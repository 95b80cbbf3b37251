import { z } from 'zod'

const variables = z.array(z.looseObject({ name: z.string(), type: z.string() }))

export const beginRequestSchema = z.object({
  externalSessionKey: z.uuid(),
  instanceConfig: z.object({ endpoint: z.url() }),
  streamingCapabilities: z.object({ chunkTypes: z.array(z.string()) }).optional(),
  /** Has to be true with client credentials: there is no user whose agent it could be. */
  bypassUser: z.literal(true),
  variables: variables.optional(),
})

export const messageRequestSchema = z.object({
  message: z.object({ sequenceId: z.number().positive(), type: z.literal('Text'), text: z.string().min(1) }),
  variables: variables.optional(),
})

export const feedbackRequestSchema = z.object({
  feedbackId: z.string().min(1),
  feedback: z.enum(['GOOD', 'BAD']),
  text: z.string().optional(),
})
