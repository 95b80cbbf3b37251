import { Client } from 'pg'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import type { Database } from '../src/database/database'
import { openDatabase } from '../src/database/open-database'
import type { Hub } from '../src/hub'
import { createJournal } from '../src/journal/journal'
import { resolveSettings } from '../src/settings/resolve-settings'
import { moveCustomer } from '../src/verbs/move'
import { eventually } from './support/eventually'
import { createFakeCarrier, fromApp, withCarrier } from './support/fake-carrier'
import { createFakePlatform } from './support/fake-platform'
import { freshPhoneNumber, openHub, SECRET_KEY } from './support/hub'
import { query, startPostgres, type TestPostgres } from './support/postgres'

describe('between a look at a conversation and a write to it', () => {
  const platform = createFakePlatform({ silent: true })
  const carrier = createFakeCarrier()
  let postgres: TestPostgres
  let url: string
  let hub: Hub
  beforeAll(async () => {
    postgres = await startPostgres()
    url = await postgres.createDatabase()
    hub = await openHub({ url }, platform, withCarrier(carrier))
  })
  afterAll(async () => {
    await hub.close()
    await postgres.stop()
  })
  const begin = async (customerDestination = freshPhoneNumber()) => {
    const { conversationId } = await hub.startConversation({ resourceId: 'sms', customerDestination })
    return { id: conversationId, customerDestination }
  }

  /** Nobody can write to the conversation until its customer has been moved, by another instance. */
  async function moveInTheMiddle(
    id: string,
    destination: string,
    work: () => Promise<unknown>,
  ): Promise<void> {
    const other = new Client({ connectionString: url })
    await other.connect()
    onTestFinished(() => other.end())
    await other.query('BEGIN')
    await other.query('SELECT 1 FROM conversations WHERE id = $1 FOR UPDATE', [id])
    const done = work()
    await eventually('the close that waits', async () => {
      const waiting = await query(url, `SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock'`)
      return waiting.length > 0
    })
    const move = 'UPDATE conversations SET destination = $2, version = version + 1 WHERE id = $1'
    await other.query(move, [id, destination])
    await other.query('COMMIT')
    await done
  }

  it.each([
    {
      by: 'start',
      work: (customerDestination: string) =>
        hub.startConversation({ resourceId: 'sms', customerDestination, onLive: 'replace' }),
    },
    {
      by: 'move',
      work: async (customerDestination: string) =>
        hub.moveCustomer((await begin()).id, { resourceId: 'sms', customerDestination, onLive: 'replace' }),
    },
  ])('room that is made ($by) does not end one whose customer has just gone on elsewhere', async ({
    work,
  }) => {
    const { id, customerDestination } = await begin()
    const elsewhere = freshPhoneNumber()
    await moveInTheMiddle(id, elsewhere, () => work(customerDestination))
    expect(await hub.getConversation(id)).toMatchObject({ customerDestination: elsewhere, state: 'starting' })
    const { conversations } = await hub.findConversations({ resourceId: 'sms' })
    expect(conversations.filter((one) => one.customerDestination === customerDestination)).toMatchObject([
      { state: 'starting' },
    ])
  })

  it('an opt-out does not end one whose customer has just gone on elsewhere', async () => {
    const { id, customerDestination } = await begin()
    const elsewhere = freshPhoneNumber()
    const told = { resourceId: 'sms', customerDestination, optedOut: true, proof: 'by telephone' }
    await moveInTheMiddle(id, elsewhere, () => hub.recordConsent(told))
    expect(await hub.getConversation(id)).toMatchObject({ customerDestination: elsewhere, state: 'starting' })
  })

  it('nothing is written of a customer who is erased', async () => {
    const { id } = await begin()
    // Erasing leaves a conversation at no other place than itself, until its platform has been told of the end.
    await moveInTheMiddle(id, id, () =>
      expect(hub.updateCustomerIdentifier(id, 'ann')).rejects.toMatchObject({
        code: 'conversation-not-found',
      }),
    )
    expect(await query(url, 'SELECT customer_identifier FROM conversations WHERE id = $1', [id])).toEqual([
      { customer_identifier: null },
    ])
  })

  it('no receipt is written of a customer who is erased, either', async () => {
    const { id } = await begin()
    const { messageId } = await hub.sendMessage(id, { text: 'hello' }, { author: { role: 'system' } })
    await moveInTheMiddle(id, id, () => hub.addReceipt(id, { messageId, status: 'read' }))
    const receipts = `SELECT 1 FROM events WHERE conversation_id = $1 AND type = 'receipt' AND body ->> 'status' = 'read'`
    expect(await query(url, receipts, [id])).toEqual([])
  })

  it('room that is made does not end the one that comes, where a repeat of the same move was sooner', async () => {
    const [{ id }, inTheWay] = [await begin(), await begin()]
    const { customerDestination } = inTheWay
    // Between its collision and its look at who is there, another instance does it all.
    const moved = await moveSlowly(id, customerDestination, 'SELECT id FROM conversations', (to) =>
      hub.moveCustomer(id, to),
    )
    expect(moved).toMatchObject({ conversationId: id, customerDestination, state: 'starting' })
    expect(await hub.getConversation(inTheWay.id)).toMatchObject({ state: 'ended' })
  })

  it('what is said while a customer goes from a web chat to a phone is read there, and not on the phone as well', async () => {
    const { sessionId: customerDestination } = await hub.startSession({ resourceId: 'web' })
    const { conversationId: id } = await hub.startConversation({ resourceId: 'web', customerDestination })
    const phone = freshPhoneNumber()
    await moveSlowly(id, phone, 'UPDATE carrier_messages', () =>
      hub.sendMessage(id, { text: 'just before' }, fromApp),
    )
    await hub.sendMessage(id, { text: 'from now on' }, fromApp)
    await eventually('it to arrive', () => carrier.arrived(phone).includes('from now on'))
    expect(carrier.arrived(phone)).toEqual(['from now on'])
  })

  /** Moves a customer to `sms` by another instance, which is held up once, before a statement that begins so. */
  async function moveSlowly(
    id: string,
    customerDestination: string,
    statement: string,
    meanwhile: (to: Parameters<typeof hub.moveCustomer>[1]) => Promise<unknown>,
  ) {
    const to = { resourceId: 'sms', customerDestination, onLive: 'replace' } as const
    const database = await openDatabase({ url })
    onTestFinished(() => database.close())
    let isFirst = true
    const slow: Database = {
      ...database,
      async query(text, values) {
        if (isFirst && text.startsWith(statement)) {
          isFirst = false
          await meanwhile(to)
        }
        return await database.query(text, values)
      },
    }
    const journal = createJournal(slow, {
      onCommit() {},
      onDoubt() {},
      isAtHand: () => false,
      concludes: () => false,
      now: () => new Date(),
      lapses: () => 0,
    })
    const settings = resolveSettings({
      database: { url },
      secretKey: SECRET_KEY,
      platforms: { fake: platform.connector },
      hubs: { main: { platform: 'fake' } },
      resources: { sms: { channel: 'sms', hub: 'main' } },
    })
    const moved = await moveCustomer({ database: slow, journal, settings }, id, to)
    expect(isFirst).toBe(false)
    return moved
  }
})
