import { Client } from 'pg'
import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest'
import { eventually } from './support/eventually'
import { createFakeCarrier, fromApp, webhook, withCarrier, written } from './support/fake-carrier'
import { createFakePlatform } from './support/fake-platform'
import { freshPhoneNumber, openHub } from './support/hub'
import { query, startPostgres, type TestPostgres } from './support/postgres'

let postgres: TestPostgres
beforeAll(async () => {
  postgres = await startPostgres()
})
afterAll(() => postgres.stop())

it('a text message that is being made while its customer is erased is not left behind, nor sent', async () => {
  const url = await postgres.createDatabase()
  const carrier = createFakeCarrier()
  const platform = createFakePlatform({ silent: true })
  const hub = await openHub({ url }, platform, withCarrier(carrier))
  const locker = new Client({ connectionString: url })
  await locker.connect()
  let letEnd = () => {}
  onTestFinished(async () => {
    letEnd()
    await Promise.all([hub.close(), locker.end()])
  })
  const phone = freshPhoneNumber()
  const { conversationId } = await hub.startConversation({
    resourceId: 'sms',
    customerDestination: phone,
    customerIdentifier: 'ada',
    attributes: { name: 'Ada' },
    transcript: [{ author: { role: 'customer' }, text: 'before' }],
    idempotencyKey: 'of ada',
  })
  await eventually('the start', () => platform.commandOf(conversationId))
  await hub.sendMessage(conversationId, { text: 'earlier' }, fromApp)
  await eventually('the message', () => carrier.arrived(phone).length === 1)
  // As long as its platform has not been told of the end, what is left of the conversation stays.
  const held = new Promise<void>((resolve) => {
    letEnd = resolve
  })
  platform.before = ({ type }) => (type === 'end' ? held : undefined)
  await locker.query('BEGIN; LOCK TABLE carrier_messages IN ACCESS EXCLUSIVE MODE')
  await hub.sendMessage(conversationId, { text: 'hello' }, fromApp)
  const waiting = async () => {
    const rows = await query(url, `SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock'`)
    return rows.length
  }
  await eventually('the message to be made', async () => (await waiting()) === 1)
  const erased = hub.eraseCustomer('ada')
  await eventually('the erasing to wait', async () => (await waiting()) === 2)
  await locker.query('COMMIT')
  await erased
  await eventually('the carrier to be left', () => hub.measure().conversations_carried === 0)
  expect(await query(url, 'SELECT message FROM carrier_messages')).toEqual([])
  expect(carrier.arrived(phone)).toEqual(['earlier'])
  const left = 'SELECT attributes, prior_transcript, destination = id::text AS "isNowhere" FROM conversations'
  expect(await query(url, left)).toEqual([{ attributes: {}, prior_transcript: null, isNowhere: true }])
  expect(await query(url, 'SELECT key FROM idempotency_keys')).toEqual([])
})

it('a file that is being kept while its customer is erased is not left behind', async () => {
  const url = await postgres.createDatabase()
  const hub = await openHub({ url }, createFakePlatform())
  const locker = new Client({ connectionString: url })
  await locker.connect()
  onTestFinished(async () => void (await Promise.all([hub.close(), locker.end()])))
  const { conversationId } = await hub.startConversation({
    resourceId: 'sms',
    customerDestination: freshPhoneNumber(),
    customerIdentifier: 'ada',
    createInThirdPartySystems: false,
  })
  // A file takes its time to be written.
  await locker.query(`SELECT pg_advisory_lock(1);
    CREATE FUNCTION slow() RETURNS trigger LANGUAGE plpgsql AS
      'BEGIN PERFORM pg_advisory_xact_lock(1); RETURN NEW; END';
    CREATE TRIGGER slow BEFORE INSERT ON files FOR EACH ROW EXECUTE FUNCTION slow()`)
  const waiting = async () => {
    const rows = await query(url, `SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock'`)
    return rows.length
  }
  const file = { name: 'a.txt', mediaType: 'text/plain', content: new Uint8Array([1]) }
  const sent = hub.sendFile(conversationId, file).catch(() => undefined)
  await eventually('the file to be under way', async () => (await waiting()) === 1)
  let isErased = false
  const erased = hub.eraseCustomer('ada').finally(() => {
    isErased = true
  })
  await eventually('the erasing to be over, or to wait', async () => isErased || (await waiting()) === 2)
  await locker.query('SELECT pg_advisory_unlock(1)')
  expect(await erased).toBe(1)
  await sent
  expect(await query(url, 'SELECT id FROM files')).toEqual([])
})

it('what a customer wrote does not come back with a repeat of it, however late, once they are erased', async () => {
  const [carrier, platform] = [createFakeCarrier(), createFakePlatform({ silent: true })]
  const hub = await openHub({ url: await postgres.createDatabase() }, platform, withCarrier(carrier))
  let letEnd = () => {}
  onTestFinished(async () => {
    letEnd()
    await hub.close()
  })
  const phone = freshPhoneNumber()
  const media = [{ url: 'https://files.example.com/1', mediaType: 'image/png' }]
  const texts = webhook(written('1', phone, 'hi'), written('2', phone, '', media))
  await hub.receiveWebhook('phones', texts)
  const [{ conversationId: id = '' } = {}] = (await hub.findConversations({ resourceId: 'sms' }))
    .conversations
  await eventually('both', () => platform.textsOf(id).length === 2)
  // As long as its platform has not been told of the end, what is left of the conversation stays.
  const held = new Promise<void>((resolve) => {
    letEnd = resolve
  })
  platform.before = ({ type }) => (type === 'end' ? held : undefined)
  await hub.updateCustomerIdentifier(id, 'ada')
  await hub.eraseCustomer('ada')
  await hub.receiveWebhook('phones', texts)
  expect((await hub.findConversations({ resourceId: 'sms' })).conversations).toEqual([])
})

it('what a customer wrote is not lost where the process was killed before it was added, and they are erased', async () => {
  const url = await postgres.createDatabase()
  const hub = await openHub({ url }, createFakePlatform(), withCarrier(createFakeCarrier()))
  onTestFinished(() => hub.close())
  const customerDestination = freshPhoneNumber()
  const { conversationId } = await hub.startConversation({
    resourceId: 'sms',
    customerDestination,
    customerIdentifier: 'ada',
    createInThirdPartySystems: false,
  })
  const choose = `INSERT INTO carrier_inbox (carrier, id, received_at, conversation_id) VALUES ('phones', '1', now(), $1)`
  await query(url, choose, [conversationId])
  await hub.eraseCustomer('ada')
  await hub.receiveWebhook('phones', webhook(written('1', customerDestination, 'hi')))
  const [anew] = (await hub.findConversations({ resourceId: 'sms' })).conversations
  const { messages } = await hub.getTranscript(anew?.conversationId ?? '')
  const own = messages.filter(({ author }) => author.role === 'customer')
  expect(own).toMatchObject([{ parts: [{ text: 'hi' }] }])
})

it('what a customer writes while what was said before is erased begins another conversation', async () => {
  const carrier = createFakeCarrier()
  const hub = await openHub(
    { url: await postgres.createDatabase() },
    createFakePlatform(),
    withCarrier(carrier),
  )
  onTestFinished(() => hub.close())
  const phone = freshPhoneNumber()
  await hub.startConversation({
    resourceId: 'sms',
    customerDestination: phone,
    customerIdentifier: 'ada',
    createInThirdPartySystems: false,
  })
  carrier.reading = async () => {
    carrier.reading = () => {}
    await hub.eraseCustomer('ada')
  }
  const media = [{ url: 'https://files.example.com/1', mediaType: 'image/png' }]
  await hub.receiveWebhook('phones', webhook(written('1', phone, 'look', media)))
  const { conversations } = await hub.findConversations({ resourceId: 'sms' })
  expect(conversations).toMatchObject([{ customerDestination: phone }])
  const { messages } = await hub.getTranscript(conversations[0]?.conversationId ?? '')
  expect(messages.filter(({ author }) => author.role === 'customer')).toHaveLength(2)
})
