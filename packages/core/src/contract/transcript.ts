import { z } from 'zod'
import { authorSchema } from './author'
import { messageEventSchema } from './events'
import { textSchema } from './text'

/** One line of what was said before, handed to a platform that starts or takes over. */
export const spokenLineSchema = z.strictObject({
  author: authorSchema.strict(),
  text: textSchema,
  at: z.iso.datetime().optional(),
})

/** Everything that was said in a conversation, oldest first. */
export const transcriptSchema = z.object({
  conversationId: z.string(),
  messages: z.array(messageEventSchema),
})

/** One line of what was said before. `at` is ISO 8601. */
export type SpokenLine = z.infer<typeof spokenLineSchema>
/** Everything that was said in a conversation, oldest first. */
export type Transcript = z.infer<typeof transcriptSchema>
