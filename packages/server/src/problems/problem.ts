import { type ConversationError, type ErrorCode, errorCodes } from '@conversation-hub/core'
import { z } from '@hono/zod-openapi'

const codes = Object.keys(errorCodes).filter((code): code is ErrorCode => code in errorCodes)

/** An error as RFC 9457 `application/problem+json`. */
export const problemSchema = z
  .object({
    type: z.url().describe('The documentation of the code.'),
    title: z.string().describe('What the code means.'),
    status: z.int(),
    detail: z.string().describe('What happened this time, and what to do.'),
    code: z.enum(codes),
    problems: z
      .array(z.object({ at: z.string(), problem: z.string() }))
      .optional()
      .describe('Everything that is wrong with the request, not only the first thing.'),
    retryAfterMs: z.number().optional().openapi({
      description: 'Wait this long, in milliseconds; also in the Retry-After header, in seconds.',
    }),
  })
  .openapi('Problem')

export type Problem = z.infer<typeof problemSchema>

const DOCUMENTATION = 'https://github.com/conversation-hub/conversation-hub/blob/main/docs/errors.md'

export function problemOf(error: ConversationError): Problem {
  const { code, status, message, problems, retryAfterMs } = error
  return {
    type: `${DOCUMENTATION}#${code}`,
    title: errorCodes[code].meaning,
    status,
    detail: message,
    code,
    ...(problems.length > 0 && { problems: [...problems] }),
    ...(retryAfterMs !== undefined && { retryAfterMs }),
  }
}
