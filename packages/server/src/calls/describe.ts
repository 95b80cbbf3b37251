import { type ErrorCode, errorCodes } from '@conversation-hub/core'
import type { z } from '@hono/zod-openapi'
import { compiled } from '../http/compiled'
import { problemSchema } from '../problems/problem'

/** A name for a schema in /openapi.json. */
export function named<Schema extends z.ZodType>(schema: Schema, name: string): Schema {
  // Core's schemas may have been made before zod learned `openapi`; a clone has it.
  return schema.clone().openapi(name)
}

export function jsonBody<Schema extends z.ZodType>(schema: Schema) {
  return { required: true, content: { 'application/json': { schema: compiled(schema) } } } as const
}

export function jsonAnswer<Schema extends z.ZodType>(schema: Schema, description: string) {
  return { description, content: { 'application/json': { schema } } } as const
}

interface ProblemAnswer {
  readonly description: string
  readonly content: { readonly 'application/problem+json': { readonly schema: typeof problemSchema } }
}

/** The errors that a call may answer with, by status; what every call may answer is added. */
export function problems(...codes: ReadonlyArray<ErrorCode>): Record<string, ProblemAnswer> {
  const answers: Record<string, ProblemAnswer> = {}
  for (const code of [...codes, 'internal' as const, 'database-unavailable' as const]) {
    const { status, meaning } = errorCodes[code]
    const before = answers[status]?.description
    answers[status] = {
      description: `${before ? `${before} ` : ''}\`${code}\`: ${meaning}`,
      content: { 'application/problem+json': { schema: problemSchema } },
    }
  }
  return answers
}

/** Who may make a call, as OpenAPI says it. */
export const byApp = [{ apiKey: [] }]
export const byAppOrSession = [{ apiKey: [] }, { sessionToken: [] }]
