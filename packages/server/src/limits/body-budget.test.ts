import { expect, it } from 'vitest'
import { createBodyBudget } from './body-budget'

it('gives one sender a part of what there is, and takes back what was held', () => {
  const budget = createBodyBudget(100, 1 / 4)
  const [one, two, other] = [budget.open('a'), budget.open('a'), budget.open('b')]
  one.hold(15)
  two.hold(10)
  expect(() => two.hold(1)).toThrow(
    expect.objectContaining({
      code: 'rate-limited',
      retryAfterMs: 1_000,
      message: expect.stringContaining('from this address'),
    }),
  )
  other.hold(25)
  one.close()
  two.hold(15)
  expect(() => two.hold(1)).toThrow()
  const nobody = budget.open(undefined)
  nobody.hold(50)
  expect(() => nobody.hold(1)).toThrow('This server is taking in as much as it can hold.')
  two.close()
  nobody.hold(25)
})
