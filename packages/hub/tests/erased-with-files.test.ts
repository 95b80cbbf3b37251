import { Client } from 'pg'
import { expect, it, onTestFinished } from 'vitest'
import { eventually } from './support/eventually'
import { createFakePlatform } from './support/fake-platform'
import { freshPhoneNumber, openHub } from './support/hub'
import { query, startPostgres } from './support/postgres'

it('a file that is being kept while its customer is erased is not left behind', async () => {
  const postgres = await startPostgres()
  onTestFinished(() => postgres.stop())
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
