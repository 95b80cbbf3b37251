import { z } from '@hono/zod-openapi'

/**
 * The same schema, but checking with compiled code. Hono calls schemas asynchronously, and zod does not use its
 * compiled code then; but none of our schemas is asynchronous. A schema that cannot be compiled checks as before.
 */
export function compiled<Schema extends z.ZodType>(schema: Schema): Schema {
  const fast = z.compile(schema)
  schema.safeParseAsync = async (written) => fast.safeParse(written)
  return schema
}
