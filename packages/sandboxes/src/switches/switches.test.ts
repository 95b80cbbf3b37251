import { expect, it } from 'vitest'
import { z } from 'zod'
import { createSwitches } from './switches'

const schema = z.strictObject({
  greeting: z.enum(['early', 'late']).default('early').describe('When.'),
  pings: z.int().default(5).describe('How many.'),
})

it('starts from the defaults, takes what is written over them, and keeps the rest when set', () => {
  const switches = createSwitches(schema, { pings: 7 })
  expect(switches.current).toEqual({ greeting: 'early', pings: 7 })
  switches.set({ greeting: 'late' })
  expect(switches.current).toEqual({ greeting: 'late', pings: 7 })
})

it('changes nothing when one of several values is not allowed', () => {
  const switches = createSwitches(schema)
  expect(() => switches.set({ greeting: 'late', pings: 0.5 })).toThrow()
  expect(switches.current.greeting).toBe('early')
})

it('describes itself', () => {
  expect(createSwitches(schema, { pings: 7 }).describe()[1]).toMatchObject({
    name: 'pings',
    description: 'How many.',
    default: 5,
    value: 7,
    allowed: { type: 'integer' },
  })
})
