import { expect, it } from 'vitest'
import { waitedInVain } from './waited-in-vain'

const readyAt = new Date('2026-01-01T00:00:00Z')
const minutes = (count: number) => count * 60_000
const after = (count: number) => new Date(readyAt.getTime() + minutes(count))
const waits = (outOfOrderMs: number) => ({ waitMs: 1_000, outOfOrderMs })

it.each([
  ['a message that was tried half an hour ago', 1, 30, 0, true],
  ['one that was tried lately', 1, 29, minutes(60), false],
  ['one that was never tried, at a carrier that is down for as long', 0, 30, minutes(30), true],
  ['one that was never tried, at a carrier that has gone down only now', 0, 300, minutes(1), false],
  ['one that waits for its turn, for hours', 0, 300, 0, false],
  ['one that was written late in an outage', 0, 5, minutes(60), false],
])('%s', (_, attempts, age, outOfOrderMs, isGivenUp) => {
  expect(waitedInVain({ attempts, readyAt }, waits(outOfOrderMs), after(age))).toBe(isGivenUp)
})
