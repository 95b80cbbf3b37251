import { expect, it, onTestFinished, vi } from 'vitest'
import { closeHub } from './close-hub'

it('closing is over within ten seconds, whatever hangs, and the rest is begun all the same', async () => {
  vi.useFakeTimers()
  onTestFinished(() => void vi.useRealTimers())
  const begun: string[] = []
  const hangs = (name: string) => () => {
    begun.push(name)
    return new Promise<never>(() => {})
  }
  const closing = closeHub({
    accountStreams: { stop: hangs('account streams') },
    house: { stop: hangs('house') },
    fleet: { stop: hangs('fleet') },
    carrying: { stop: hangs('carrying') },
    wakeUps: { tell() {}, stop: hangs('wake-ups') },
    lease: { stop: hangs('lease') },
    fanOut: { stop: () => void begun.push('fan-out') },
    database: {
      async close() {
        begun.push('database')
      },
    },
  })
  await vi.advanceTimersByTimeAsync(10_000)
  await closing
  const parts = ['account streams', 'house', 'fleet', 'carrying', 'wake-ups', 'lease', 'fan-out', 'database']
  expect(begun).toEqual(parts)
})
