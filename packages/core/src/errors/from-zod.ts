import type { z } from 'zod'
import { ConversationError, type Problem } from './conversation-error'

/** Every problem that zod found, by path. zod's own messages name types and limits, never the value. */
export function problemsOf(error: z.ZodError): Problem[] {
  return error.issues.map((issue) => ({
    at: issue.path.length === 0 ? 'request' : issue.path.join('.'),
    problem: issue.message,
  }))
}

/** Parses what somebody wrote; throws `invalid-request` that lists every problem at once. */
export function parseRequest<Schema extends z.ZodType>(
  schema: Schema,
  value: unknown,
  what: string,
): z.output<Schema> {
  const parsed = schema.safeParse(value)
  if (parsed.success) return parsed.data
  const problems = problemsOf(parsed.error)
  const list = problems.map(({ at, problem }) => `${at}: ${problem}`).join('; ')
  throw new ConversationError('invalid-request', `${what} is not valid: ${list}.`, { problems })
}
