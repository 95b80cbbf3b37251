import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest'
import type { Database } from '../database/database'
import { holdInstanceLease } from './instance-lease'

/** An instance's lease in a database that can be away, with so many other instances in it. */
async function hold(kind: Database['kind'] = 'server') {
  const table = { isAway: false, peers: 0, answer: async () => {}, asked: [] as string[] }
  const database: Database = {
    kind,
    async query(text) {
      table.asked.push(text)
      if (table.isAway) throw new Error('away')
      await table.answer()
      return [{ peers: table.peers, lapsed: false, now: new Date() }]
    },
    queryPrepared: async () => [],
    transaction: () => Promise.reject(new Error('nothing here is written')),
    close: async () => {},
  }
  const lapses: number[] = []
  const lease = await holdInstanceLease(database, 'this one', () => lapses.push(performance.now()))
  return { table, lease, lapses, after: (seconds: number) => vi.advanceTimersByTimeAsync(seconds * 1_000) }
}

/** The whole process is stopped for longer than its lease: no timer fires meanwhile. */
function sleepThroughIt(): void {
  const now = vi.spyOn(performance, 'now').mockReturnValue(performance.now() + 9_000)
  onTestFinished(() => now.mockRestore())
}

/** An instance that is not alone, and what tells whoever speaks to the outside that it slept. */
async function holdBesideAnother() {
  const held = await hold()
  held.table.peers = 1
  await held.after(2)
  return { ...held, awake: held.lease.awake() }
}

describe('the lease of an instance', () => {
  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => void vi.useRealTimers())

  it('is renewed, and runs out while the database is away', async () => {
    const { table, lease, lapses, after } = await hold()
    await after(60)
    expect(lease.held()).toBe(true)
    const before = lease.lapses()
    table.isAway = true
    await after(7)
    expect(lease.held()).toBe(false)
    table.isAway = false
    await after(2)
    expect(lease.held()).toBe(true)
    expect(lapses).toHaveLength(1)
    expect(lease.lapses()).toBe(before + 1)
  })

  it('has nothing looked at again after a pause where nobody else can have taken over: in an embedded database', async () => {
    const { table, lease, lapses, after } = await hold('embedded')
    const before = lease.lapses()
    table.isAway = true
    await after(7)
    expect(lease.held()).toBe(false)
    table.isAway = false
    await after(2)
    expect([lease.held(), lease.lapses(), lapses]).toEqual([true, before, []])
  })

  it('is held from its newest renewal on, whichever is answered last', async () => {
    const { table, lease, after } = await hold()
    const answers: (() => void)[] = []
    table.answer = () => new Promise((resolve) => answers.push(resolve))
    await after(7)
    expect(lease.held()).toBe(false)
    for (const answer of answers.reverse()) answer()
    await after(0)
    expect(lease.held()).toBe(true)
    await after(4)
    expect(lease.held()).toBe(true)
  })

  it('is held from when it was asked for, however late that is answered: others count from then', async () => {
    const { table, lease, after } = await hold()
    let answer = () => {}
    table.answer = () => new Promise((resolve) => (answer = resolve))
    await after(2)
    table.answer = () => new Promise(() => {})
    await after(3)
    answer()
    await after(2)
    expect(lease.held()).toBe(true)
    await after(2)
    expect(lease.held()).toBe(false)
  })

  it('knows the time also where the database has hung, and says late what it was then', async () => {
    const { table, lease, after } = await hold()
    let answer = () => {}
    table.answer = () => new Promise((resolve) => (answer = resolve))
    await after(2)
    table.answer = () => new Promise(() => {})
    await after(3)
    answer()
    await after(0)
    expect(lease.now()).toEqual(new Date())
  })

  it('is not renewed any more once it was given back', async () => {
    const { table, lease, after } = await hold()
    let answer = () => {}
    table.answer = () => new Promise((resolve) => (answer = resolve))
    await after(2)
    table.answer = async () => {}
    const stopped = lease.stop()
    await after(10)
    expect(table.asked.at(-1)).toContain('INSERT INTO instances')
    answer()
    await stopped
    expect(table.asked.at(-1)).toContain('DELETE FROM instances')
  })

  it('tells who speaks to the outside that this process slept through it, where others may have taken over', async () => {
    const { lease, after, awake } = await holdBesideAnother()
    sleepThroughIt()
    await after(2)
    expect(awake.aborted).toBe(true)
    expect(lease.awake().aborted).toBe(false)
  })

  it('cuts nothing off when only the database was away, or nobody else was there', async () => {
    const { table, after, awake } = await holdBesideAnother()
    table.isAway = true
    await after(20)
    table.isAway = false
    table.peers = 0
    await after(12)
    sleepThroughIt()
    await after(2)
    expect(awake.aborted).toBe(false)
  })

  it('declares nobody dead until the others have had time to come back, too', async () => {
    const { table, lease, after } = await hold()
    await after(10)
    expect(lease.tellsOfDeath()).toBe(true)
    table.isAway = true
    await after(7)
    table.isAway = false
    await after(2)
    expect(lease.tellsOfDeath()).toBe(false)
    await after(6)
    expect(lease.tellsOfDeath()).toBe(true)
  })

  it('counts as alone only when nobody else has been there for a while', async () => {
    const { table, lease, after } = await hold()
    expect(lease.isAlone()).toBe(false)
    await after(12)
    expect(lease.isAlone()).toBe(true)
    table.peers = 1
    await after(2)
    table.peers = 0
    await after(4)
    expect(lease.isAlone()).toBe(false)
    await after(10)
    expect(lease.isAlone()).toBe(true)
  })
})
