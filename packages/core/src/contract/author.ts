import { z } from 'zod'

const authorRoleSchema = z.enum(['customer', 'bot', 'agent', 'system'])

/** Who wrote a message or is typing. `name` is what the customer is shown, where the platform tells one. */
export const authorSchema = z.object({
  role: authorRoleSchema,
  name: z.string().optional(),
})

/** Who is speaking: the customer, a bot or a person (`agent`) at the platform, or the app itself (`system`). */
export type AuthorRole = z.infer<typeof authorRoleSchema>
/** Who wrote a message or is typing. `name` is what the customer is shown, where the platform tells one. */
export type Author = z.infer<typeof authorSchema>
