import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Database } from '../src/database/database'
import { openDatabase } from '../src/database/open-database'
import { loadRecords } from '../src/journal/load-records'
import { adoptOrphans, giveBack, letGo } from '../src/leases/adopt'
import { databases, type TestDatabase } from './support/databases'
import { insertConversation } from './support/insert-conversation'

/** The owner of the conversations that the tests insert. */
const OWNER = '00000000-0000-4000-8000-000000000002'

const all = { fromTheDead: true, left: [] }

describe.each(databases)('conversations that nobody drives on the $kind database', ({ open }) => {
  let test: TestDatabase
  let database: Database
  beforeAll(async () => {
    test = await open()
    database = await openDatabase(test.settings)
  })
  afterAll(async () => {
    await database.close()
    await test.remove()
  })
  const lease = (until: string) =>
    database.query(
      `INSERT INTO instances (id, lease_until) VALUES ($1::uuid, now() + $2::interval)
       ON CONFLICT (id) DO UPDATE SET lease_until = excluded.lease_until`,
      [OWNER, until],
    )

  it('are taken over when their owner’s lease has run out, by others only: its own calls are under way', async () => {
    const id = await insertConversation(database)
    await lease('5 seconds')
    const other = crypto.randomUUID()
    expect(await adoptOrphans(database, other, all)).toEqual(new Map())
    await lease('-1 second')
    expect(await adoptOrphans(database, OWNER, all)).toEqual(new Map())
    expect(await adoptOrphans(database, other, all)).toEqual(new Map([[id, 'died']]))
  })

  it('are left to their owner while nobody knows whether it died', async () => {
    const id = await insertConversation(database)
    await lease('-1 second')
    const other = crypto.randomUUID()
    expect(await adoptOrphans(database, other, { fromTheDead: false, left: [] })).toEqual(new Map())
    await giveBack(database, OWNER, [id])
    expect((await adoptOrphans(database, other, { fromTheDead: false, left: [] })).get(id)).toBe('stopped')
  })

  it('are known to have been given back', async () => {
    const id = await insertConversation(database)
    await giveBack(database, OWNER, [id])
    const adopted = await adoptOrphans(database, OWNER, all)
    expect(adopted.get(id)).toBe('stopped')
  })

  it('are let go as they were found, and not taken over again by whoever leaves them to others', async () => {
    const [idle, busy] = [await insertConversation(database), await insertConversation(database)]
    await letGo(
      database,
      OWNER,
      new Map([
        [idle, 'stopped'],
        [busy, 'died'],
      ]),
    )
    const left = [idle, busy]
    expect(await adoptOrphans(database, OWNER, { fromTheDead: true, left })).toEqual(new Map())
    const adopted = await adoptOrphans(database, crypto.randomUUID(), all)
    expect(left.map((id) => adopted.get(id))).toEqual(['stopped', 'died'])
  })

  it('have a new version with every owner that comes or goes: by that, what was decided before is refused', async () => {
    const id = await insertConversation(database)
    const now = async () => (await loadRecords(database, [id])).get(id)?.row
    const [other, third] = [crypto.randomUUID(), crypto.randomUUID()]
    const steps: [() => Promise<unknown>, owner: string | undefined, fence: number][] = [
      [() => giveBack(database, OWNER, [id]), undefined, 1],
      [() => adoptOrphans(database, other, all), other, 2],
      [() => letGo(database, OWNER, new Map([[id, 'stopped']])), other, 2],
      [() => letGo(database, other, new Map([[id, 'stopped']])), undefined, 2],
      [() => adoptOrphans(database, other, all), other, 3],
      [() => giveBack(database, third, { allBut: [] }), other, 3],
      [() => giveBack(database, other, { allBut: [id] }), other, 3],
      [() => giveBack(database, other, { allBut: [] }), undefined, 3],
    ]
    for (const [step, owner, fence] of steps) {
      const before = await now()
      await step()
      const version = (before?.version ?? 0) + (owner === before?.owner ? 0 : 1)
      expect(await now()).toMatchObject({ owner, fence, version })
    }
  })
})
