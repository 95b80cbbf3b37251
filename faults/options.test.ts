import { describe, expect, it } from 'vitest'
import { readOptions } from './options'
import { scenarios } from './scenarios/list'

const read = (...args: string[]) => readOptions(args, scenarios, () => 7)
const rowsOf = (...args: string[]) => read(...args).chosen.map(({ id }) => id)

describe('the options of a run', () => {
  it('are all rows, with a new seed', () => {
    expect(read()).toMatchObject({ seed: 7, length: 'long', volume: { kills: 25, messages: 400 }, again: '' })
    expect(rowsOf()).toHaveLength(scenarios.length)
  })

  it('choose rows, in whatever letters', () => {
    expect(rowsOf('--only', 'k4, V2b', '--only', 'R0')).toEqual(['R0', 'K4', 'V2b'])
    expect(rowsOf('--mutant', 'lost')).toEqual(['R0'])
  })

  it('say what it takes to have the same again', () => {
    expect(read('--short', '--seed', '12', '--kills', '3').again).toBe(' --short --kills 3')
  })

  // Each of these would run nothing, or something else, and pass.
  it.each([
    ['--only', 'K99'],
    ['--only', 'K4,K99'],
    ['--only', ''],
    ['--kills', '0'],
    ['--kills', 'many'],
    ['--messages', '0'],
    ['--at-once', '0'],
    ['--at-once', 'all'],
    ['--seed', 'abc'],
    ['--seed', '1.5'],
    ['--mutant', 'tired'],
    ['--killls', '3'],
    ['K4'],
  ])('refuse %s %s', (...args) => {
    expect(() => read(...args)).toThrowError(expect.objectContaining({ name: 'WrongArguments' }))
  })
})
