import { ConversationError } from '@conversation-hub/core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { KEYS_AT_HAND } from '../src/conversations/seen-keys'
import type { Database } from '../src/database/database'
import { DatabaseError } from '../src/database/database-error'
import { openDatabase } from '../src/database/open-database'
import type { Changes } from '../src/journal/changes'
import { createJournal, type Journal } from '../src/journal/journal'
import { leaseForTests } from '../src/leases/lease-for-tests'
import { databases, type TestDatabase } from './support/databases'
import { insertConversation } from './support/insert-conversation'
import { said } from './support/said'
import { type Watch, watched } from './support/watched'

describe.each(databases)('the journal on the $kind database', ({ open }) => {
  let test: TestDatabase
  let database: Database
  let watch: Watch
  let doubted: string[] = []
  beforeAll(async () => {
    test = await open()
    watch = watched(await openDatabase(test.settings))
    database = watch.database
  })
  afterAll(async () => {
    await database.close()
    await test.remove()
  })
  const open1 = (): Journal =>
    createJournal(database, {
      ...leaseForTests,
      onCommit: () => {},
      onDoubt: (ids) => doubted.push(...ids),
      isAtHand: () => true,
      concludes: () => false,
    })
  const eventsOf = async (id: string) => {
    const all = 'SELECT seq, body FROM events WHERE conversation_id = $1::uuid ORDER BY seq'
    const rows = await database.query(all, [id])
    return rows.map(({ seq, body }) => [Number(seq), JSON.parse(String(body)).messageId])
  }

  it('writes a patient change with the next one that is in a hurry, before it; otherwise by itself', async () => {
    const journal = open1()
    const id = await insertConversation(database)
    await journal.get(id)
    const patient = journal.change(id, () => ({ ...said('mark'), value: 1 }), 'patient')
    await new Promise((resolve) => setImmediate(resolve))
    watch.statements = 0
    await journal.change(id, () => ({ ...said('answer'), value: 2 }))
    expect(await patient).toBe(1)
    expect(watch.statements).toBe(1)
    await journal.change(id, () => ({ ...said('alone'), value: 3 }), 'patient')
    expect(await eventsOf(id)).toEqual([
      [1, 'mark'],
      [2, 'answer'],
      [3, 'alone'],
    ])
  })

  it('writes what comes together in one statement', async () => {
    const journal = open1()
    const ids = await Promise.all(Array.from({ length: 30 }, () => insertConversation(database)))
    await Promise.all(ids.map((id) => journal.get(id)))
    watch.statements = 0
    await Promise.all(
      ids.flatMap((id) =>
        ['a', 'b'].map((text) => journal.change(id, () => ({ ...said(text), value: text }))),
      ),
    )
    expect(watch.statements).toBe(1)
    for (const id of ids) {
      expect(await eventsOf(id)).toEqual([
        [1, 'a'],
        [2, 'b'],
      ])
    }
  })

  it('numbers what two writers write without a gap, whoever is first', async () => {
    const id = await insertConversation(database)
    const journals = [open1(), open1()]
    await Promise.all(
      journals.flatMap((journal, writer) =>
        Array.from({ length: 20 }, (_, n) =>
          journal.change(id, () => ({ ...said(`${writer}-${n}`), value: n })),
        ),
      ),
    )
    const events = await eventsOf(id)
    expect(events.map(([seq]) => seq)).toEqual(Array.from({ length: 40 }, (_, n) => n + 1))
    for (const writer of [0, 1]) {
      const own = events.map(([, text]) => String(text)).filter((text) => text.startsWith(`${writer}-`))
      expect(own).toEqual(Array.from({ length: 20 }, (_, n) => `${writer}-${n}`))
    }
  })

  it('writes a key once, whichever writer brings it', async () => {
    const id = await insertConversation(database)
    await Promise.all(
      [open1(), open1()].map((journal) => journal.change(id, () => ({ ...said('x', 'key'), value: 0 }))),
    )
    expect(await eventsOf(id)).toEqual([[1, 'x']])
  })

  it('writes a key once, however much came since', async () => {
    const [id, neighbour] = [await insertConversation(database), await insertConversation(database)]
    const texts = Array.from({ length: KEYS_AT_HAND + 10 }, (_, index) => `text ${index}`)
    const events = texts.flatMap((text) => said(text, `key of ${text}`).events ?? [])
    const [writer, reader] = [open1(), open1()]
    await writer.change(id, () => ({ events, value: 0 }))
    for (const journal of [writer, reader]) {
      expect((await journal.get(id)).seen.has('key of text 0')).toBe(false)
      await Promise.all([
        journal.change(id, () => ({ ...said('text 0', 'key of text 0'), value: 0 })),
        journal.change(neighbour, () => ({ ...said('beside it'), value: 0 })),
      ])
    }
    expect((await eventsOf(id)).map(([, text]) => text)).toEqual(texts)
    expect((await eventsOf(neighbour)).map(([, text]) => text)).toEqual(['beside it', 'beside it'])
  })

  it('leaves no trace of a refused change, and does not hold up its neighbours', async () => {
    const journal = open1()
    const id = await insertConversation(database)
    const refuse = () => {
      throw new ConversationError('conversation-ended', 'no')
    }
    const results = await Promise.allSettled([
      journal.change(id, () => ({ ...said('before'), value: 0 })),
      journal.change(id, refuse),
      journal.change(id, () => ({ ...said('after'), value: 0 })),
      journal.change(crypto.randomUUID(), () => ({ ...said('nowhere'), value: 0 })),
    ])
    expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled', 'rejected'])
    expect(results[3]).toMatchObject({ reason: { code: 'conversation-not-found' } })
    expect((await eventsOf(id)).map(([, text]) => text)).toEqual(['before', 'after'])
  })

  it('lets only the guilty conversation fail when rows collide', async () => {
    const journal = open1()
    const [taken, guilty, innocent] = await Promise.all([1, 2, 3].map(() => insertConversation(database)))
    const { destination } = (await journal.get(taken ?? '')).row
    const results = await Promise.allSettled([
      journal.change(guilty ?? '', () => ({ row: { destination }, value: 0 })),
      journal.change(innocent ?? '', () => ({ ...said('fine'), value: 0 })),
    ])
    expect(results).toMatchObject([
      { status: 'rejected', reason: { failure: 'collision' } },
      { status: 'fulfilled' },
    ])
    expect(await eventsOf(innocent ?? '')).toEqual([[1, 'fine']])
  })

  it.each([
    ['the database refuses what is written', { cursor: '\u0000' }, 'with-bot'],
    ['a row makes no sense to this version', {}, 'of a newer version'],
  ])('lets only the guilty conversation fail when %s', async (_, row, state) => {
    const journal = open1()
    const [guilty, innocent] = [await insertConversation(database), await insertConversation(database)]
    await database.query('UPDATE conversations SET state = $2 WHERE id = $1::uuid', [guilty, state])
    const results = await Promise.allSettled([
      journal.change(guilty, () => ({ row, value: 0 })),
      journal.change(innocent, () => ({ ...said('fine'), value: 0 })),
    ])
    expect(results).toMatchObject([
      { status: 'rejected', reason: { code: 'internal' } },
      { status: 'fulfilled' },
    ])
    expect(await eventsOf(innocent)).toEqual([[1, 'fine']])
  })

  it('tells everybody when the database is away, and knows nothing of it afterwards', async () => {
    const journal = open1()
    const id = await insertConversation(database)
    await journal.get(id)
    watch.failure = new DatabaseError('unavailable', 'test')
    doubted = []
    const results = await Promise.allSettled(
      ['a', 'b'].map((text) => journal.change(id, () => ({ ...said(text, text), value: 0 }))),
    )
    watch.failure = undefined
    const refused = { status: 'rejected', reason: { code: 'database-unavailable' } }
    expect(results).toMatchObject([refused, refused])
    expect(new Set(doubted)).toEqual(new Set([id]))
    await journal.change(id, () => ({ ...said('a', 'a'), value: 0 }))
    expect(await eventsOf(id)).toEqual([[1, 'a']])
  })

  it('reads a row and its commands as they were at one moment', async () => {
    const [reader, writer] = [open1(), open1()]
    const id = await insertConversation(database)
    watch.beforeCommands = () =>
      writer.change(id, () => ({
        commands: [{ platform: 'p', command: { type: 'end', commandId: id, reason: 'operator' } }],
        row: { session: 'of the start' },
        value: 0,
      }))
    const { row, outbox } = await reader.get(id)
    expect([row.session, outbox.length]).toEqual(['of the start', 1])
  })

  it('settles commands in the table that were written in the same moment', async () => {
    const journal = open1()
    const id = await insertConversation(database)
    const command = { type: 'end', commandId: id, reason: 'operator' } as const
    const order = () => journal.change(id, () => ({ commands: [{ platform: 'p', command }], value: 0 }))
    const givenUp = { attempts: 1, nextTryAt: undefined, deadAt: new Date(), errorCode: 'platform-refused' }
    const settled = (how: (waiting: number[]) => Changes) =>
      journal.change(id, ({ outbox }) => ({ ...how(outbox.map(({ seq }) => seq)), value: 0 }))
    await Promise.all([
      order(),
      settled((done) => ({ done })),
      order(),
      settled((waiting) => ({ tried: waiting.map((seq) => ({ ...givenUp, seq })) })),
      order(),
    ])
    const rows = await database.query(
      'SELECT seq, dead_at IS NULL AS waits FROM outbox WHERE conversation_id = $1::uuid ORDER BY seq',
      [id],
    )
    expect(rows.map(({ seq, waits }) => [seq, waits])).toEqual([
      [2, false],
      [3, true],
    ])
    expect((await journal.get(id)).row.pendingCommands).toBe(1)
  })

  it('answers what it has just read, where something older was put at hand meanwhile', async () => {
    const [reader, writer] = [open1(), open1()]
    const id = await insertConversation(database)
    const older = await reader.get(id)
    reader.forget(id)
    watch.beforeCommands = async () => {
      await writer.change(id, () => ({ ...said('by another'), value: 0 }))
      reader.remember(older)
    }
    expect((await reader.get(id)).row.version).toBe(older.row.version + 1)
    expect(reader.peek(id)?.row.version).toBe(older.row.version + 1)
  })

  it('goes on from what the database has when its record was forgotten meanwhile', async () => {
    const journal = open1()
    const [known, unknown] = await Promise.all([1, 2].map(() => insertConversation(database)))
    await journal.get(known ?? '')
    const writes = [known, unknown].map((id) => journal.change(id ?? '', () => ({ ...said('x'), value: 0 })))
    setImmediate(() => journal.forget(known ?? ''))
    expect(await Promise.all(writes)).toEqual([0, 0])
  })
})
