import { z } from 'zod'

const authorRoleSchema = z.enum(['customer', 'bot', 'agent', 'system'])

/** Who wrote a message or is typing. `name` is what the customer is shown, where the platform tells one. */
export const authorSchema = z.object({
  role: authorRoleSchema,
  name: z.string().optional(),
})

/** Whose words they are: the customer’s, a bot’s or a person’s at the platform, or the app’s own (`system`). */
export type AuthorRole = z.infer<typeof authorRoleSchema>
/** Who wrote a message or is typing. `name` is what the customer is shown, where the platform tells one. */
export type Author = z.infer<typeof authorSchema>
