import type { Context } from 'hono'
import type { ZodType } from 'zod'
import { Refusal } from './refusal'

/** The JSON body of a call; an absent body counts as `{}` where a call needs none. What is no JSON is 400: the reference has no 415. */
export async function readCommand<Command>(context: Context, schema: ZodType<Command>): Promise<Command> {
  const parsed = schema.safeParse(await readJson(context))
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  throw new Refusal(
    400,
    `Invalid request: ${issue?.path.join('.') || 'body'}: ${issue?.message ?? 'not accepted'}`,
  )
}

async function readJson(context: Context): Promise<unknown> {
  const text = await context.req.text()
  if (text === '') return {}
  if (!context.req.header('content-type')?.includes('json')) {
    throw new Refusal(400, 'The body must be application/json')
  }
  try {
    return JSON.parse(text)
  } catch {
    throw new Refusal(400, 'The body is not JSON')
  }
}
