import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import type { Database } from '../src/database/database'
import { openDatabase } from '../src/database/open-database'
import { expire } from '../src/housekeeping/expire'
import type { Hub } from '../src/hub'
import { rememberKey } from '../src/verbs/idempotency'
import { eventually } from './support/eventually'
import { createFakePlatform } from './support/fake-platform'
import { begin, freshPhoneNumber, hear, openHub } from './support/hub'
import { startPostgres, type TestPostgres } from './support/postgres'

const file = { name: 'a.txt', mediaType: 'text/plain', content: new TextEncoder().encode('secret') }

describe('keeping house', () => {
  const platform = createFakePlatform()
  let postgres: TestPostgres
  let hub: Hub
  let database: Database
  beforeAll(async () => {
    postgres = await startPostgres()
    const url = await postgres.createDatabase()
    hub = await openHub({ url }, platform, { limits: { messagesPerConversation: 1 } })
    database = await openDatabase({ url })
  })
  afterAll(async () => {
    await hub.close()
    await database.close()
    await postgres.stop()
  })
  const count = async (table: string, id: string) =>
    (await database.query(`SELECT 1 FROM ${table} WHERE conversation_id = $1::uuid`, [id])).length

  it('deletes conversations that ended long ago, and keeps the others', async () => {
    const { conversationId: old = '' } = await hub.startSession({ resourceId: 'web', idempotencyKey: 'old' })
    await hub.sendFile(old, file)
    const [recent, live] = [await begin(hub), await begin(hub)]
    for (const id of [old, recent]) {
      const heard = await hear(hub, id)
      await hub.closeConversation(id)
      await eventually('the end', () => heard.ended())
    }
    await database.query(
      `WITH old AS (UPDATE conversations SET ended_at = now() - interval '31 days' WHERE id = $1::uuid),
         dead AS (INSERT INTO outbox (conversation_id, seq, platform, command, created_at, attempts, dead_at)
           VALUES ($1::uuid, 99, 'fake', '{}', now(), 0, now()))
       INSERT INTO carrier_messages (conversation_id, seq, piece, command_id, message_id, message, state, attempts, created_at, ready_at)
       VALUES ($1::uuid, 2, 0, 'c', 'm', '{}', 'dead', 0, now(), now())`,
      [old],
    )
    await expire(database, undefined)
    expect(await hub.getConversation(old)).toMatchObject({ state: 'ended' })
    await expire(database, 30)
    await expect(hub.getConversation(old)).rejects.toMatchObject({ code: 'conversation-not-found' })
    const tables = ['events', 'files', 'idempotency_keys', 'outbox', 'carrier_messages']
    for (const table of tables) expect(await count(table, old), table).toBe(0)
    expect(await hub.getConversation(recent)).toMatchObject({ state: 'ended' })
    expect(await hub.getConversation(live)).not.toMatchObject({ state: 'ended' })
  })

  it('forgets sessions and keys that have expired', async () => {
    const session = await hub.startSession({ resourceId: 'web' })
    await database.query(
      `UPDATE web_sessions SET expires_at = now() - interval '1 second' WHERE id = $1::uuid`,
      [session.sessionId],
    )
    expect(await hub.findSession(session.sessionId)).toBeUndefined()
    await expire(database, undefined)
    expect(
      await database.query('SELECT 1 FROM web_sessions WHERE id = $1::uuid', [session.sessionId]),
    ).toEqual([])
  })

  it('leaves the key of a session that has expired to the next one, also before it comes by', async () => {
    const one = { resourceId: 'web', idempotencyKey: 'of a session' }
    const first = await hub.startSession(one)
    await hub.closeConversation(first.conversationId ?? '')
    await database.query(
      `UPDATE web_sessions SET created_at = now() - interval '24 hours', expires_at = now() WHERE id = $1::uuid`,
      [first.sessionId],
    )
    const [session, ...others] = await Promise.all([1, 2, 3].map(() => hub.startSession(one)))
    expect(others).toEqual([session, session])
    expect(await hub.findSession(session?.sessionId ?? '')).toBeDefined()
    expect((await hub.getConversation(session?.conversationId ?? '')).state).not.toBe('ended')
  })

  it('leaves nobody a chat that was begun under the key of a session that has expired', async () => {
    const one = { resourceId: 'web', idempotencyKey: 'of two customers' }
    const first = await hub.startSession({ ...one, customerIdentifier: 'ada' })
    await database.query(
      `WITH old AS (UPDATE web_sessions SET expires_at = now() WHERE id = $1::uuid)
       UPDATE conversations SET created_at = created_at - interval '24 hours' WHERE id = $2::uuid`,
      [first.sessionId, first.conversationId ?? ''],
    )
    const second = await hub.startSession({ ...one, customerIdentifier: 'bob' })
    expect(await hub.getConversation(second.conversationId ?? '')).toMatchObject({
      customerIdentifier: 'bob',
    })
    expect((await hub.getConversation(first.conversationId ?? '')).state).toBe('ended')
    expect(await hub.startSession({ ...one, customerIdentifier: 'bob' })).toEqual(second)
  })

  it('has no key to forget that was kept for a conversation which was erased in that moment', async () => {
    const request = { resourceId: 'sms', customerDestination: freshPhoneNumber(), customerIdentifier: 'eve' }
    const { conversationId } = await hub.startConversation(request)
    await hub.eraseCustomer('eve')
    const key = { key: 'of eve', fingerprint: 'of her start' }
    expect(await rememberKey({ database }, key, conversationId)).toBe(false)
    expect(await hub.startConversation({ ...request, idempotencyKey: key.key })).toMatchObject({
      created: true,
    })
  })

  it('forgets what was said to nobody, and not what was set aside for a live conversation', async () => {
    const { conversationId } = await hub.startConversation({
      resourceId: 'sms',
      customerDestination: freshPhoneNumber(),
      createInThirdPartySystems: false,
    })
    await database.query(
      `UPDATE conversations SET managed_by = 'fake', session_key = 'live', managed_since = now() - interval '1 hour'
       WHERE id = $1::uuid`,
      [conversationId],
    )
    await database.query(
      `INSERT INTO unclaimed_events (platform, key, events, created_at)
       SELECT 'fake', key, '[]', now() - make_interval(mins => age)
       FROM (VALUES ('live', 16), ('live', 61), ('nobody', 16)) AS waiting (key, age)`,
    )
    await expire(database, undefined)
    const left = `SELECT key, created_at > now() - interval '1 hour' AS "isOfThisTime" FROM unclaimed_events`
    expect(await database.query(left)).toEqual([{ key: 'live', isOfThisTime: true }])
  })

  it('erases a customer, live conversation and all', async () => {
    let release = () => {}
    const held = new Promise<void>((resolve) => {
      release = resolve
    })
    platform.before = ({ type }) => (type === 'end' ? held : undefined)
    onTestFinished(() => {
      platform.before = () => {}
      release()
    })
    const { conversationId: id = '' } = await hub.startSession({
      resourceId: 'web',
      customerIdentifier: 'ann',
    })
    await hub.sendFile(id, file)
    const other = await begin(hub)
    await eventually('the start', () => platform.commandOf(id) !== undefined)
    expect(await hub.eraseCustomer('ann')).toBe(1)
    expect(await count('events', id)).toBe(0)
    expect(await count('files', id)).toBe(0)
    expect((await hub.findConversations({ customerIdentifier: 'ann' })).conversations).toEqual([])
    // Its row stays until its platform has been told; for everybody else it is gone.
    const { length } = await database.query('SELECT 1 FROM conversations WHERE id = $1::uuid', [id])
    expect(length).toBe(1)
    const notFound = { code: 'conversation-not-found' }
    await expect(hub.getConversation(id)).rejects.toMatchObject(notFound)
    await expect(hub.updateCustomerIdentifier(id, 'ann')).rejects.toMatchObject(notFound)
    const named = "SELECT 1 FROM conversations WHERE customer_identifier = 'ann'"
    expect(await database.query(named)).toEqual([])
    const { conversations } = await hub.findConversations({ resourceId: 'web' })
    expect(conversations.some(({ conversationId }) => conversationId === id)).toBe(false)
    release()
    await eventually('the platform to hear of the end', () =>
      platform.told.some((one) => one.type === 'end' && one.at === platform.commandOf(id)),
    )
    await eventually('the last row to go', async () => {
      await expire(database, undefined)
      return (await database.query('SELECT 1 FROM conversations WHERE id = $1::uuid', [id])).length === 0
    })
    expect((await hub.getTranscript(other)).conversationId).toBe(other)
  })

  it('forgets the web chat sessions of a customer, also under an earlier identifier', async () => {
    const earlier = await hub.startSession({ resourceId: 'web', customerIdentifier: 'cleo@before' })
    const identify = (identifier: string) =>
      hub.updateCustomerIdentifier(earlier.conversationId ?? '', identifier)
    for (const none of ['', 'cleo\u0000', 'c'.repeat(256)]) {
      await expect(identify(none)).rejects.toMatchObject({
        code: 'invalid-request',
        problems: [{ at: 'customerIdentifier' }],
      })
    }
    await identify('cleo')
    const unused = await hub.startSession({ resourceId: 'web', customerIdentifier: 'cleo' })
    const foreign = await hub.startSession({ resourceId: 'web', customerIdentifier: 'dora' })
    await hub.eraseCustomer('cleo')
    expect(await hub.findSession(earlier.sessionId)).toBeUndefined()
    expect(await hub.findSession(unused.sessionId)).toBeUndefined()
    expect(await hub.findSession(foreign.sessionId)).toBeDefined()
  })

  it('ends the events of a customer who was erased, also for a listener that had not kept up', async () => {
    const { conversationId: id = '' } = await hub.startSession({
      resourceId: 'web',
      customerIdentifier: 'bob',
    })
    const seen = { events: 0, ended: '' }
    const subscription = await hub.listen(id, 0, {
      onEvent() {
        seen.events += 1
        return false
      },
      onEnd(why) {
        seen.ended = why
      },
    })
    await eventually('the first event', () => seen.events === 1)
    await hub.eraseCustomer('bob')
    subscription.resume()
    await eventually('the end', () => seen.ended === 'ended')
    expect(seen.events).toBe(1)
  })

  it('limits one conversation and no other', async () => {
    const [loud, quiet] = [await begin(hub), await begin(hub)]
    // All at one moment: a second later, one more may come.
    const sent = Array.from({ length: 15 }, (_, n) => hub.sendMessage(loud, { text: String(n) }))
    const tooMuch = expect(hub.sendFile(loud, file)).rejects.toMatchObject({ code: 'rate-limited' })
    const results = await Promise.allSettled(sent)
    const refused = results.filter(({ status }) => status === 'rejected')
    expect(refused.length).toBeGreaterThanOrEqual(4)
    expect(refused[0]).toMatchObject({ reason: { code: 'rate-limited', retryAfterMs: expect.any(Number) } })
    await hub.sendMessage(quiet, { text: 'hello' })
    await tooMuch
  })

  it('keeps a file under a name and a type that fit into the head of an answer', async () => {
    const id = await begin(hub)
    const long = 'x'.repeat(20_000)
    const odd = { ...file, name: `${long}.txt`, mediaType: `text/${long}` }
    const { messageId } = await hub.sendFile(id, odd)
    const kept = { name: `${'x'.repeat(251)}.txt`, mediaType: 'application/octet-stream' }
    expect(await hub.readFile(id, messageId)).toMatchObject(kept)
    const { messages } = await hub.getTranscript(id)
    expect(messages.find((one) => one.messageId === messageId)?.parts).toMatchObject([kept])
  })

  it('keeps no file that nobody will ever see', async () => {
    const id = await begin(hub)
    const sent = await hub.sendFile(id, { ...file, clientMessageId: 'a' })
    await hub.closeConversation(id)
    await expect(hub.sendFile(id, file)).rejects.toMatchObject({ code: 'conversation-ended' })
    expect(await hub.sendFile(id, { ...file, clientMessageId: 'a' })).toEqual(sent)
    expect(await count('files', id)).toBe(1)
  })
})
