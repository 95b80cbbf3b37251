import { z } from 'zod'

const authorRoleSchema = z.enum(['customer', 'bot', 'agent', 'system'])

/** Who wrote a message or is typing. `name` is what the customer is shown, where the platform tells one. */
export const authorSchema = z.object({
  role: authorRoleSchema,
  name: z.string().optional(),
})

export type AuthorRole = z.infer<typeof authorRoleSchema>
export type Author = z.infer<typeof authorSchema>
