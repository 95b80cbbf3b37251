import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { customerMessageSchema } from './customer-message'
import { startRequestSchema } from './request'

// Zod hands a schema that it cannot compile back as it is, without a word, and every start costs more again.
describe('What is read at every start and every message can', () => {
  it.each([
    ['the start request', startRequestSchema],
    ['a customer’s message', customerMessageSchema],
  ])('be compiled: %s', (_, schema: z.ZodType) => {
    expect(() => z.compile(schema, { strict: true })).not.toThrow()
  })

  it('be refused and mended as before', () => {
    const request = { resourceId: 'shop', customerDestination: 'web-1', customerIdentifier: 'whole 😀' }
    const parsed = startRequestSchema.safeParse({ ...request, attributes: { name: 'half \ud83d' } })
    expect(parsed.data).toMatchObject({ attributes: { name: 'half \ufffd' }, onLive: 'return' })
    const refused = [
      { attributes: { name: 'NUL \u0000' } },
      { attributes: { 'line\nbreak': 'one' } },
      { onLive: 'perhaps' },
      { language: '' },
      { customerDestination: '\u0007' },
      { customerIdentifier: 'half \ud83d' },
      { transcript: [{ author: { role: 'bot' }, text: '' }] },
      { phone: '+491701234567' },
      JSON.parse('{"__proto__": {}}'),
    ]
    const accepted = refused.filter((one) => startRequestSchema.safeParse({ ...request, ...one }).success)
    expect(accepted).toEqual([])
    expect(customerMessageSchema.safeParse({ text: 'a', choiceId: 'b' }).success).toBe(false)
  })
})
