import { type ChannelAdapter, ConversationError, idSchema, partsAsText } from '@conversation-hub/core'
import { Client } from 'pg'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { eventually } from './support/eventually'
import { createFakeCarrier, fromApp, webhook, withCarrier } from './support/fake-carrier'
import { createFakePlatform } from './support/fake-platform'
import { freshPhoneNumber, hear, openHub } from './support/hub'
import { query, startPostgres, type TestPostgres } from './support/postgres'

describe('text messages in dead letters', () => {
  let postgres: TestPostgres
  beforeAll(async () => {
    postgres = await startPostgres()
  })
  afterAll(() => postgres.stop())

  /** An instance with a message that the carrier has refused, and would take now. */
  async function openWithRefused(text: string, replaced: Partial<ChannelAdapter> = {}) {
    const url = await postgres.createDatabase()
    const fake = createFakeCarrier()
    const carrier = { ...fake, adapter: { ...fake.adapter, ...replaced } }
    const open = async () => {
      const hub = await openHub({ url }, createFakePlatform(), withCarrier(carrier))
      onTestFinished(() => hub.close())
      return hub
    }
    const hub = await open()
    const phone = freshPhoneNumber()
    const { conversationId: id } = await hub.startConversation({
      resourceId: 'sms',
      customerDestination: phone,
      createInThirdPartySystems: false,
    })
    fake.before = () => {
      throw new ConversationError('platform-refused', 'Not that.')
    }
    const { messageId } = await hub.sendMessage(id, { text }, fromApp)
    const letter = await eventually(
      'the dead letter',
      async () => (await hub.findDeadLetters({ conversationId: id }))[0],
    )
    fake.before = () => {}
    return { url, fake, carrier, hub, open, id, phone, letter, messageId }
  }

  it('are replayed by whichever instance, and tried for as long again', async () => {
    const { url, fake, carrier, open, phone, letter } = await openWithRefused('hello')
    const second = await open()
    await query(url, `UPDATE carrier_messages SET ready_at = now() - interval '1 hour'`)
    fake.before = () => {
      fake.before = () => {}
      throw new ConversationError('platform-unavailable', 'Not yet.')
    }
    expect(await second.replayDeadLetters({ commandId: letter.commandId })).toBe(1)
    await eventually('the message', () => carrier.arrived(phone).includes('hello'))
  })

  it('are replayed by an id of their own, also where a platform calls two of its messages the same', async () => {
    const platform = createFakePlatform({ silent: true })
    const carrier = createFakeCarrier()
    const hub = await openHub({ url: await postgres.createDatabase() }, platform, withCarrier(carrier))
    onTestFinished(() => hub.close())
    carrier.before = () => {
      throw new ConversationError('platform-refused', 'Not that.')
    }
    const phones = [freshPhoneNumber(), freshPhoneNumber()]
    const parts = [{ type: 'text' as const, text: 'welcome' }]
    for (const customerDestination of phones) {
      const { conversationId: id } = await hub.startConversation({ resourceId: 'sms', customerDestination })
      await eventually('the start', () => platform.commandOf(id))
      platform.say(id, { type: 'message', id: 'w'.repeat(300), author: { role: 'bot' }, parts })
    }
    await eventually('the dead letters', async () => (await hub.findDeadLetters()).length === 2)
    carrier.before = () => {}
    const commandId = String((await hub.findDeadLetters())[0]?.commandId)
    expect(await hub.replayDeadLetters({ commandId })).toBe(1)
    expect(idSchema.parse(commandId)).toBe(commandId)
    await eventually('the message', () => phones.some((phone) => carrier.arrived(phone).length > 0))
    expect(await hub.findDeadLetters()).toHaveLength(1)
  })

  const inWords: Partial<ChannelAdapter> = {
    compose: (parts) =>
      partsAsText(parts)
        .split(' ')
        .map((text) => ({ text, mediaUrls: [] })),
  }

  it('are replayed whole, where a carrier takes a message in pieces', async () => {
    const { carrier, hub, id, phone, letter } = await openWithRefused('one two three', inWords)
    expect(await hub.replayDeadLetters({ commandId: letter.commandId })).toBe(3)
    expect(await hub.findDeadLetters({ conversationId: id })).toEqual([])
    await eventually('the first piece', () => carrier.arrived(phone).includes('one'))
  })

  it('are forgotten whole, and sent by no later replay', async () => {
    const { carrier, hub, id, phone, letter } = await openWithRefused('one two three', inWords)
    expect(await hub.discardDeadLetters({ commandId: letter.commandId })).toBe(3)
    expect(await hub.findDeadLetters({ conversationId: id })).toEqual([])
    expect(await hub.replayDeadLetters('all')).toBe(0)
    await hub.sendMessage(id, { text: 'next' }, fromApp)
    await eventually('the next message', () => carrier.arrived(phone).length > 0)
    expect(carrier.arrived(phone)).toEqual(['next'])
  })

  it('are not told as sent where one of their pieces has failed since the carrier took it', async () => {
    const { fake, hub, id, phone, messageId } = await openWithRefused('one two', inWords)
    let letGo = () => {}
    const held = new Promise<void>((resolve) => {
      letGo = resolve
    })
    fake.before = (text) => (text === 'two' ? held : undefined)
    await hub.replayDeadLetters('all')
    await eventually('the first piece', () => fake.arrived(phone).length === 1)
    const failed = { status: 'failed', code: 'destination-invalid' } as const
    await hub.receiveWebhook('phones', webhook({ type: 'receipt', carrierId: fake.idOf(phone), ...failed }))
    letGo()
    const { messageId: next } = await hub.sendMessage(id, { text: 'next' }, fromApp)
    const heard = await hear(hub, id)
    await eventually('the next one to be told', () => heard.receipts(next).includes('sent'))
    expect(heard.receipts(messageId)).toEqual(['failed'])
  })

  it('do not lose what the carrier reports while they are still looked for, and their id is not known', async () => {
    const { url, hub } = await openWithRefused('in doubt')
    const set = `UPDATE carrier_messages SET state = 'waiting', attempts = 1, next_try_at = now() + interval '1 hour'`
    await query(url, set)
    await query(
      url,
      `INSERT INTO unclaimed_events (platform, key, events, created_at)
       SELECT 'phones', age::text, '[]', now() - make_interval(mins => age) FROM (VALUES (20), (50)) AS reports (age)`,
    )
    const left = () => query(url, 'SELECT key FROM unclaimed_events')
    await hub.eraseCustomer('nobody')
    expect(await left()).toEqual([{ key: '20' }])
    await query(url, `UPDATE carrier_messages SET state = 'dead'`)
    await hub.eraseCustomer('nobody')
    expect(await left()).toEqual([])
  })

  it('are sent also where they are replayed while their conversation is found to have nothing left', async () => {
    const { url, carrier, hub, id, phone, letter } = await openWithRefused('hello')
    const locker = new Client({ connectionString: url })
    await locker.connect()
    onTestFinished(() => locker.end())
    await locker.query(`SELECT pg_advisory_lock(1);
      CREATE FUNCTION slow() RETURNS trigger LANGUAGE plpgsql AS
        'BEGIN IF current_query() LIKE ''%SET carried = true%'' THEN PERFORM pg_advisory_xact_lock(1); END IF; RETURN NULL; END';
      CREATE TRIGGER slow BEFORE UPDATE ON conversations FOR EACH STATEMENT EXECUTE FUNCTION slow()`)
    await hub.closeConversation(id)
    await eventually('it to be found so', async () => {
      const rows = await query(url, `SELECT 1 FROM pg_stat_activity WHERE wait_event = 'advisory'`)
      return rows.length === 1
    })
    await hub.replayDeadLetters({ commandId: letter.commandId })
    await locker.query('SELECT pg_advisory_unlock(1)')
    await eventually('the message', () => carrier.arrived(phone).includes('hello'))
  })

  it.each([
    ['replayed there', true],
    ['replayed after that', false],
  ])('are not sent to a phone whose customer has read them in a web chat meanwhile, %s', async (_, isReplayedThere) => {
    const { url, carrier, hub, id, phone, letter } = await openWithRefused('read elsewhere')
    const { sessionId } = await hub.startSession({ resourceId: 'web' })
    await hub.moveCustomer(id, { resourceId: 'web', customerDestination: sessionId })
    if (isReplayedThere) {
      expect(await hub.replayDeadLetters({ commandId: letter.commandId })).toBe(1)
      expect(await query(url, 'SELECT state FROM carrier_messages')).toEqual([{ state: 'dropped' }])
      // As it is where whoever carried the conversation died while the customer went.
      await query(url, `UPDATE carrier_messages SET state = 'waiting'`)
    }
    await hub.moveCustomer(id, { resourceId: 'sms', customerDestination: phone })
    if (!isReplayedThere) expect(await hub.replayDeadLetters('all')).toBe(0)
    await hub.sendMessage(id, { text: 'after that' }, fromApp)
    await eventually('the next message', () => carrier.arrived(phone).length > 0)
    expect(carrier.arrived(phone)).toEqual(['after that'])
  })

  it('are not sent to where the customer is now, where they had arrived at the number before', async () => {
    const { fake, hub, id, phone } = await openWithRefused('refused')
    fake.after = () => {
      throw new ConversationError('platform-refused', 'Half an answer.', { outcome: 'unknown' })
    }
    const { messageId } = await hub.sendMessage(id, { text: 'in doubt' }, fromApp)
    const letters = async () => (await hub.findDeadLetters({ conversationId: id })).length
    await eventually('it to be given up', async () => (await letters()) === 2)
    fake.after = () => {}
    const now = freshPhoneNumber()
    await hub.moveCustomer(id, { resourceId: 'sms', customerDestination: now })
    expect(await hub.replayDeadLetters('all')).toBe(2)
    const heard = await hear(hub, id)
    await eventually('the truth', () => heard.receipts(messageId).at(-1) === 'sent')
    expect([fake.arrived(phone), fake.arrived(now)]).toEqual([['in doubt'], ['refused']])
  })
})
