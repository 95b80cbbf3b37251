import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest'
import { adoptOrphans } from '../src/leases/adopt'
import type { LogEntry } from '../src/settings/settings'
import { eventually } from './support/eventually'
import { type FleetOptions, openFleetOn } from './support/open-fleet'
import { startPostgres, type TestPostgres } from './support/postgres'

/** Whose conversations are that were let go like the dead’s. */
const NOBODY = '00000000-0000-4000-8000-000000000000'

const anotherInstance = (id: string) =>
  `INSERT INTO instances (id, lease_until) VALUES ('${id}', now() + interval '1 hour')`

describe('an instance’s conversations', () => {
  let postgres: TestPostgres
  beforeAll(async () => {
    postgres = await startPostgres()
  })
  afterAll(() => postgres.stop())

  const openFleet = (given: FleetOptions = {}) => openFleetOn(postgres, given)

  it('are given back at a stop also where the database does not answer who else is without an owner', async () => {
    let whenRead = async (_text: string) => {}
    const { fleet } = await openFleet({ whenRead: (text) => whenRead(text) })
    await fleet.adopt()
    expect(fleet.count()).toBe(1)
    let answer = () => {}
    const held = new Promise<void>((resolve) => {
      answer = resolve
    })
    whenRead = (text) => (text.includes('WITH orphans') ? held : Promise.resolve())
    onTestFinished(() => answer())
    void fleet.adopt()
    const stopping = fleet.stop(() => {})
    await eventually('it to be given back', () => fleet.count() === 0)
    answer()
    await stopping
  })

  it('are driven by what was written while they were being taken over, too', async () => {
    let whenRead = async (_text: string) => {}
    const opened = await openFleet({ whenRead: (text) => whenRead(text) })
    const [id = ''] = opened.ids
    let isSaid = false
    whenRead = async (text) => {
      if (isSaid || !text.includes('SELECT * FROM conversations')) return
      isSaid = true
      await opened.say(id, 'said meanwhile')
    }
    await opened.fleet.adopt()
    expect(isSaid).toBe(true)
    await eventually('the message', () => opened.platform.textsOf(id).includes('said meanwhile'))
  })

  it('are not driven by what was read before others may have taken them over', async () => {
    let lapses = 0
    let whenRead = async (_text: string) => {}
    const other = crypto.randomUUID()
    const opened = await openFleet({
      prepare: async (query) => void (await query(anotherInstance(other))),
      whenRead: (text) => whenRead(text),
      lapses: () => lapses,
    })
    whenRead = async (text) => {
      if (!text.includes('SELECT * FROM conversations')) return
      // The answer comes late.
      lapses += 1
      await opened.query(`UPDATE conversations SET owner = '${other}', version = version + 1`)
    }
    await opened.fleet.adopt()
    expect(lapses).toBe(1)
    expect(opened.fleet.count()).toBe(0)
  })

  it('are found where they are given back while the last look is under way', async () => {
    let whenRead = async (_text: string) => {}
    const other = crypto.randomUUID()
    const opened = await openFleet({
      async prepare(query) {
        await query(anotherInstance(other))
        await query(`UPDATE conversations SET owner = '${other}'`)
      },
      whenRead: (text) => whenRead(text),
    })
    whenRead = async (text) => {
      if (!text.includes('WITH orphans')) return
      whenRead = async () => {}
      await opened.query('UPDATE conversations SET owner = NULL')
      void opened.fleet.adopt()
    }
    await opened.fleet.adopt()
    expect([...opened.fleet.ids()]).toEqual(opened.ids)
  })

  it('are given back at a stop, but for those whose call had to be cut off: it may still arrive', async () => {
    const { ids, platform, fleet, say, ownerOf } = await openFleet({ conversations: 2 })
    const [idle = '', busy = ''] = ids
    await fleet.adopt()
    platform.before = () => new Promise(() => {})
    await say(busy, 'never answered')
    await eventually('the call', () => platform.calls.some((call) => call.startsWith('send')))
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'], shouldAdvanceTime: true })
    onTestFinished(() => void vi.useRealTimers())
    const stopped = fleet.stop(() => {})
    await eventually('it to be given back', async () => (await ownerOf(idle)) === null)
    await vi.advanceTimersByTimeAsync(9_500)
    await stopped
    expect(await ownerOf(idle)).toBeNull()
    expect(await ownerOf(busy)).not.toBeNull()
  })

  it('are given back at a stop only when what was asked for is written, although nobody waits for it', async () => {
    const { ids, fleet, journal } = await openFleet()
    const [id = ''] = ids
    await fleet.adopt()
    await journal.get(id)
    // By this clock, what nobody waits for would be written a moment later. It stands still.
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    onTestFinished(() => void vi.useRealTimers())
    let isWritten = false
    void journal
      .change(id, () => ({ row: {}, value: undefined }), 'patient')
      .then(() => {
        isWritten = true
      })
    await fleet.stop(() => {})
    expect(isWritten).toBe(true)
  })

  it('are left to others for a while where this version cannot read them', async () => {
    const { ids, fleet, ownerOf, query } = await openFleet({
      conversations: 3,
      async prepare(query, [, unreadable = '', unheardOf = '']) {
        await query(`UPDATE conversations SET state = 'of later' WHERE id = $1::uuid`, [unreadable])
        await query(
          `INSERT INTO outbox (conversation_id, seq, platform, command, created_at, attempts)
           VALUES ($1::uuid, 9, 'fake', '{"type": "of later"}', now(), 0)`,
          [unheardOf],
        )
      },
    })
    const [readable = '', unreadable = '', unheardOf = ''] = ids
    vi.useFakeTimers({ toFake: ['performance'] })
    onTestFinished(() => void vi.useRealTimers())
    await fleet.adopt()
    expect([...fleet.ids()]).toEqual([readable])
    for (const id of [unreadable, unheardOf]) expect(await ownerOf(id)).toBeNull()
    await query(`UPDATE conversations SET state = 'starting' WHERE id = $1::uuid`, [unreadable])
    await fleet.adopt()
    expect(await ownerOf(unreadable)).toBeNull()
    vi.advanceTimersByTime(60_000)
    await fleet.adopt()
    expect(fleet.drives(unreadable)).toBe(true)
  })

  it('are left to others once, where nobody knows their platform any more', async () => {
    const logged: LogEntry[] = []
    let looked = 0
    const { ids, fleet, ownerOf } = await openFleet({
      async prepare(query) {
        await query(`UPDATE conversations SET managed_by = 'removed'`)
        await query(anotherInstance(crypto.randomUUID()))
      },
      log: (line) => void logged.push(line),
      // The second look has been begun when it is let go, and finds it.
      async beforeRead(text) {
        if (text.includes('WITH orphans') && ++looked === 2) await isLetGo()
      },
    })
    const [id = ''] = ids
    const isLetGo = () => eventually('it to be let go', async () => (await ownerOf(id)) === NOBODY)
    vi.useFakeTimers({ toFake: ['performance'] })
    onTestFinished(() => void vi.useRealTimers())
    const left = () => logged.filter(({ event }) => event === 'conversation-left-to-others').length
    for (let looks = 0; looks < 2; looks += 1) {
      await fleet.adopt()
      if (looks === 0) await isLetGo()
      vi.advanceTimersByTime(60_000)
    }
    expect(fleet.drives(id)).toBe(true)
    await fleet.stop(() => {})
    expect(left()).toBe(1)
    expect(await ownerOf(id)).toBeNull()
  })

  it('are let go where a newer version has written to them meanwhile, like the dead’s: a call may be on its way', async () => {
    const { ids, fleet, journal, ownerOf, database, query } = await openFleet()
    const [id = ''] = ids
    await fleet.adopt()
    const owner = await ownerOf(id)
    await query(`UPDATE conversations SET state = 'of later', version = version + 1`)
    journal.forget(id)
    fleet.wake(id)
    await eventually('it to be let go', async () => (await ownerOf(id)) !== owner)
    expect(fleet.drives(id)).toBe(false)
    const adopted = await adoptOrphans(database, crypto.randomUUID(), {
      fromTheDead: true,
      left: [],
    })
    expect(adopted.get(id)).toBe('died')
  })

  it('are not driven by one that has stopped', async () => {
    const { ids, journal, fleet } = await openFleet()
    const [id = ''] = ids
    const record = await journal.get(id)
    await fleet.stop(() => {})
    fleet.launch(record)
    expect(fleet.count()).toBe(0)
  })
})
