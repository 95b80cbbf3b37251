import { Client } from 'pg'
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest'
import type { Database } from '../src/database/database'
import { openDatabase } from '../src/database/open-database'
import { createJournal } from '../src/journal/journal'
import { resolveSettings } from '../src/settings/resolve-settings'
import { createStarter } from '../src/verbs/start'
import { eventually } from './support/eventually'
import { createFakeCarrier, fromApp, withCarrier } from './support/fake-carrier'
import { createFakePlatform } from './support/fake-platform'
import { freshPhoneNumber, openHub, SECRET_KEY } from './support/hub'
import { insertConversation } from './support/insert-conversation'
import { query, startPostgres, type TestPostgres } from './support/postgres'
import { openSwitchableProxy } from './support/switchable-proxy'

describe('a commit whose answer is lost', () => {
  let postgres: TestPostgres
  beforeAll(async () => {
    postgres = await startPostgres()
  })
  afterAll(() => postgres.stop())

  /** A hub whose connections can be cut while its statement waits for a lock, and is carried out later. */
  async function behindALock() {
    const url = await postgres.createDatabase()
    const proxy = await openSwitchableProxy(postgres.socket)
    const platform = createFakePlatform()
    const carrier = createFakeCarrier()
    const hub = await openHub({ url: proxy.urlOf(url) }, platform, withCarrier(carrier))
    const locker = new Client({ connectionString: url })
    await locker.connect()
    return {
      url,
      hub,
      platform,
      carrier,
      lock: () => locker.query('BEGIN; LOCK TABLE conversations IN SHARE MODE'),
      /** Whoever would carry a conversation waits; nobody else does. */
      async lockClaims() {
        await locker.query(`
          CREATE FUNCTION wait() RETURNS trigger LANGUAGE plpgsql AS
            'BEGIN PERFORM pg_advisory_xact_lock(1); RETURN NEW; END';
          CREATE TRIGGER wait BEFORE UPDATE ON conversations FOR EACH ROW
            WHEN (OLD.carrier_owner IS DISTINCT FROM NEW.carrier_owner) EXECUTE FUNCTION wait()`)
        await locker.query('BEGIN; SELECT pg_advisory_xact_lock(1)')
      },
      untilItWaits: (statement: string) =>
        eventually('the statement to wait', async () => {
          const rows = await query(
            url,
            `SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query LIKE $1`,
            [`%${statement}%`],
          )
          return rows.length > 0
        }),
      /** The connections break, then the lock is given up: the statement is carried out, and nobody hears of it. */
      async loseTheAnswer() {
        proxy.cut()
        await locker.query('COMMIT')
        await eventually('the statement to be carried out', async () => {
          const rows = await query(
            url,
            `SELECT 1 FROM pg_stat_activity WHERE application_name = 'conversation-hub' AND datname = current_database()`,
          )
          return rows.length === 0
        })
        proxy.restore()
      },
      async close() {
        await hub.close()
        await locker.end()
        await proxy.close()
      },
    }
  }

  it('of a start: the platform hears of it as soon as the database answers', async () => {
    // By this clock, strays are looked for from time to time, too: it stands still.
    vi.useFakeTimers({ toFake: ['performance'] })
    onTestFinished(() => void vi.useRealTimers())
    vi.advanceTimersByTime(1_000)
    const { hub, platform, lock, untilItWaits, loseTheAnswer, close } = await behindALock()
    await lock()
    const starting = hub.startConversation({ resourceId: 'sms', customerDestination: freshPhoneNumber() })
    const refused = expect(starting).rejects.toMatchObject({ code: 'database-unavailable' })
    await untilItWaits('INSERT INTO conversations')
    await loseTheAnswer()
    await refused
    await eventually('the start', () => platform.told.some(({ type }) => type === 'start'))
    await close()
  })

  it('of a start, until others may have taken it over: it is looked for, and not told to the platform at once', async () => {
    const url = await postgres.createDatabase()
    const database = await openDatabase({ url })
    onTestFinished(() => database.close())
    let lapses = 0
    const done: string[] = []
    const start = createStarter({
      settings: resolveSettings({
        database: { url },
        secretKey: SECRET_KEY,
        platforms: { fake: createFakePlatform().connector },
        hubs: { main: { platform: 'fake' } },
        resources: { sms: { channel: 'sms', hub: 'main' } },
      }),
      database: {
        ...database,
        async queryPrepared(...asked) {
          const rows = await database.queryPrepared(...asked)
          lapses += 1
          return rows
        },
      },
      instanceId: crypto.randomUUID(),
      now: () => new Date(),
      lapses: () => lapses,
      journal: {
        remember: () => void done.push('remembered'),
        change: () => Promise.reject(new Error('nothing is to be changed')),
      },
      fleet: { launch: () => void done.push('launched'), doubt: () => void done.push('looked for') },
    })
    const started = await start({ resourceId: 'sms', customerDestination: freshPhoneNumber() })
    expect([started.created, done]).toEqual([true, ['looked for']])
  })

  it('of a write or a read, until others may have taken over: it is not taken for how things stand', async () => {
    const database = await openDatabase({ url: await postgres.createDatabase() })
    onTestFinished(() => database.close())
    const id = await insertConversation(database)
    let lapses = 0
    const others: string[] = []
    /** The lease runs out before the answer comes, and somebody takes the conversation over. */
    async function late<Answer>(answer: Answer): Promise<Answer> {
      lapses += 1
      const owner = crypto.randomUUID()
      others.push(owner)
      const take = 'UPDATE conversations SET owner = $2::uuid, version = version + 1 WHERE id = $1::uuid'
      await database.query(take, [id, owner])
      return answer
    }
    const isRow = (text: string) => text.startsWith('SELECT * FROM conversations')
    const slow: Database = {
      ...database,
      async query(text, values) {
        const rows = await database.query(text, values)
        return isRow(text) && others.length === 1 ? late(rows) : rows
      },
      queryPrepared: async (...asked) => late(await database.queryPrepared(...asked)),
    }
    const journal = createJournal(slow, {
      onCommit() {},
      onDoubt() {},
      isAtHand: () => true,
      concludes: () => false,
      now: () => new Date(),
      lapses: () => lapses,
    })
    expect(await journal.change(id, () => ({ row: {}, value: 'written' }))).toBe('written')
    expect(journal.peek(id)).toBeUndefined()
    expect((await journal.get(id)).row.owner).toBe(others[1])
  })

  it('of a claim: what was claimed is carried all the same', async () => {
    const { url, hub, carrier, lockClaims, untilItWaits, loseTheAnswer, close } = await behindALock()
    // Before there is anything to claim: that may happen at any moment.
    await lockClaims()
    const phone = freshPhoneNumber()
    const { conversationId: id } = await hub.startConversation({
      resourceId: 'sms',
      customerDestination: phone,
      createInThirdPartySystems: false,
    })
    await untilItWaits('SET carrier_owner')
    await loseTheAnswer()
    const [row] = await query(url, 'SELECT carrier_owner FROM conversations WHERE id = $1', [id])
    expect(row?.carrier_owner).not.toBeNull()
    await eventually('the database to answer', () =>
      hub.sendMessage(id, { text: 'hello' }, fromApp).catch(() => false),
    )
    await eventually('the message', () => carrier.arrived(phone).includes('hello'))
    await close()
  })
})
