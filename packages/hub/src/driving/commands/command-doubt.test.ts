import { describe, expect, it } from 'vitest'
import { commandDoubt } from './command-doubt'

const command = (seq: number, isInDoubt = false) => ({ seq, isInDoubt })

describe('doubt about commands', () => {
  it('concerns what was first when the last owner went, and nothing said later', () => {
    const doubt = commandDoubt('died', [{ seq: 4, attempts: 0 }])
    expect(doubt.about(command(4))).toBe(true)
    expect(doubt.about(command(5))).toBe(false)
  })

  it('concerns nothing where nothing was waiting, or nobody had the conversation before', () => {
    expect(commandDoubt('stopped', []).about(command(1))).toBe(false)
    expect(commandDoubt('none', [{ seq: 1, attempts: 0 }]).about(command(1))).toBe(false)
  })

  it('concerns what was given up before, and is replayed', () => {
    expect(commandDoubt('none', []).about(command(1, true))).toBe(true)
  })

  it('is raised by an unknown outcome, and settled by what came of that command in the end', () => {
    const doubt = commandDoubt('none', [])
    doubt.raise({ seq: 7 }, false)
    expect(doubt.about(command(7))).toBe(true)
    expect(doubt.recordsCountFrom()).toBe(0)
    doubt.settle({ seq: 3 })
    expect(doubt.about(command(7))).toBe(true)
    doubt.settle({ seq: 7 })
    expect(doubt.about(command(7))).toBe(false)
  })

  it('knows that a call that was given up just now may still arrive', () => {
    const doubt = commandDoubt('none', [])
    doubt.raise({ seq: 7 }, true)
    expect(doubt.recordsCountFrom()).toBeGreaterThan(performance.now() + 1_000)
  })

  it('gives a call time to arrive that the last owner gave up before it stopped, and waits for no other', () => {
    const fromNow = (attempts: number) =>
      commandDoubt('stopped', [{ seq: 4, attempts }]).recordsCountFrom() - performance.now()
    expect(fromNow(1)).toBeGreaterThan(1_000)
    expect(fromNow(0)).toBeLessThan(0)
  })
})
