import { ConversationError } from '@conversation-hub/core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  type Claim,
  dropWaiting,
  giveUpClaim,
  isClaimed,
  markCarried,
  readCarriageView,
} from '../src/channels/carriage-view'
import { createCarrying } from '../src/channels/carrying'
import { composePieces } from '../src/channels/compose-pieces'
import { holdBack, markGivenUp, markHere, markTried, nextPiece } from '../src/channels/pieces'
import { recordForTests, sendForTests } from '../src/conversations/record-for-tests'
import type { Database } from '../src/database/database'
import { openDatabase } from '../src/database/open-database'
import { circumstancesForTests } from '../src/driving/circumstances-for-tests'
import { keepKeyedEvents } from '../src/driving/events/keyed-events'
import { eraseCustomer } from '../src/housekeeping/erase-customer'
import { journalForTests } from '../src/journal/journal-for-tests'
import { writeStatement } from '../src/journal/write-statement'
import { leaseForTests } from '../src/leases/lease-for-tests'
import { createCipher } from '../src/secrets/cipher'
import { resolveSettings } from '../src/settings/resolve-settings'
import { embeddedFolder } from './support/embedded-folder'
import { createFakeCarrier, withCarrier } from './support/fake-carrier'
import { createFakePlatform } from './support/fake-platform'
import { SECRET_KEY } from './support/hub'
import { insertConversation } from './support/insert-conversation'

describe('where somebody else was sooner', () => {
  let folder: Awaited<ReturnType<typeof embeddedFolder>>
  let database: Database
  beforeAll(async () => {
    folder = await embeddedFolder()
    database = await openDatabase({ dataDir: folder.dataDir })
  })
  afterAll(async () => {
    await database.close()
    await folder.remove()
  })

  it('nothing is written of what was decided by an older look, nor done with what waits', async () => {
    const id = await insertConversation(database)
    await database.query(
      `INSERT INTO outbox (conversation_id, seq, platform, command, created_at, attempts)
       SELECT $1::uuid, seq, 'fake', '{"type":"end"}', now(), 0 FROM generate_series(1, 2) AS seq`,
      [id],
    )
    await database.query('UPDATE conversations SET version = version + 1')
    const read = (table: string) => database.query(`SELECT * FROM ${table}`)
    const tables = () => Promise.all(['conversations', 'events', 'outbox'].map(read))
    const before = await tables()
    const { row } = recordForTests({ row: { id, destination: id, state: 'ended', version: 2 } })
    const event = {
      conversationId: id,
      seq: 1,
      at: new Date().toISOString(),
      body: '{}',
      dedupeKey: undefined,
    }
    const write = {
      expectedVersion: 1,
      row,
      events: [{ ...event, type: 'state' as const }],
      commands: [sendForTests('m', 3)],
      done: [1],
      tried: [{ seq: 2, attempts: 1, nextTryAt: undefined, deadAt: new Date(), errorCode: 'internal' }],
    }
    const { name, text, values } = writeStatement([{ write, rare: true }])
    expect(await database.queryPrepared(name, text, values)).toEqual([])
    expect(await tables()).toEqual(before)
  })

  it('nothing is written of text messages by whoever carried them before, and nothing is composed twice', async () => {
    const id = await insertConversation(database)
    const claim = { conversationId: id, instanceId: crypto.randomUUID(), fence: 2 }
    const outdated = { ...claim, fence: 1 }
    await database.query(
      `UPDATE conversations SET channel = 'sms', next_seq = 2, carrier_owner = $2::uuid, carrier_fence = 2 WHERE id = $1::uuid`,
      [id, claim.instanceId],
    )
    const said = {
      type: 'message',
      messageId: 'm',
      author: { role: 'bot' },
      parts: [{ type: 'text', text: 'hi' }],
    }
    await database.query(
      `INSERT INTO events (conversation_id, seq, type, at, body) VALUES ($1::uuid, 1, 'message', now(), $2::json)`,
      [id, JSON.stringify(said)],
    )
    const { adapter } = createFakeCarrier()
    const view = await readCarriageView(database, claim)
    if (!view) throw new Error('it is claimed')
    const compose = (by: Claim) => composePieces(database, view, { claim: by, adapter, fileLink: undefined })
    const read = (table: string) => database.query(`SELECT * FROM ${table}`)
    const tables = () => Promise.all(['conversations', 'carrier_messages'].map(read))
    const empty = await tables()
    await compose(outdated)
    expect(await tables()).toEqual(empty)
    await compose(claim)
    await compose(claim)
    const piece = await nextPiece(database, id, { address: adapter.address, customer: view.destination })
    if (!piece) throw new Error('it is composed')
    const before = await tables()
    expect(before[1]).toHaveLength(1)
    const tomorrow = new Date(Date.now() + 86_400_000)
    const error = new ConversationError('platform-busy', 'Not now.')
    await markTried(database, outdated, piece, { nextTryAt: tomorrow, error })
    await markGivenUp(database, outdated, piece, { state: 'dead', code: 'internal' })
    await markHere(database, outdated, piece, { carrier: 'phones', destination: 'elsewhere' })
    await holdBack(database, outdated, tomorrow)
    await markCarried(database, outdated, view)
    await giveUpClaim(database, outdated)
    await dropWaiting(database, outdated)
    expect(await tables()).toEqual(before)
    expect([await isClaimed(database, outdated), await isClaimed(database, claim)]).toEqual([false, true])
    expect(await readCarriageView(database, outdated)).toBeUndefined()
    // For how long it is tried counts from when it may be sent.
    expect([await holdBack(database, claim, tomorrow), await holdBack(database, claim, tomorrow)]).toEqual([
      true,
      false,
    ])
    const heldBack = await nextPiece(database, id, { address: adapter.address, customer: view.destination })
    expect(heldBack?.readyAt).toEqual(tomorrow)
  })

  it('nothing is taken from whoever carries text messages by an instance that stops', async () => {
    const id = await insertConversation(database)
    const other = crypto.randomUUID()
    await database.query(
      `UPDATE conversations SET channel = 'sms', carrier_owner = $2::uuid WHERE id = $1::uuid`,
      [id, other],
    )
    const carrying = createCarrying({
      ...leaseForTests,
      instanceId: crypto.randomUUID(),
      database,
      journal: journalForTests({ change: refuse, get: refuse }),
      settings: settingsOf(folder.dataDir),
      instances: () => 2,
    })
    await carrying.stop()
    const owner = 'SELECT carrier_owner FROM conversations WHERE id = $1::uuid'
    expect(await database.query(owner, [id])).toEqual([{ carrier_owner: other }])
  })

  it('nothing is written of what was decided before a customer was erased', async () => {
    const id = await insertConversation(database)
    await database.query(
      `WITH ends AS (INSERT INTO outbox (conversation_id, seq, platform, command, created_at, attempts, dead_at)
         VALUES ($1::uuid, 1, 'fake', '{"type":"end"}', now(), 0, NULL), ($1::uuid, 2, 'fake', '{"type":"end"}', now(), 1, now()))
       UPDATE conversations SET customer_identifier = 'ada', ended_at = now(), pending_commands = 1 WHERE id = $1::uuid`,
      [id],
    )
    const context = {
      database,
      journal: { change: refuse, forget: () => {} },
      fleet: { wake: () => false },
      settings: settingsOf(folder.dataDir),
    }
    expect(await eraseCustomer(context, 'ada', () => {})).toBe(1)
    const left =
      'SELECT version, o.seq FROM conversations c JOIN outbox o ON o.conversation_id = c.id WHERE c.id = $1::uuid'
    expect(await database.query(left, [id])).toEqual([{ version: 2, seq: 1 }])
  })

  it('what comes under a key is for the last conversation that has it, and waits where that has ended', async () => {
    const [ended, earlier, later] = [
      await insertConversation(database),
      await insertConversation(database),
      await insertConversation(database),
    ]
    await database.query(
      `UPDATE conversations SET session_key = 'over', ended_at = now() WHERE id = $1::uuid`,
      [ended],
    )
    await database.query(
      `UPDATE conversations SET session_key = 'live', managed_since = now() - make_interval(mins => CASE WHEN id = $1::uuid THEN 2 ELSE 1 END)
       WHERE id IN ($1::uuid, $2::uuid)`,
      [earlier, later],
    )
    const asked: string[] = []
    const change = (id: string) => {
      asked.push(id)
      return refuse()
    }
    const context = {
      ...circumstancesForTests,
      database,
      journal: journalForTests({ change, get: refuse }),
      platforms: new Map(),
      cipher: createCipher([SECRET_KEY]),
    }
    const events = [{ type: 'input' as const, expected: true }]
    await keepKeyedEvents(context, 'fake', { key: 'over', events })
    await expect(keepKeyedEvents(context, 'fake', { key: 'live', events })).rejects.toThrow('nothing else')
    expect(asked).toEqual([later])
    expect(await database.query('SELECT key FROM unclaimed_events')).toEqual([{ key: 'over' }])
  })
})

const refuse = () => Promise.reject(new Error('nothing else is written'))

const settingsOf = (dataDir: string) =>
  resolveSettings({
    ...withCarrier(createFakeCarrier()),
    database: { dataDir },
    secretKey: SECRET_KEY,
    platforms: { fake: createFakePlatform().connector },
    hubs: { main: { platform: 'fake' } },
  })
