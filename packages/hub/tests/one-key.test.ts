import { ConversationError } from '@conversation-hub/core'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { recordForTests } from '../src/conversations/record-for-tests'
import { openDatabase } from '../src/database/open-database'
import { isEarlierEnding, makeWay } from '../src/driving/commands/make-way'
import type { Change } from '../src/journal/journal'
import { eventually } from './support/eventually'
import { createAccount } from './support/fake-account'
import { freshPhoneNumber, hear, openHub } from './support/hub'
import { insertConversation } from './support/insert-conversation'
import { query, startPostgres, type TestPostgres } from './support/postgres'

describe('a stream for a whole account whose key is the customer’s phone', () => {
  let postgres: TestPostgres
  beforeAll(async () => {
    postgres = await startPostgres()
  })
  afterAll(() => postgres.stop())

  /** A conversation that was begun on a phone and whose customer was then moved to a web chat. */
  async function movedAway() {
    const phone = freshPhoneNumber()
    const account = createAccount({ keyOf: () => phone })
    const hub = await openHub({ url: await postgres.createDatabase() }, account.platform, {
      resources: { web: { channel: 'web-chat', hub: 'main' }, sms: { channel: 'sms', hub: 'main' } },
    })
    onTestFinished(() => hub.close())
    const say = (text: string) => account.deliver({ key: phone, id: text, text })
    const begin = async () => {
      const request = { resourceId: 'sms', customerDestination: phone }
      const { conversationId: id } = await hub.startConversation(request)
      return { id, heard: await hear(hub, id) }
    }
    const first = await begin()
    await eventually('the start', () => account.platform.commandOf(first.id))
    say('to the first')
    await eventually('its words', () => first.heard.texts('agent').length === 1)
    const { sessionId } = await hub.startSession({ resourceId: 'web' })
    await hub.moveCustomer(first.id, { resourceId: 'web', customerDestination: sessionId })
    return { account, hub, say, begin, first }
  }

  it('is shown in the conversation that the customer begins there anew; the one that was moved away is over', async () => {
    const { account, hub, say, begin, first } = await movedAway()
    account.platform.before = ({ type }) => {
      if (type === 'start') say('before the answer')
    }
    const second = await begin()
    await eventually('the words', () => second.heard.texts('agent').includes('before the answer'))
    say('to the second')
    await eventually('more words', () => second.heard.texts('agent').includes('to the second'))
    expect(await hub.getConversation(first.id)).toMatchObject({ state: 'ended', endReason: 'moved' })
    expect(first.heard.texts('agent')).toEqual(['to the first'])
    expect(account.platform.told.map(({ type }) => type)).toEqual(['start', 'start'])
  })

  it('begins there anew only once the end of the one that was moved away is told', async () => {
    const { account, hub, begin, first } = await movedAway()
    let letEnd = () => {}
    const mayEnd = new Promise<void>((resolve) => {
      letEnd = resolve
    })
    account.platform.before = ({ type }) => (type === 'end' ? mayEnd : undefined)
    await hub.closeConversation(first.id)
    await eventually('the end', () => account.platform.calls.at(-1)?.startsWith('end'))
    const second = await begin()
    const somebody = { resourceId: 'sms', customerDestination: freshPhoneNumber() }
    const { conversationId: other } = await hub.startConversation(somebody)
    await eventually('the start of somebody else', () => account.platform.commandOf(other))
    letEnd()
    await eventually('the second start', () => account.platform.commandOf(second.id))
    expect(account.platform.told.map(({ type }) => type)).toEqual(['start', 'start', 'end', 'start'])
  })

  it('stays with the conversation that took the place of one whose start is still being tried', async () => {
    const customerDestination = freshPhoneNumber()
    const account = createAccount({ keyOf: () => customerDestination })
    const hub = await openHub({ url: await postgres.createDatabase() }, account.platform)
    onTestFinished(() => hub.close())
    const begin = async (onLive: 'return' | 'replace') =>
      (await hub.startConversation({ resourceId: 'sms', customerDestination, onLive })).conversationId
    let isDown = true
    account.platform.before = () => {
      if (isDown) throw new ConversationError('platform-timeout', 'no answer', { outcome: 'unknown' })
    }
    const first = await begin('return')
    await eventually('a try of the start', () => account.platform.calls.length > 0)
    const second = await begin('replace')
    isDown = false
    await eventually('both starts', () => account.platform.commandOf(second))
    expect(account.platform.told.map(({ type }) => type)).toEqual(['start', 'end', 'start'])
    expect(await hub.getConversation(first)).toMatchObject({ state: 'ended', endReason: 'operator' })
    expect((await hub.getConversation(second)).state).not.toBe('ended')
  })

  it('is left to whoever has taken it meanwhile: its place and its owner stay as they are', async () => {
    const url = await postgres.createDatabase()
    const phone = freshPhoneNumber()
    const account = createAccount({ keyOf: () => phone })
    const hub = await openHub({ url }, account.platform)
    const request = { resourceId: 'sms', customerDestination: phone }
    const { conversationId } = await hub.startConversation(request)
    await eventually('the start', () => account.platform.commandOf(conversationId))
    const stream = () => query(url, 'SELECT owner, fence, cursor FROM account_streams')
    account.deliver({ key: phone, id: 'one', text: 'one' })
    await eventually('its place to be kept', async () => (await stream())[0]?.cursor === '1')
    const other = crypto.randomUUID()
    await query(
      url,
      `WITH other AS (INSERT INTO instances (id, lease_until) VALUES ($1, now() + interval '1 hour'))
       UPDATE account_streams SET owner = $1, fence = fence + 1`,
      [other],
    )
    account.deliver({ key: phone, id: 'two', text: 'two' })
    await eventually('its reader to leave it', () => account.readers() === 0)
    await hub.close()
    expect(await stream()).toEqual([{ owner: other, fence: '2', cursor: '1' }])
  })

  it('is waited for by the later of two that ended before it was known whether they began, not by each for the other', async () => {
    const database = await openDatabase({ url: await postgres.createDatabase() })
    onTestFinished(() => database.close())
    const [earlier, later, live] = [
      await insertConversation(database),
      await insertConversation(database),
      await insertConversation(database),
    ]
    await database.query(`UPDATE conversations SET session_key = 'phone'`)
    await database.query('UPDATE conversations SET ended_at = now() WHERE id <> $1::uuid', [live])
    await database.query(
      `INSERT INTO outbox (conversation_id, seq, platform, command, created_at, attempts)
       SELECT id, 9, 'fake', '{"type": "end"}', now(), 0 FROM conversations WHERE ended_at IS NOT NULL`,
    )
    const { connector } = createAccount().platform
    const waits = (id: string) =>
      isEarlierEnding(database, {
        row: recordForTests({ row: { id, destination: 'phone' } }).row,
        platform: 'fake',
        connector,
      })
    const all = async () => [await waits(earlier), await waits(later), await waits(live)]
    expect(await all()).toEqual([false, true, true])
    // Nobody waits for an end that was given up.
    await database.query('UPDATE outbox SET dead_at = now()')
    expect(await all()).toEqual([false, false, false])
  })

  it('is left by the earlier one alone, and only at the word of whoever has the later one', async () => {
    const database = await openDatabase({ url: await postgres.createDatabase() })
    onTestFinished(() => database.close())
    const ids = [await insertConversation(database), await insertConversation(database)] as const
    await database.query(`UPDATE conversations SET session_key = 'phone'`)
    const { connector } = createAccount().platform
    const endedFor = async (id: string, fence: number) => {
      const ended: string[] = []
      const journal = {
        async change<Value>(other: string, change: Change<Value>) {
          ended.push(other)
          return change(recordForTests({ row: { sessionKey: 'phone' } })).value
        },
      }
      const { row } = recordForTests({ row: { id, destination: 'phone', fence } })
      await makeWay({ database, journal }, { row, platform: 'fake', connector })
      return ended
    }
    expect(await endedFor(ids[1], 0)).toEqual([])
    expect(await endedFor(ids[0], 1)).toEqual([])
    expect(await endedFor(ids[1], 1)).toEqual([ids[0]])
  })
})
