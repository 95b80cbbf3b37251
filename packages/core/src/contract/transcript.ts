import { z } from 'zod'
import { authorSchema } from './author'
import { messageEventSchema } from './events'
import { textSchema } from './text'

/** One line of what was said before this conversation, handed to a platform that starts or takes over. */
export const spokenLineSchema = z.strictObject({
  author: authorSchema.strict(),
  text: textSchema,
  at: z.iso.datetime().optional(),
})

export const transcriptSchema = z.object({
  conversationId: z.string(),
  messages: z.array(messageEventSchema),
})

export type SpokenLine = z.infer<typeof spokenLineSchema>
export type Transcript = z.infer<typeof transcriptSchema>
