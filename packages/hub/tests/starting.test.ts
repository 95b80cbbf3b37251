import { pause } from '@conversation-hub/core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Hub } from '../src/hub'
import { databases, type TestDatabase } from './support/databases'
import { eventually } from './support/eventually'
import { createFakePlatform } from './support/fake-platform'
import { freshPhoneNumber, openHub } from './support/hub'

describe.each(databases)('starting on the $kind database', ({ kind, open }) => {
  const platform = createFakePlatform()
  let database: TestDatabase
  let hubs: Hub[]
  beforeAll(async () => {
    database = await open()
    const replaced = {
      bindings: { alerts: 'sms', support: 'web' },
      resources: {
        web: { channel: 'web-chat' as const, hub: 'main', startOn: 'session' as const },
        quiet: { channel: 'web-chat' as const, hub: 'main' },
        sms: { channel: 'sms' as const, hub: 'main' },
      },
    }
    hubs = [await openHub(database.settings, platform, replaced)]
    // Only a server can have a second instance.
    if (kind === 'server') hubs.push(await openHub(database.settings, platform, replaced))
  })
  afterAll(async () => {
    await Promise.all(hubs.map((hub) => hub.close()))
    await database.remove()
  })
  const hub = (n = 0): Hub => {
    const one = hubs[n % hubs.length]
    if (!one) throw new Error('no hub was opened')
    return one
  }
  const request = () => ({ resourceId: 'sms', customerDestination: freshPhoneNumber() })
  const startsOf = (conversationId: string) =>
    platform.calls.filter(
      (call) => call.startsWith('start') && platform.commandOf(conversationId) === call.slice(6),
    )

  it('gives one conversation to fifty starts at once', async () => {
    const one = request()
    const results = await Promise.all(Array.from({ length: 50 }, (_, n) => hub(n).startConversation(one)))
    expect(new Set(results.map(({ conversationId }) => conversationId)).size).toBe(1)
    expect(results.filter(({ created }) => created)).toHaveLength(1)
    const id = results[0]?.conversationId ?? ''
    await eventually('the platform to have it', () => startsOf(id).length === 1)
  })

  it('takes the name that the environment binds to a resource for the resource', async () => {
    const { customerDestination } = request()
    const first = await hub().startConversation({ resourceId: 'alerts', customerDestination })
    const second = await hub(1).startConversation({ resourceId: 'sms', customerDestination })
    expect(second).toMatchObject({ conversationId: first.conversationId, created: false })
    expect((await hub().getConversation(first.conversationId)).resourceId).toBe('sms')
    const { conversations } = await hub().findConversations({ resourceId: 'alerts' })
    expect(conversations.map((one) => one.conversationId)).toContain(first.conversationId)
    expect(await hub().startSession({ resourceId: 'support' })).toMatchObject({ resourceId: 'web' })
  })

  it.each([
    ['no JSON', 'a cursor'],
    ['no time', btoa(JSON.stringify(['yesterday or so', crypto.randomUUID()]))],
    ['a time that there is not', btoa(JSON.stringify(['2026-02-31T00:00:00Z', crypto.randomUUID()]))],
    ['a time nowhere', btoa(JSON.stringify(['2026-02-01 00:00 Nowhere/At_All', crypto.randomUUID()]))],
    ['a time with NUL', btoa(JSON.stringify(['2026-02-01T00:00:00Z\u0000', crypto.randomUUID()]))],
    ['no id', btoa(JSON.stringify(['2026-02-01T00:00:00Z', 'x']))],
  ])('refuses a cursor that no page gave: %s', async (_, cursor) => {
    await expect(hub().findConversations({ cursor })).rejects.toMatchObject({ code: 'invalid-request' })
  })

  it('gives the same key the same conversation, even after it has ended', async () => {
    const one = { ...request(), idempotencyKey: 'a key' }
    const results = await Promise.all(Array.from({ length: 10 }, (_, n) => hub(n).startConversation(one)))
    const ids = new Set(results.map(({ conversationId }) => conversationId))
    expect(ids.size).toBe(1)
    const [id = ''] = ids
    await hub().closeConversation(id)
    expect(await hub(1).startConversation(one)).toMatchObject({ conversationId: id, created: false })
    const other = { ...one, attributes: { changed: 'yes' } }
    await expect(hub().startConversation(other)).rejects.toMatchObject({ code: 'idempotency-conflict' })
  })

  it('gives the same key the same session, with one conversation, even after that has ended', async () => {
    const one = { resourceId: 'web', customerIdentifier: 'ada', idempotencyKey: crypto.randomUUID() }
    const results = await Promise.all(Array.from({ length: 10 }, (_, n) => hub(n).startSession(one)))
    const [session] = results
    for (const result of results) expect(result).toEqual(session)
    await hub().closeConversation(session?.conversationId ?? '')
    expect(await hub(1).startSession(one)).toEqual(session)
    expect((await hub().startSession({ ...one, idempotencyKey: 'another' })).sessionId).not.toBe(
      session?.sessionId,
    )
    for (const other of [
      { ...one, resourceId: 'quiet' },
      { ...one, customerIdentifier: 'bob' },
    ]) {
      await expect(hub().startSession(other)).rejects.toMatchObject({ code: 'idempotency-conflict' })
    }
    const quiet = { ...one, resourceId: 'quiet', idempotencyKey: crypto.randomUUID() }
    const [first, ...again] = await Promise.all([1, 2, 3].map((n) => hub(n).startSession(quiet)))
    expect(again).toEqual([first, first])
    const customerIdentifier = 'somebody who is refused'
    const begun = { ...quiet, customerIdentifier, idempotencyKey: crypto.randomUUID() }
    await hub().startSession(begun)
    await expect(hub().startSession({ ...begun, resourceId: 'web' })).rejects.toMatchObject({
      code: 'idempotency-conflict',
    })
    expect((await hub().findConversations({ customerIdentifier })).conversations).toEqual([])
  })

  it('gives a key to one of two requests at the same moment, where both destinations have a conversation', async () => {
    const [one, other] = [request(), request()]
    await Promise.all([hub().startConversation(one), hub(1).startConversation(other)])
    const idempotencyKey = 'a key for two'
    const results = await Promise.allSettled([
      hub().startConversation({ ...one, idempotencyKey }),
      hub(1).startConversation({ ...other, idempotencyKey }),
    ])
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    expect(results.find(({ status }) => status === 'rejected')).toMatchObject({
      reason: { code: 'idempotency-conflict' },
    })
  })

  it('replaces or refuses a live conversation as it is told', async () => {
    const one = request()
    const first = await hub().startConversation(one)
    await expect(hub(1).startConversation({ ...one, onLive: 'reject' })).rejects.toMatchObject({
      code: 'conversation-live',
    })
    const second = await hub(1).startConversation({ ...one, onLive: 'replace' })
    expect(second.created).toBe(true)
    expect(second.conversationId).not.toBe(first.conversationId)
    expect(await hub().getConversation(first.conversationId)).toMatchObject({ state: 'ended' })
  })

  it('replaces a live conversation once, however often and wherever the same start arrives', async () => {
    await Promise.all(
      Array.from({ length: 40 }, async (_, n) => {
        const one = request()
        const before = await hub().startConversation(one)
        const again = { ...one, onLive: 'replace' as const, idempotencyKey: `replaces ${n}` }
        const first = hub().startConversation(again)
        await pause(n % 10)
        const results = await Promise.all([first, hub(1).startConversation(again)])
        const [id = '', ...others] = new Set(results.map(({ conversationId }) => conversationId))
        expect(others).toEqual([])
        expect(id).not.toBe(before.conversationId)
        expect((await hub().getConversation(id)).state).not.toBe('ended')
      }),
    )
  })

  it('keeps a conversation from every platform until it is moved to one', async () => {
    const { conversationId, state } = await hub().startConversation({
      ...request(),
      createInThirdPartySystems: false,
      transcript: [{ author: { role: 'customer' }, text: 'before' }],
    })
    expect(state).toBe('unmanaged')
    await hub().sendMessage(conversationId, { text: 'nobody hears this' })
    expect(platform.commandOf(conversationId)).toBeUndefined()
    await hub().moveConversation(conversationId, { platform: 'fake' })
    await eventually('the platform to have it', () => startsOf(conversationId).length === 1)
  })

  it('names everything that is wrong with a request', async () => {
    await expect(
      hub().startConversation({ resourceId: 'nowhere', customerDestination: 'x' }),
    ).rejects.toMatchObject({ code: 'resource-unknown' })
    await expect(
      hub().startConversation({ resourceId: 'sms', customerDestination: 'call me' }),
    ).rejects.toMatchObject({ code: 'destination-invalid' })
    await expect(
      hub().startConversation({ resourceId: 'web', customerDestination: crypto.randomUUID() }),
    ).rejects.toMatchObject({ code: 'destination-invalid' })
    for (const resourceId of ['web', 'quiet']) {
      await expect(hub().startSession({ resourceId, language: 'no language' })).rejects.toMatchObject({
        code: 'invalid-request',
        message: expect.stringContaining('The session request is not valid: language: '),
      })
    }
  })

  it('does not start at the platform what was closed before the platform heard of it', async () => {
    const held = new Map<string, () => void>()
    platform.before = (command) =>
      command.type === 'start'
        ? new Promise((resolve) => held.set(command.conversationId, resolve))
        : undefined
    const { conversationId } = await hub().startConversation(request())
    await eventually('the start to be on its way', () => held.has(conversationId))
    const closed = await hub().closeConversation(conversationId)
    expect(closed.state).toBe('ended')
    held.get(conversationId)?.()
    platform.before = () => {}
    // It was already on its way: then it is ended there too.
    await eventually('its end at the platform', () =>
      platform.told.some(({ type, at }) => type === 'end' && at === platform.commandOf(conversationId)),
    )
  })
})
