import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest'
import type { Database } from '../src/database/database'
import { openDatabase } from '../src/database/open-database'
import { circumstancesForTests } from '../src/driving/circumstances-for-tests'
import { createFleet } from '../src/driving/fleet'
import { createPlatformAccounts } from '../src/driving/platform-accounts'
import { createJournal } from '../src/journal/journal'
import { adoptOrphans } from '../src/leases/adopt'
import { createCipher } from '../src/secrets/cipher'
import type { LogEntry } from '../src/settings/settings'
import { eventually } from './support/eventually'
import { createFakePlatform } from './support/fake-platform'
import { begin, openHub, SECRET_KEY } from './support/hub'
import { startPostgres, type TestPostgres } from './support/postgres'

/** Whose conversations are that were let go like the dead’s. */
const NOBODY = '00000000-0000-4000-8000-000000000000'

describe('an instance’s conversations', () => {
  let postgres: TestPostgres
  beforeAll(async () => {
    postgres = await startPostgres()
  })
  afterAll(() => postgres.stop())

  /** What an instance drives by, over a database in which conversations have been started and given back. */
  async function openFleet({
    conversations = 1,
    beforeRead = async (_text: string) => {},
    whenRead = async (_text: string) => {},
    lapses = circumstancesForTests.lapses,
    log = (_line: LogEntry) => {},
  } = {}) {
    const settings = { url: await postgres.createDatabase() }
    const platform = createFakePlatform()
    const before = await openHub(settings, platform)
    const ids = await Promise.all(Array.from({ length: conversations }, () => begin(before)))
    await eventually('the starts', () => ids.every((id) => platform.commandOf(id)))
    await before.close()

    const opened = await openDatabase(settings)
    onTestFinished(() => opened.close())
    const database: Database = {
      ...opened,
      async query(text, values) {
        await beforeRead(text)
        const rows = await opened.query(text, values)
        await whenRead(text)
        return rows
      },
    }
    const journal = createJournal(opened, {
      onCommit: ({ record }) => void fleet.wake(record.row.id),
      onDoubt: () => {},
      isAtHand: (id) => fleet.drives(id),
      concludes: () => false,
      now: () => new Date(),
      lapses,
    })
    const fleet = createFleet({
      instanceId: crypto.randomUUID(),
      database,
      journal,
      cipher: createCipher([SECRET_KEY]),
      platforms: new Map([['fake', platform.connector]]),
      accounts: createPlatformAccounts(),
      ...circumstancesForTests,
      lapses,
      log,
    })
    onTestFinished(() => fleet.stop(() => {}))
    const say = (id: string, text: string) => {
      const said = {
        commandId: crypto.randomUUID(),
        messageId: text,
        message: { type: 'text', text },
      } as const
      const command = { type: 'send', ...said } as const
      return journal.change(id, () => ({ commands: [{ platform: 'fake', command }], value: undefined }))
    }
    const ownerOf = async (id: string) =>
      (await opened.query('SELECT owner FROM conversations WHERE id = $1::uuid', [id]))[0]?.owner
    return { ids, platform, journal, fleet, say, ownerOf, database: opened, query: opened.query }
  }

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
    const opened = await openFleet({ whenRead: (text) => whenRead(text), lapses: () => lapses })
    const other = crypto.randomUUID()
    await opened.query(
      `INSERT INTO instances (id, lease_until) VALUES ('${other}', now() + interval '1 hour')`,
    )
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
    const opened = await openFleet({ whenRead: (text) => whenRead(text) })
    const other = crypto.randomUUID()
    await opened.query(
      `INSERT INTO instances (id, lease_until) VALUES ('${other}', now() + interval '1 hour')`,
    )
    await opened.query(`UPDATE conversations SET owner = '${other}'`)
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
    await vi.waitFor(async () => expect(await ownerOf(idle)).toBeNull())
    await vi.advanceTimersByTimeAsync(9_500)
    await stopped
    expect(await ownerOf(idle)).toBeNull()
    expect(await ownerOf(busy)).not.toBeNull()
  })

  it('are left to others for a while where this version cannot read them', async () => {
    const { ids, fleet, ownerOf, query } = await openFleet({ conversations: 3 })
    const [readable = '', unreadable = '', unheardOf = ''] = ids
    await query(`UPDATE conversations SET state = 'of later' WHERE id = $1::uuid`, [unreadable])
    await query(
      `INSERT INTO outbox (conversation_id, seq, platform, command, created_at, attempts)
       VALUES ($1::uuid, 9, 'fake', '{"type": "of later"}', now(), 0)`,
      [unheardOf],
    )
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
    const { ids, fleet, ownerOf, query } = await openFleet({
      log: (line) => void logged.push(line),
      // The second look has been begun when it is let go, and finds it.
      async beforeRead(text) {
        if (text.includes('WITH orphans') && ++looked === 2)
          await vi.waitFor(async () => expect(await ownerOf(id)).toBe(NOBODY), 10_000)
      },
    })
    const [id = ''] = ids
    await query(`UPDATE conversations SET managed_by = 'removed'`)
    await query(
      `INSERT INTO instances (id, lease_until) VALUES (gen_random_uuid(), now() + interval '1 hour')`,
    )
    vi.useFakeTimers({ toFake: ['performance'] })
    onTestFinished(() => void vi.useRealTimers())
    const left = () => logged.filter(({ event }) => event === 'conversation-left-to-others').length
    for (let looks = 0; looks < 2; looks += 1) {
      await fleet.adopt()
      if (looks === 0) await vi.waitFor(async () => expect(await ownerOf(id)).toBe(NOBODY), 10_000)
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
    await vi.waitFor(async () => expect(await ownerOf(id)).not.toBe(owner))
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
