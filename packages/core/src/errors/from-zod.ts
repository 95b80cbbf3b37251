import type { z } from 'zod'
import { ConversationError, type Problem } from './conversation-error'

/** Every problem that zod found, by its path (below `within`), in plain words. The value itself is never shown. */
export function problemsOf(error: z.ZodError, ...within: ReadonlyArray<string>): Problem[] {
  return error.issues.map((issue) => ({
    at: [...within, ...issue.path].join('.') || 'request',
    problem: inPlainWords(issue),
  }))
}

/** A message that a schema gives stays as it is. Zod's own sentences are for programmers, and are put in plain words. */
function inPlainWords(issue: z.core.$ZodIssue): string {
  const { message } = issue
  if (issue.code === 'unrecognized_keys') {
    return `has an entry that does not belong there: ${issue.keys.join(', ')}`
  }
  if (issue.code === 'invalid_value' && message.startsWith('Invalid option')) {
    return `must be one of ${issue.values.join(', ')}`
  }
  if (message.startsWith('Invalid') && message.endsWith('received undefined')) return 'is missing'
  if (issue.code === 'invalid_format' && message.startsWith('Invalid'))
    return FORMATS[issue.format] ?? message
  return message
    .replace(/^Too (?:small|big): expected \w+ to (be|have) /, 'must $1 ')
    .replace(/^Invalid input: expected (\w+), received (\w+)$/, 'must be of type $1, not $2')
    .replace('of type record', 'of type object')
}

/** By zod's names. */
const FORMATS: Readonly<Record<string, string>> = {
  url: 'must be an address such as https://chat.example.com',
  datetime: 'must be a time such as 2026-11-27T09:30:00Z',
}

/** Parses what somebody wrote. Throws `invalid-request`, which lists every problem at once; `what` names it there. */
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
