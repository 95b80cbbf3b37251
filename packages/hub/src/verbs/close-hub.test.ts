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

it('a part that throws keeps no other from being stopped, and is told at the end', async () => {
  const stopped: string[] = []
  const stop = (name: string) => async () => void stopped.push(name)
  const fails = (name: string) => async () => {
    stopped.push(name)
    throw new Error('a defect')
  }
  const closing = closeHub({
    accountStreams: { stop: stop('account streams') },
    house: { stop: stop('house') },
    fleet: { stop: fails('fleet') },
    carrying: { stop: stop('carrying') },
    wakeUps: { tell() {}, stop: fails('wake-ups') },
    lease: { stop: stop('lease') },
    fanOut: { stop: () => void stopped.push('fan-out') },
    database: { close: stop('database') },
  })
  await expect(closing).rejects.toMatchObject({ code: 'internal' })
  const parts = ['account streams', 'house', 'fleet', 'carrying', 'wake-ups', 'lease', 'fan-out', 'database']
  expect(stopped).toEqual(parts)
})
