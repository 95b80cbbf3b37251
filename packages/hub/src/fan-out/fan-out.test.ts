import { expect, it, onTestFinished, vi } from 'vitest'
import type { Database } from '../database/database'
import { DatabaseError } from '../database/database-error'
import { createFanOut } from './fan-out'

const closed = () => Promise.reject(new DatabaseError('unavailable', 'connection'))
const closedDatabase: Database = {
  kind: 'server',
  query: closed,
  queryPrepared: closed,
  transaction: closed,
  close: async () => {},
}

it('a listener that comes in the moment of the stop is told of it, and asks no closed database for ever', async () => {
  vi.useFakeTimers()
  onTestFinished(() => void vi.useRealTimers())
  const fanOut = createFanOut(closedDatabase)
  const ends: string[] = []
  const listener = { onEvent: () => true, onEnd: (why: string) => void ends.push(why) }
  fanOut.listen('a', 0, listener)
  fanOut.stop()
  // Its conversation was still being read when everybody else was told.
  fanOut.listen('b', 0, listener)
  await vi.advanceTimersByTimeAsync(2_000)
  expect([ends, fanOut.count(), vi.getTimerCount()]).toEqual([['stopping', 'stopping'], 0, 0])
})
