import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Database, Row } from '../database/database'
import { createWakeUps } from './wake-ups'

const POLL_MS = 2_000

/** Wake-ups over a table of versions, with peers and whatever is watched. */
async function open(options: { peers: boolean; watched?: () => [string, number | undefined][] }) {
  let notify = (_: string) => {}
  const passed: string[] = []
  const versions = new Map<string, number>()
  const heard: string[][] = []
  const notified: number[] = []
  const table = { versions, isAway: false, asked: 0 }
  const database: Database = {
    kind: 'server',
    async query(statement, [ids, payload] = []): Promise<Row[]> {
      if (statement.includes('pg_notify')) {
        notified.push(Buffer.byteLength(String(payload)))
        return []
      }
      table.asked += 1
      if (table.isAway) throw new Error('away')
      const wanted = Array.isArray(ids) ? ids.map(String) : []
      return wanted.flatMap((id) => (versions.has(id) ? [{ id, version: versions.get(id) }] : []))
    },
    queryPrepared: async () => [],
    transaction: () => Promise.reject(new Error('nothing here is written')),
    listen: async (_channel, onPayload) => {
      notify = onPayload
    },
    close: async () => {},
  }
  const wakeUps = await createWakeUps({
    database,
    instanceId: 'this one',
    isAlone: () => !options.peers,
    hear({ changed = [], passing }) {
      heard.push(changed)
      if (passing) passed.push(passing.type)
    },
    watched: options.watched ?? (() => []),
  })
  const tell = (payload: object) => notify(JSON.stringify({ from: 'another', ...payload }))
  return { wakeUps, table, heard, passed, notified, tell, poll: () => vi.advanceTimersByTimeAsync(POLL_MS) }
}

describe('wake-ups', () => {
  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => void vi.useRealTimers())

  it('look twice at what is in doubt, as soon as the database answers: a commit may come late', async () => {
    const { wakeUps, table, heard, poll } = await open({ peers: false })
    table.versions.set('a', 1)
    table.isAway = true
    wakeUps.doubt(['a', 'never written'])
    await poll()
    await poll()
    expect(heard).toEqual([])
    table.isAway = false
    await poll()
    await poll()
    expect(heard).toEqual([['a'], ['a']])
    const { asked } = table
    await poll()
    expect([heard.length, table.asked]).toEqual([2, asked])
  })

  it('tell of a record at hand that is older than the table until it is not, without a notification', async () => {
    let atHand = 1
    const { table, heard, poll } = await open({ peers: true, watched: () => [['a', atHand]] })
    table.versions.set('a', 1)
    await poll()
    expect(heard).toEqual([])
    table.versions.set('a', 2)
    await poll()
    await poll()
    expect(heard).toEqual([['a'], ['a']])
    atHand = 2
    await poll()
    expect(heard).toHaveLength(2)
  })

  it('compare with the last look where no record is at hand: a listener alone is told of each change once', async () => {
    const { table, heard, poll } = await open({ peers: true, watched: () => [['a', undefined]] })
    table.versions.set('a', 1)
    await poll()
    await poll()
    expect(heard).toEqual([['a']])
    table.versions.set('a', 2)
    await poll()
    await poll()
    expect(heard).toEqual([['a'], ['a']])
  })

  it('pass by what a newer version says and this one does not know', async () => {
    const { heard, passed, tell } = await open({ peers: true })
    const passing = { id: 'a', json: '{}' }
    tell({ passing: { ...passing, type: 'typing' } })
    tell({ passing: { ...passing, type: 'a new one' }, changed: ['a'], other: true })
    expect([heard, passed]).toEqual([[[], ['a']], ['typing']])
  })

  it('do not ask Postgres to carry more than a notification holds', async () => {
    const { wakeUps, notified } = await open({ peers: true })
    const partial = (text: string) => ({ passing: { id: 'a', type: 'partial' as const, json: text } })
    const most = 7_999
    wakeUps.tell(partial(''))
    const [empty = 0] = notified
    wakeUps.tell(partial('x'.repeat(most - empty)))
    wakeUps.tell(partial('é'.repeat((most - empty) / 2 + 1)))
    expect(notified).toEqual([empty, most])
  })

  it('ask for nothing where there is nobody else and no doubt', async () => {
    const { table, poll } = await open({ peers: false, watched: () => [['a', 1]] })
    await poll()
    expect(table.asked).toBe(0)
  })
})
