import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import type { Hub } from '../src/hub'
import { eventually } from './support/eventually'
import { createAccount } from './support/fake-account'
import { createFakeCarrier, webhook, withCarrier, written } from './support/fake-carrier'
import { createFakePlatform } from './support/fake-platform'
import { freshPhoneNumber, hear, openHub } from './support/hub'
import { query, startPostgres, type TestPostgres } from './support/postgres'

const PHONE = freshPhoneNumber()
const start = { resourceId: 'sms', customerDestination: PHONE, customerIdentifier: 'somebody' }

/** Everything that looks at a conversation. */
const verbs: Record<string, (hub: Hub, id: string) => Promise<unknown>> = {
  startConversation: (hub) => hub.startConversation(start),
  'startConversation, the same again': (hub) => hub.startConversation({ ...start, idempotencyKey: 'once' }),
  getConversation: (hub, id) => hub.getConversation(id),
  sendMessage: (hub, id) => hub.sendMessage(id, { text: 'hi' }),
  sendFile: (hub, id) =>
    hub.sendFile(id, { name: 'a.png', mediaType: 'image/png', content: new Uint8Array([1]) }),
  setTyping: (hub, id) => hub.setTyping(id, true),
  addReceipt: (hub, id) => hub.addReceipt(id, { messageId: 'm', status: 'read' }),
  closeConversation: (hub, id) => hub.closeConversation(id),
  moveConversation: (hub, id) => hub.moveConversation(id, { platform: 'fake' }),
  moveCustomer: (hub, id) =>
    hub.moveCustomer(id, { resourceId: 'sms', customerDestination: freshPhoneNumber() }),
  updateCustomerIdentifier: (hub, id) => hub.updateCustomerIdentifier(id, 'somebody else'),
  getTranscript: (hub, id) => hub.getTranscript(id),
  listen: (hub, id) => hub.listen(id, 0, { onEvent: () => true, onEnd: () => {} }),
  receiveWebhook: (hub) => hub.receiveWebhook('phones', webhook(written('w', PHONE, 'hi'))),
  eraseCustomer: (hub) => hub.eraseCustomer('somebody'),
}

describe('a conversation that only a newer version can read', () => {
  let postgres: TestPostgres
  beforeAll(async () => {
    postgres = await startPostgres()
  })
  afterAll(() => postgres.stop())

  /** A hub, and a conversation of an earlier one that a newer version has gone on with. */
  async function openBeside(change: string) {
    const url = await postgres.createDatabase()
    const { connector } = createFakePlatform()
    const platforms = { fake: connector, other: connector }
    const open = () =>
      openHub({ url }, createFakePlatform(), { ...withCarrier(createFakeCarrier()), platforms })
    const before = await open()
    const { conversationId: id } = await before.startConversation({ ...start, idempotencyKey: 'once' })
    await before.sendMessage(id, { text: 'm', clientMessageId: 'm' }, { author: { role: 'agent' } })
    await before.close()
    await query(
      url,
      `UPDATE events SET body = (body::jsonb || '{"messageId": "m"}')::json WHERE type = 'message'`,
    )
    await query(url, change)
    const hub = await open()
    onTestFinished(() => hub.close())
    return { hub, id, url }
  }

  /** What comes of the verbs that do not say it by an error of ours. */
  async function saidOtherwise(tried: typeof verbs, hub: Hub, id: string) {
    const outcomes: Record<string, unknown> = {}
    for (const [name, verb] of Object.entries(tried)) {
      const thrown = await verb(hub, id).then(
        () => 'nothing was thrown',
        (error: unknown) => error,
      )
      const isOurs = thrown instanceof Error && thrown.name === 'ConversationError'
      const says = isOurs && thrown.message.includes(`${id} holds what only a newer version`)
      if (!says) outcomes[name] = thrown
    }
    return outcomes
  }

  it('is named by every verb that would have to', async () => {
    const { hub, id } = await openBeside(`UPDATE conversations SET state = 'of later'`)
    expect(await saidOtherwise(verbs, hub, id)).toEqual({})
  })

  it('is said where a list is asked for, and leaves the others in it', async () => {
    const { hub, id } = await openBeside(`UPDATE conversations SET state = 'of later'`)
    const another = { ...start, customerDestination: freshPhoneNumber() }
    const { conversationId } = await hub.startConversation(another)
    const found = await hub.findConversations({ customerIdentifier: 'somebody' })
    expect(found.conversations.map((one) => one.conversationId)).toEqual([conversationId])
    const says = { event: 'conversation-unreadable', conversationId: id, code: 'internal' }
    expect(hub.logged).toContainEqual(expect.objectContaining(says))
  })

  it('is let go where its text messages are carried', async () => {
    const { hub, id, url } = await openBeside(
      `WITH again AS (DELETE FROM carrier_messages)
       UPDATE conversations SET state = 'of later', carried_seq = 0`,
    )
    await eventually('it to be carried', () =>
      hub.logged.some(
        ({ event, conversationId }) => event === 'carrying-interrupted' && conversationId === id,
      ),
    )
    const owners = () => query(url, 'SELECT carrier_owner FROM conversations')
    await eventually('it to be let go', async () => (await owners())[0]?.carrier_owner === null)
    await eventually('it to be known', () => hub.measure().conversations_carried === 0)
  })

  it('is named where what was said in it has to be read', async () => {
    const { hub, id } = await openBeside(
      `UPDATE events SET body = (body::jsonb || '{"author": {"role": "of later"}}')::json WHERE type = 'message'`,
    )
    expect(await hub.getConversation(id)).toMatchObject({ conversationId: id })
    const readers: typeof verbs = {
      getTranscript: (to) => to.getTranscript(id),
      moveConversation: (to) => to.moveConversation(id, { platform: 'other' }),
    }
    expect(await saidOtherwise(readers, hub, id)).toEqual({})
  })

  it('keeps no dead letter from being put back to work', async () => {
    const { hub } = await openBeside(
      `WITH later AS (UPDATE conversations SET state = 'of later' RETURNING id)
       INSERT INTO outbox (conversation_id, seq, platform, command, created_at, attempts, dead_at, error_code)
       SELECT id, 9, 'fake', '{"type": "send", "commandId": "c"}', now(), 1, now(), 'platform-refused' FROM later`,
    )
    expect(await hub.replayDeadLetters('all')).toBe(1)
  })

  it('holds up the stream of its account for nobody else, and is shown what came when it can be read again', async () => {
    const url = await postgres.createDatabase()
    const account = createAccount()
    const before = await openHub({ url }, account.platform)
    const start = async () => {
      const request = { resourceId: 'sms', customerDestination: freshPhoneNumber() }
      const { conversationId } = await before.startConversation(request)
      return {
        id: conversationId,
        key: await eventually('the start', () => account.platform.commandOf(conversationId)),
      }
    }
    const [broken, other] = [await start(), await start()]
    // A place in the stream is told with its first events.
    account.deliver({ key: other.key, id: 'first', text: 'first' })
    const first = await hear(before, other.id)
    await eventually('a place', () => first.texts('agent').includes('first'))
    await before.close()
    await query(
      url,
      `INSERT INTO events (conversation_id, seq, type, at, body) VALUES ($1, 1000, 'message', now(), $2)`,
      [broken.id, '{"type":"message","author":{"role":"agent"},"text":"\\ud83d"}'],
    )
    const hub = await openHub({ url }, account.platform)
    onTestFinished(() => hub.close())
    const heard = await hear(hub, other.id)
    account.deliver({ key: broken.key, id: 'a', text: 'a' }, { key: other.key, id: 'b', text: 'b' })
    await eventually('the other', () => heard.texts('agent').includes('b'))
    const waiting = await query(url, 'SELECT key FROM unclaimed_events')
    expect(waiting).toEqual([{ key: broken.key }])
    expect(hub.logged).toContainEqual(expect.objectContaining({ event: 'platform-events-set-aside' }))
    await query(url, `DELETE FROM events WHERE seq = 1000`)
    account.deliver({ key: broken.key, id: 'c', text: 'c' })
    const later = await hear(hub, broken.id)
    await eventually('its words', () => later.texts('agent').length === 2)
    expect(later.texts('agent')).toEqual(['a', 'c'])
  })

  it('is shown what was set aside for it by the next reader of the stream, also where nothing more is said', async () => {
    const url = await postgres.createDatabase()
    const account = createAccount()
    const reader = await openHub({ url }, account.platform)
    await eventually('a reader', () => account.readers() === 1)
    const newer = await openHub({ url }, account.platform)
    onTestFinished(() => newer.close())
    const request = { resourceId: 'sms', customerDestination: freshPhoneNumber() }
    const { conversationId } = await newer.startConversation(request)
    const heard = await hear(newer, conversationId)
    const key = await eventually('the start', () => account.platform.commandOf(conversationId))
    account.deliver({ key, id: 'first', text: 'first' })
    await eventually('the key to be known', () => heard.texts('agent').includes('first'))
    const parts = [{ type: 'text', text: 'aside' }]
    await query(
      url,
      `INSERT INTO unclaimed_events (platform, key, events, created_at) VALUES ('fake', $1, $2, now())`,
      [key, JSON.stringify([{ type: 'message', id: 'aside', author: { role: 'agent' }, parts }])],
    )
    await reader.close()
    await eventually('what was set aside', () => heard.texts('agent').includes('aside'))
  })

  it('is waited for by the next start of its customer, where the platform has one conversation of a customer', async () => {
    const url = await postgres.createDatabase()
    const customerDestination = freshPhoneNumber()
    const account = createAccount({ keyOf: () => customerDestination })
    const before = await openHub({ url }, account.platform)
    const { conversationId: first } = await before.startConversation({
      resourceId: 'sms',
      customerDestination,
    })
    await eventually('the start', () => account.platform.commandOf(first))
    await before.moveCustomer(first, { resourceId: 'sms', customerDestination: freshPhoneNumber() })
    await before.close()
    await query(url, `UPDATE conversations SET state = 'of later' WHERE id = $1`, [first])
    const hub = await openHub({ url }, account.platform)
    onTestFinished(() => hub.close())
    const { conversationId } = await hub.startConversation({ resourceId: 'sms', customerDestination })
    const heard = await hear(hub, conversationId)
    await eventually('a try', async () => {
      const [start] = await query(url, 'SELECT attempts FROM outbox WHERE conversation_id = $1', [
        conversationId,
      ])
      return Number(start?.attempts) > 0
    })
    expect(await hub.getConversation(conversationId)).toMatchObject({ state: 'starting' })
    await query(url, `UPDATE conversations SET state = 'waiting' WHERE id = $1`, [first])
    await eventually('the start', () => account.platform.commandOf(conversationId))
    account.deliver({ key: customerDestination, id: 'a', text: 'hello' })
    await eventually('the words', () => heard.texts('agent').includes('hello'))
    expect(await hub.getConversation(first)).toMatchObject({ state: 'ended', endReason: 'moved' })
  })
})
