import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import {
  conversationEventSchema,
  conversationSchema,
  customerMessageSchema,
  startRequestSchema,
  startResultSchema,
  transcriptSchema,
} from '../src'

/**
 * The schema files that the package ships. `input` is what somebody writes, `output` what it is with every
 * default filled in. What the hub answers is described by `input`, too: there it leaves further fields open,
 * because fields may be added, and a reader passes by what it does not know.
 */
const files: ReadonlyArray<[name: string, schema: z.ZodType, io: 'input' | 'output']> = [
  ['start-request', startRequestSchema, 'input'],
  ['start-request-resolved', startRequestSchema, 'output'],
  ['customer-message', customerMessageSchema, 'input'],
  ['start-result', startResultSchema, 'input'],
  ['conversation', conversationSchema, 'input'],
  ['conversation-event', conversationEventSchema, 'input'],
  ['transcript', transcriptSchema, 'input'],
]

// `npx vitest run packages/core/tests/schema-files.test.ts -u` writes the files anew.
describe('the schema files', () => {
  it.each(files)('%s is up to date', async (name, schema, io) => {
    const text = `${JSON.stringify(z.toJSONSchema(schema, { io }), null, 2)}\n`
    await expect(text).toMatchFileSnapshot(`../schema/${name}.json`)
  })
})
