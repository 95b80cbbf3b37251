import { expect, it, onTestFinished, vi } from 'vitest'
import type { Database, Row } from '../database/database'
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

it('what is not kept is shown to whoever is where the customer is, not to a page that was left', async () => {
  const fanOut = createFanOut({
    ...closedDatabase,
    queryPrepared: async (name) => (name === 'read-situation' ? [{ ended: false, destination: 'here' }] : []),
  })
  const heard: string[] = []
  const listenAs = (name: string, destination?: string) => {
    const listener = {
      onEvent: ({ json }: { json: string }) => heard.push(`${name}: ${json}`) > 0,
      onEnd: () => {},
    }
    fanOut.listen('a', 0, listener, destination)
  }
  listenAs('page', 'here')
  listenAs('app')
  await new Promise((resolve) => setImmediate(resolve))
  fanOut.pass('a', { type: 'typing', json: 'one' }, 'here')
  fanOut.pass('a', { type: 'partial', json: 'two' }, 'there')
  fanOut.pass('a', { type: 'typing', json: 'three' }, undefined)
  fanOut.stop()
  expect(heard).toEqual(['page: one', 'app: one', 'app: two', 'page: three', 'app: three'])
})

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

it('what is written while a listener reads is read, too, without another word', async () => {
  const reads: ((rows: Row[]) => void)[] = []
  const fanOut = createFanOut({
    ...closedDatabase,
    queryPrepared: (name) =>
      name === 'read-events'
        ? new Promise((resolve) => reads.push(resolve))
        : Promise.resolve([{ destination: 'somewhere', ended: false }]),
  })
  const seen: (number | undefined)[] = []
  fanOut.listen('c', 0, { onEvent: ({ seq }) => seen.push(seq) > 0, onEnd: () => {} })
  fanOut.changedElsewhere('c')
  reads[0]?.([])
  await vi.waitFor(() => expect(reads).toHaveLength(2), 10_000)
  reads[1]?.([{ seq: 1, type: 'queue', at: new Date(), body: '{"type":"queue"}' }])
  await vi.waitFor(() => expect(seen).toEqual([1]), 10_000)
})

it('a listener that could not be served is served when the database answers, although nothing more is said', async () => {
  vi.useFakeTimers()
  onTestFinished(() => void vi.useRealTimers())
  const seen: (number | undefined)[] = []
  let isAway = true
  const fanOut = createFanOut({
    ...closedDatabase,
    async queryPrepared(name) {
      if (isAway) return closed()
      const rows =
        seen.length === 0 ? [{ seq: 1, type: 'queue', at: new Date(), body: '{"type":"queue"}' }] : []
      return name === 'read-events' ? rows : [{ destination: 'somewhere', ended: false }]
    },
  })
  fanOut.listen('c', 0, { onEvent: ({ seq }) => seen.push(seq) > 0, onEnd: () => {} })
  await vi.advanceTimersByTimeAsync(0)
  isAway = false
  await vi.advanceTimersByTimeAsync(1_000)
  expect(seen).toEqual([1])
})
