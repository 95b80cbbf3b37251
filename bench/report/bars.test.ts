import { describe, expect, it } from 'vitest'
import { readOptions } from '../options'
import { barsOf } from './bars'
import type { Results } from './results'

const rate = { perSecond: 10_000, cpu: 10, databaseCpu: 0, p50: 1, p99: 2 }
const idle = { seconds: 600, cpu: 0, databaseCpu: 0, growth: 0 }

/** What a machine without any fault would find. */
function resultsOf(subjects: ReadonlyArray<'hub' | 'bare-undici'>, soak: Results['soak']): Results {
  return {
    library: { core: 1, bare: 1 },
    starts: subjects.map((subject) => ({ subject, ...rate })),
    relay: subjects.map((subject) => ({
      subject,
      full: { subject, ...rate },
      alone: { p50: 1, p99: 1 },
      half: { p50: 1, p99: 1 },
    })),
    memory: subjects.map((subject) => ({ subject, open: 9_000, bytesPerConversation: 1, idle })),
    comingBack: { streams: 1, reopenedAfter: 1, taken: 1, takenOverAfter: 1, lost: 0 },
    soak,
  }
}

const both = ['hub', 'bare-undici'] as const
const soakOf = (minutes: number, stalled = 0) =>
  barsOf(resultsOf(both, { minutes, heapGrowth: 0, stalled })).at(-1)

describe('the bars', () => {
  it('are not reached by what was not measured', () => {
    expect(() => barsOf(resultsOf(['bare-undici'], undefined))).toThrow('"hub" was not measured')
    expect(barsOf(resultsOf(both, undefined)).at(-1)).toMatchObject({ verdict: 'not measured' })
  })

  it('are reached by a soak of half an hour, and not by a shorter one', () => {
    expect(soakOf(30)).toMatchObject({ verdict: 'good' })
    expect(soakOf(12)).toMatchObject({ verdict: 'not measured', reached: '0.00 MiB, 0 in 12 minutes' })
    expect(soakOf(12, 1)).toMatchObject({ verdict: 'missed' })
  })

  it('are missed where a message was lost on the way back', () => {
    const lossy = resultsOf(both, undefined)
    const bars = barsOf({ ...lossy, comingBack: { ...lossy.comingBack, lost: 1 } })
    expect(bars.find(({ name }) => name.startsWith('P8'))).toMatchObject({ verdict: 'missed' })
  })
})

describe('the options of a bench', () => {
  it('are the full size, without a soak', () => {
    expect(readOptions([])).toMatchObject({ name: 'full', size: { streams: 5_000 }, soakMinutes: undefined })
    expect(readOptions(['--quick', '--soak', '30'])).toMatchObject({ name: 'quick', soakMinutes: 30 })
  })

  it.each([
    ['--soak', 'abc'],
    ['--soak', '1'],
    ['--streams', '0'],
    ['--quik'],
    ['30'],
  ])('refuse %s %s', (...args) => {
    expect(() => readOptions(args)).toThrowError(expect.objectContaining({ name: 'WrongArguments' }))
  })
})
