import { ConversationError, type ConversationEvent, type PlatformEvent } from '@conversation-hub/core'
import { Client } from 'pg'
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest'
import { openDatabase } from '../src/database/open-database'
import { openPostgresServer } from '../src/database/postgres-server'
import { holdInstanceLease } from '../src/leases/instance-lease'
import { eventually } from './support/eventually'
import { createFakeCarrier, fromApp, withCarrier } from './support/fake-carrier'
import { createFakePlatform, type FakePlatform } from './support/fake-platform'
import { begin, freshPhoneNumber, hear, openHub } from './support/hub'
import { query, startPostgres, type TestPostgres } from './support/postgres'
import { openSwitchableProxy } from './support/switchable-proxy'

describe('a database that goes away at the wrong moment', () => {
  let postgres: TestPostgres
  beforeAll(async () => {
    postgres = await startPostgres()
  })
  afterAll(() => postgres.stop())

  async function behindAProxy(platform: FakePlatform) {
    const proxy = await openSwitchableProxy(postgres.socket)
    const hub = await openHub({ url: proxy.urlOf(await postgres.createDatabase()) }, platform)
    onTestFinished(async () => {
      proxy.restore()
      await hub.close()
      await proxy.close()
    })
    const id = await begin(hub)
    await eventually('the start', () => platform.commandOf(id))
    return { hub, proxy, id, heard: await hear(hub, id) }
  }

  it('loses nothing of a reply that comes bit by bit', async () => {
    let say = (_: PlatformEvent) => {}
    const said = new Promise<PlatformEvent>((resolve) => {
      say = resolve
    })
    const platform = createFakePlatform({
      silent: true,
      arrival: { kind: 'reply' },
      async send(_command, session) {
        async function* reply() {
          yield await said
        }
        return { session, events: reply() }
      },
    })
    const { hub, proxy, id, heard } = await behindAProxy(platform)
    const { messageId } = await hub.sendMessage(id, { text: 'hi' })
    await eventually('the message to be taken', () => heard.receipts(messageId).includes('sent'))
    proxy.cut()
    say({ type: 'message', id: 'a', author: { role: 'bot' }, parts: [{ type: 'text', text: 'answer' }] })
    await expect(hub.checkReady()).rejects.toMatchObject({ code: 'database-unavailable' })
    proxy.restore()
    await eventually('the answer', () => heard.texts('bot').includes('answer'))
  })

  it('does not forget that a platform has forgotten the conversation', async () => {
    const platform = createFakePlatform()
    const { hub, proxy, heard } = await behindAProxy(platform)
    await eventually('the stream', () => platform.streams() === 1)
    await eventually('the greeting', () => heard.texts('bot').length === 1)
    proxy.cut()
    platform.cutStreams(new ConversationError('platform-session-gone', 'Forgotten.'))
    await eventually('it to be seen', () => hub.logged.some(({ code }) => code === 'platform-session-gone'))
    await expect(hub.checkReady()).rejects.toMatchObject({ code: 'database-unavailable' })
    await eventually('it to be told', () => hub.logged.some(({ event }) => event === 'adoption-failed'))
    proxy.restore()
    const told = (event: string) => hub.logged.find((entry) => entry.event === event)
    expect(told('stream-failed')).toMatchObject({ platform: 'fake', code: 'platform-session-gone' })
    expect(told('adoption-failed')).toMatchObject({
      code: 'database-unavailable',
      detail: expect.stringMatching(/^The database does not answer \(/),
    })
    await eventually('the end', () => heard.kept().at(-1)?.type === 'state' && heard.ended())
    expect(heard.kept().at(-1)).toMatchObject({ state: 'ended', reason: 'platform-expired' })
  })

  it('does not end the process in the middle of a transaction', async () => {
    const url = await postgres.createDatabase()
    const database = openPostgresServer(url)
    onTestFinished(() => database.close())
    const failed = database.transaction(async (run) => {
      const [row] = await run('SELECT pg_backend_pid() AS pid')
      await query(url, 'SELECT pg_terminate_backend($1)', [row?.pid])
      await eventually('it to be gone', () =>
        run('SELECT 1').then(
          () => false,
          () => true,
        ),
      )
      await run('SELECT 1')
    })
    await expect(failed).rejects.toMatchObject({ name: 'DatabaseError' })
    expect(await database.query('SELECT 1 AS one')).toEqual([{ one: 1 }])
  })

  it('is told as that, where it goes while a hub is being opened', async () => {
    const url = await postgres.createDatabase()
    await (await openDatabase({ url })).close()
    await query(
      url,
      `CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
         RAISE EXCEPTION 'scripted' USING ERRCODE = '57P03'; END $$;
       CREATE TRIGGER refuse BEFORE INSERT ON instances FOR EACH ROW EXECUTE FUNCTION refuse()`,
    )
    await expect(openHub({ url }, createFakePlatform())).rejects.toMatchObject({
      code: 'database-unavailable',
    })
  })

  it('is given up, where it is frozen and does not even say so', async () => {
    const url = await postgres.createDatabase()
    const database = openPostgresServer(url, { answerTimeoutMs: 60_000 })
    onTestFinished(() => database.close())
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    onTestFinished(() => void vi.useRealTimers())
    const asked = database.query('SELECT pg_sleep(10)')
    const isAsked = `SELECT 1 FROM pg_stat_activity WHERE query = 'SELECT pg_sleep(10)' AND state = 'active'`
    while ((await query(url, isAsked)).length === 0);
    vi.advanceTimersByTime(60_000)
    await expect(asked).rejects.toMatchObject({ failure: 'unavailable' })
    vi.useRealTimers()
    expect(await database.query('SELECT 1 AS one')).toEqual([{ one: 1 }])
  })

  it('holds up no stop, where it is frozen', async () => {
    const proxy = await openSwitchableProxy(postgres.socket)
    const url = proxy.urlOf(await postgres.createDatabase())
    const database = openPostgresServer(url, { answerTimeoutMs: 600_000 })
    await database.listen?.('channel', () => {})
    await database.query('SELECT 1')
    proxy.freeze()
    const asked = expect(database.query('SELECT 1')).rejects.toMatchObject({ failure: 'unavailable' })
    await new Promise(setImmediate)
    await database.close()
    await asked
    proxy.restore()
    await proxy.close()
  })

  it('costs nobody the lease where only much is asked of it at once', async () => {
    const url = await postgres.createDatabase()
    const [database, locker] = [await openDatabase({ url }), new Client({ connectionString: url })]
    await locker.connect()
    onTestFinished(async () => void (await Promise.all([database.close(), locker.end()])))
    await locker.query('SELECT pg_advisory_lock(1)')
    const slow = Promise.all(
      Array.from({ length: 10 }, () => database.query('SELECT pg_advisory_xact_lock_shared(1)')),
    )
    const lease = holdInstanceLease(database, crypto.randomUUID(), () => {})
    onTestFinished(async () => await (await lease).stop())
    const isOver = slow.catch(() => {}).then(() => 'the rest')
    expect(await Promise.race([isOver, lease.then(() => 'the lease')])).toBe('the lease')
    await locker.query('SELECT pg_advisory_unlock(1)')
    await slow
  })

  it.each([
    ['to a person', 'escalated'],
    ['at the end', 'ended'],
  ])('is no reason to give up what follows %s', async (_, what) => {
    const concluded: string[] = []
    const first = createFakePlatform({
      capabilities: { receipts: { toPlatform: true, fromPlatform: false } },
      async conclude(_session, { conversationId }) {
        concluded.push(conversationId)
      },
    })
    const second = createFakePlatform()
    const url = await postgres.createDatabase()
    const hub = await openHub({ url }, first, {
      platforms: { fake: first.connector, second: { ...second.connector, account: 'second' } },
      hubs: { main: { platform: 'fake', escalateTo: 'second' } },
    })
    onTestFinished(() => hub.close())
    const id = await begin(hub)
    const heard = await hear(hub, id)
    const [greeting] = await eventually('the greeting', () => messagesOf(heard.events))
    // A command that is under way holds back what follows, until what was said can no longer be read.
    let goOn = () => {}
    const held = new Promise<void>((resolve) => {
      goOn = resolve
    })
    first.before = () => held
    await hub.addReceipt(id, { messageId: greeting ?? '', status: 'read' })
    await eventually('it to be under way', () => first.calls.some((call) => call.startsWith('receipt')))
    const ended = { type: 'ended' as const, id: 'e', reason: 'bot-ended' as const }
    first.say(id, what === 'ended' ? ended : { type: 'escalated', id: 'e' })
    const follows = what === 'ended' ? 'ended' : 'waiting'
    await eventually('it to be kept', async () => (await hub.getConversation(id)).state === follows)
    await breakTheNextReader(url, goOn)
    if (what === 'ended') await eventually('the record', () => concluded.includes(id))
    else await eventually('the other platform', () => second.commandOf(id))
    expect(await hub.findDeadLetters()).toEqual([])
  })

  it('does not keep a customer’s message from being told as sent', async () => {
    const carrier = createFakeCarrier()
    const url = await postgres.createDatabase()
    const hub = await openHub({ url }, createFakePlatform({ silent: true }), withCarrier(carrier))
    onTestFinished(() => hub.close())
    const phone = freshPhoneNumber()
    const { conversationId: id } = await hub.startConversation({
      resourceId: 'sms',
      customerDestination: phone,
    })
    const heard = await hear(hub, id)
    const mend = await refuseReceipts(url)
    const { messageId } = await hub.sendMessage(id, { text: 'hello' }, fromApp)
    await eventually('it to fail', () => hub.logged.some(({ event }) => event === 'carrying-interrupted'))
    await mend()
    await eventually('the receipt', () => heard.receipts(messageId).includes('sent'))
    expect(carrier.arrived(phone)).toEqual(['hello'])
  })
})

function messagesOf(events: ReadonlyArray<ConversationEvent>) {
  const ids = events.flatMap((event) => (event.type === 'message' ? [event.messageId] : []))
  return ids.length > 0 && ids
}

/** Ends the connection on which what was said is read next, once `goOn` has let that happen. */
async function breakTheNextReader(url: string, goOn: () => void): Promise<void> {
  const locker = new Client({ connectionString: url })
  await locker.connect()
  await locker.query('BEGIN; LOCK TABLE events IN ACCESS EXCLUSIVE MODE')
  goOn()
  await eventually('the reader to be ended', async () => {
    const rows = await query(
      url,
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
       WHERE wait_event_type = 'Lock' AND query LIKE '%type = ''message''%ORDER BY seq'`,
    )
    return rows.length > 0
  })
  await locker.query('COMMIT')
  await locker.end()
}

async function refuseReceipts(url: string) {
  await query(
    url,
    `CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
       RAISE EXCEPTION 'scripted' USING ERRCODE = '53100'; END $$;
     CREATE TRIGGER refuse BEFORE INSERT ON events FOR EACH ROW WHEN (NEW.type = 'receipt') EXECUTE FUNCTION refuse()`,
  )
  return () => query(url, 'DROP TRIGGER refuse ON events')
}
