import { ConversationError } from '@conversation-hub/core'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { databases, type TestDatabase } from './support/databases'
import { eventually } from './support/eventually'
import { createFakeCarrier, fromApp, webhook, withCarrier, written } from './support/fake-carrier'
import { createFakePlatform } from './support/fake-platform'
import { freshPhoneNumber, hear, openHub } from './support/hub'
import { query } from './support/postgres'

describe('several instances that carry', () => {
  const [, server] = databases
  let database: TestDatabase
  let url: string
  beforeAll(async () => {
    if (!server) throw new Error('there is no server to test with')
    database = await server.open()
    if ('url' in database.settings) url = database.settings.url
  })
  afterAll(() => database.remove())

  /** An instance with a conversation that no platform hears of: only the app speaks to the phone. */
  async function openWithTalk(carrier: ReturnType<typeof createFakeCarrier>) {
    const first = await openHub(database.settings, createFakePlatform(), withCarrier(carrier))
    const phone = freshPhoneNumber()
    const { conversationId: id } = await first.startConversation({
      resourceId: 'sms',
      customerDestination: phone,
      createInThirdPartySystems: false,
    })
    return { first, id, phone }
  }

  it('leave no timer behind that keeps the process alive', async () => {
    const timers = () => process.getActiveResourcesInfo().filter((kind) => kind === 'Timeout').length
    const before = timers()
    const hub = await openHub(database.settings, createFakePlatform(), withCarrier(createFakeCarrier()))
    const request = { resourceId: 'sms', customerDestination: freshPhoneNumber() }
    const { conversationId } = await hub.startConversation(request)
    await hub.sendMessage(conversationId, { text: 'hello' }, fromApp)
    expect(timers()).toBeGreaterThan(before)
    await hub.close()
    expect(timers()).toBeLessThanOrEqual(before)
  })

  it('take the same webhook at the same moment as one, and go on when one of them closes', async () => {
    const carrier = createFakeCarrier()
    const platform = createFakePlatform()
    const first = await openHub(database.settings, platform, withCarrier(carrier))
    const second = await openHub(database.settings, platform, withCarrier(carrier))
    // Left open by a failure, it would carry for the next test too.
    onTestFinished(() => second.close())
    const phones = Array.from({ length: 10 }, freshPhoneNumber)
    await Promise.all(
      phones.flatMap((phone) =>
        [first, second].map((hub) =>
          hub.receiveWebhook('phones', webhook(written(`to ${phone}`, phone, 'hi'))),
        ),
      ),
    )
    for (const phone of phones) {
      await eventually('the answer', () => carrier.arrived(phone).length === 2)
      expect(carrier.arrived(phone)).toEqual(['Hello', 'You said hi'])
    }
    await first.close()
    for (const phone of phones) {
      await second.receiveWebhook('phones', webhook(written(`again ${phone}`, phone, 'still there?')))
    }
    for (const phone of phones) {
      await eventually('the answer after it', () => carrier.arrived(phone).length === 3)
      expect(carrier.arrived(phone).at(-1)).toBe('You said still there?')
    }
    // Only now: what the platform answers after a close is not carried any more.
    const { conversationId } = await second.startConversation({
      resourceId: 'sms',
      customerDestination: phones[0] ?? '',
    })
    await second.closeConversation(conversationId)
    await second.receiveWebhook(
      'phones',
      webhook(written(`again ${phones[0]}`, phones[0] ?? '', 'still there?')),
    )
    const found = await second.findConversations({ resourceId: 'sms', limit: 200 })
    expect(
      found.conversations.filter(({ customerDestination }) => customerDestination === phones[0]),
    ).toHaveLength(1)
  })

  it('tell what became of a message whose instance died before it could', async () => {
    const carrier = createFakeCarrier()
    const { first, id } = await openWithTalk(carrier)
    const { messageId } = await first.sendMessage(id, { text: 'hello' }, fromApp)
    const heard = await hear(first, id)
    await eventually('the receipt', () => heard.receipts(messageId).length === 1)
    await first.close()
    // As it is when the process dies after the carrier's id was kept, and the carrier has reported meanwhile.
    await query(url, `DELETE FROM events WHERE conversation_id = $1 AND type = 'receipt'`, [id])
    const [sent] = await query(url, 'SELECT carrier_id FROM carrier_messages WHERE conversation_id = $1', [
      id,
    ])
    const report = { type: 'receipt', carrierId: sent?.carrier_id, status: 'delivered' }
    await query(
      url,
      'INSERT INTO unclaimed_events (platform, key, events, created_at) VALUES ($1, $2, $3, now())',
      ['phones', sent?.carrier_id, JSON.stringify([report])],
    )
    const second = await openHub(database.settings, createFakePlatform(), withCarrier(carrier))
    const again = await hear(second, id)
    await eventually('both receipts', () => again.receipts(messageId).length === 2)
    expect(again.receipts(messageId)).toEqual(['sent', 'delivered'])
    await second.close()
  })

  it('try what was told as failed once more where the one that told it died before it could keep that', async () => {
    const carrier = createFakeCarrier()
    const { first, id } = await openWithTalk(carrier)
    carrier.before = () => {
      throw new ConversationError('platform-refused', 'Not that.')
    }
    const { messageId } = await first.sendMessage(id, { text: 'hello' }, fromApp)
    const letters = () => first.findDeadLetters({ conversationId: id })
    await eventually('the dead letter', async () => (await letters()).length === 1)
    await first.close()
    await query(
      url,
      `UPDATE carrier_messages SET state = 'waiting', attempts = 0, error_code = NULL WHERE conversation_id = $1`,
      [id],
    )
    carrier.before = () => {}
    const second = await openHub(database.settings, createFakePlatform(), withCarrier(carrier))
    onTestFinished(() => second.close())
    const heard = await hear(second, id)
    await eventually('the truth', () => heard.receipts(messageId).length === 2)
    expect(heard.receipts(messageId)).toEqual(['failed', 'sent'])
    expect(await second.findDeadLetters({ conversationId: id })).toEqual([])
  })

  it('carry what another has written, although nobody told them and they have written since', async () => {
    const carrier = createFakeCarrier()
    const { first, id, phone } = await openWithTalk(carrier)
    onTestFinished(() => first.close())
    await first.sendMessage(id, { text: 'one' }, fromApp)
    const heard = await hear(first, id)
    await eventually('it to be told', () => heard.kept().some(({ type }) => type === 'receipt'))
    const [author, parts] = [{ role: 'agent' }, [{ type: 'text', text: 'two' }]]
    const body = { type: 'message', messageId: crypto.randomUUID(), author, parts }
    await query(
      url,
      `WITH told AS (
         UPDATE conversations SET next_seq = next_seq + 1, version = version + 1 WHERE id = $1 RETURNING next_seq - 1 AS seq)
       INSERT INTO events (conversation_id, seq, type, at, body) SELECT $1, seq, 'message', now(), $2 FROM told`,
      [id, JSON.stringify(body)],
    )
    await first.sendMessage(id, { text: 'and one of the customer' })
    await eventually('it to be carried', () => carrier.arrived(phone).includes('two'))
  })

  it('heed the customer who opts out in the moment in which the app records consent', async () => {
    const carrier = createFakeCarrier()
    const open = () => openHub(database.settings, createFakePlatform(), withCarrier(carrier))
    const hubs = [await open(), await open()] as const
    onTestFinished(async () => void (await Promise.all(hubs.map((hub) => hub.close()))))
    await Promise.all(
      Array.from({ length: 20 }, freshPhoneNumber).map(async (phone) => {
        const at = { resourceId: 'sms', customerDestination: phone }
        await Promise.allSettled([
          hubs[0].receiveWebhook('phones', webhook(written(`no ${phone}`, phone, 'STOP'))),
          hubs[1].recordConsent({ ...at, optedOut: false, proof: 'A form.' }),
        ])
        expect(await hubs[0].getConsent(at)).toMatchObject({ optedOut: true })
      }),
    )
  })

  it('put a message in one conversation, also while that one is being closed', async () => {
    const carrier = createFakeCarrier()
    const hubs = [
      await openHub(database.settings, createFakePlatform(), withCarrier(carrier)),
      await openHub(database.settings, createFakePlatform(), withCarrier(carrier)),
    ] as const
    const phones = Array.from({ length: 12 }, freshPhoneNumber)
    await Promise.all(
      phones.map(async (phone, index) => {
        const { conversationId } = await hubs[0].startConversation({
          resourceId: 'sms',
          customerDestination: phone,
        })
        const write = (hub: (typeof hubs)[number]) =>
          hub.receiveWebhook('phones', webhook(written(`while closing ${phone}`, phone, 'hi')))
        await Promise.all([
          write(hubs[0]),
          hubs[index % 2 === 0 ? 0 : 1].closeConversation(conversationId),
          write(hubs[1]),
        ])
        await write(hubs[0])
      }),
    )
    const { conversations } = await hubs[0].findConversations({ resourceId: 'sms', limit: 200 })
    for (const phone of phones) {
      const said = await Promise.all(
        conversations
          .filter(({ customerDestination }) => customerDestination === phone)
          .map(({ conversationId }) => hubs[0].getTranscript(conversationId)),
      )
      const messages = said.flatMap((transcript) => transcript.messages)
      expect(messages.filter(({ author }) => author.role === 'customer')).toHaveLength(1)
    }
    await Promise.all(hubs.map((hub) => hub.close()))
  })

  it.each([
    ['a refusal', new ConversationError('platform-refused', 'No.')],
    ['a request to wait', new ConversationError('platform-busy', 'Not now.', { retryAfterMs: 60_000 })],
  ])('do not write %s over what another makes of the message by now', async (_, answer) => {
    const carrier = createFakeCarrier()
    const hub = await openHub(database.settings, createFakePlatform(), withCarrier(carrier))
    onTestFinished(() => hub.close())
    const { conversationId: id } = await hub.startConversation({
      resourceId: 'sms',
      customerDestination: freshPhoneNumber(),
      createInThirdPartySystems: false,
    })
    const heard = await hear(hub, id)
    let refuse: (() => void) | undefined
    carrier.before = () =>
      new Promise((_, reject) => {
        refuse = () => reject(answer)
      })
    const { messageId } = await hub.sendMessage(id, { text: 'hello' }, fromApp)
    await eventually('the message to be on its way', () => refuse)
    // As it is when the lease ran out unnoticed: another carries the conversation, and then dies too.
    const other = crypto.randomUUID()
    await query(url, `INSERT INTO instances (id, lease_until) VALUES ($1, now() + interval '1 hour')`, [
      other,
    ])
    await query(
      url,
      'UPDATE conversations SET carrier_owner = $2, carrier_fence = carrier_fence + 1 WHERE id = $1',
      [id, other],
    )
    carrier.before = () => {}
    refuse?.()
    await eventually('the answer', () => hub.logged.some(({ event }) => event === 'carrying-failed'))
    await query(url, 'DELETE FROM instances WHERE id = $1', [other])
    await eventually('the receipt', () => heard.receipts(messageId).length > 0)
    expect(heard.receipts(messageId)).toEqual(['sent'])
  })
})
