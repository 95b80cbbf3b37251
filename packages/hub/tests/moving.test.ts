import { ConversationError, type StartCommand } from '@conversation-hub/core'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { eventually } from './support/eventually'
import { createFakePlatform } from './support/fake-platform'
import { beginHeard, freshPhoneNumber, openHub } from './support/hub'
import { startPostgres, type TestPostgres } from './support/postgres'

describe('moving', () => {
  const first = createFakePlatform()
  const second = createFakePlatform({
    capabilities: {
      choices: true,
      transcriptHandOver: { maxCharacters: 40 },
      receipts: { toPlatform: true, fromPlatform: false },
    },
    silent: true,
  })
  const starts: StartCommand[] = []
  let postgres: TestPostgres
  let hub: Awaited<ReturnType<typeof openHub>>
  beforeAll(async () => {
    postgres = await startPostgres()
    second.before = (command) => {
      if (command.type === 'start') starts.push(command)
    }
    hub = await openHub({ url: await postgres.createDatabase() }, first, {
      platforms: {
        fake: first.connector,
        second: { ...second.connector, account: 'second' },
      },
      hubs: {
        main: { platform: 'fake' },
        impatient: { platform: 'second', fallback: 'fake', timers: { firstMessageMs: 1_000 } },
      },
      resources: {
        main: { channel: 'sms', hub: 'main' },
        other: { channel: 'sms', hub: 'main' },
        impatient: { channel: 'sms', hub: 'impatient' },
      },
    })
  })
  afterAll(async () => {
    await hub.close()
    await postgres.stop()
  })
  const beginOn = (resourceId: string) => beginHeard(hub, resourceId)
  const endsAt = (platform: typeof first, id: string) =>
    platform.told.filter(({ type, at }) => type === 'end' && at === platform.commandOf(id)).length
  const startOf = (id: string) => starts.findLast(({ conversationId }) => conversationId === id)

  it('hands the transcript over, says what was cut, and ends the conversation where it was', async () => {
    const { id, heard } = await beginOn('main')
    await hub.sendMessage(id, { text: 'a first line that is too long to be handed over' })
    await eventually('the answer', () => heard.texts('bot').length === 2)
    await hub.sendMessage(id, { text: 'short' })
    await eventually('the answer', () => heard.texts('bot').length === 3)
    expect(await hub.moveConversation(id, { platform: 'second' })).toMatchObject({
      managedBy: 'second',
      transcript: { handedOver: 2, leftOut: 3 },
    })
    expect(await hub.moveConversation(id, { platform: 'second' })).not.toHaveProperty('transcript')
    await hub.sendMessage(id, { text: 'to the second' })
    await eventually('the message', () => second.textsOf(id).length === 1)
    expect(startOf(id)?.transcript?.map(({ text }) => text)).toEqual(['short', 'You said short'])
    expect(hub.logged).toContainEqual(
      expect.objectContaining({ event: 'transcript-cut', conversationId: id, count: 3 }),
    )
    const at = first.commandOf(id)
    await eventually('the end at the first', () =>
      first.told.some((one) => one.type === 'end' && one.at === at),
    )
  })

  it('sends what the old platform had not taken to the new one, once', async () => {
    const { id, heard } = await beginOn('main')
    await eventually('the greeting', () => heard.texts('bot').length === 1)
    first.before = (command) => {
      if (command.type === 'send') throw new ConversationError('platform-unavailable', 'down')
    }
    await hub.sendMessage(id, { text: 'one' })
    await hub.sendMessage(id, { text: 'two' })
    await hub.moveConversation(id, { platform: 'second' })
    await eventually('both messages', () => second.textsOf(id).length === 2)
    first.before = () => {}
    expect(second.textsOf(id)).toEqual(['one', 'two'])
    expect(startOf(id)?.transcript?.map(({ text }) => text)).toEqual(['Hello'])
    expect(first.textsOf(id)).toEqual([])
  })

  it('tells the new platform what became of its own words only', async () => {
    const { id, heard } = await beginOn('main')
    await eventually('the greeting', () => heard.texts('bot').length === 1)
    const { messageId } = await hub.sendMessage(id, { text: 'from us' }, { author: { role: 'bot' } })
    await hub.moveConversation(id, { platform: 'second' })
    const [greeting] = (await hub.getTranscript(id)).messages
    for (const known of [greeting?.messageId ?? '', messageId])
      await hub.addReceipt(id, { messageId: known, status: 'read' })
    await hub.sendMessage(id, { text: 'here' })
    await eventually('the message', () => second.textsOf(id).length === 1)
    const parts = [{ type: 'text' as const, text: 'Hello' }]
    second.say(id, { type: 'message', id: 'second’s own', author: { role: 'agent' }, parts })
    await eventually('its words', () => heard.texts('agent').length === 1)
    await hub.addReceipt(id, { messageId: 'second’s own', status: 'read' })
    const receipts = () => second.calls.filter((call) => call.startsWith('receipt'))
    await eventually('the receipt', () => receipts().length > 0)
    expect(receipts()).toHaveLength(1)
  })

  it('leaves a platform that takes nothing any more, not even its end, and tells it later', async () => {
    const { id, heard } = await beginOn('main')
    await eventually('the greeting', () => heard.texts('bot').length === 1)
    first.before = ({ type }) => {
      if (type !== 'start')
        throw new ConversationError('platform-unavailable', 'down', { retryAfterMs: 3_000 })
    }
    onTestFinished(() => {
      first.before = () => {}
    })
    await hub.sendMessage(id, { text: 'before' })
    await hub.moveConversation(id, { platform: 'second' })
    await hub.sendMessage(id, { text: 'after' })
    await eventually('both messages', () => second.textsOf(id).length === 2)
    expect(second.textsOf(id)).toEqual(['before', 'after'])
    await hub.closeConversation(id)
    expect(endsAt(first, id)).toBe(0)
    first.before = () => {}
    await eventually('the end at the first', () => endsAt(first, id) === 1)
  })

  it('does not end because the old platform has forgotten it', async () => {
    const { id, heard } = await beginOn('main')
    await eventually('the greeting', () => heard.texts('bot').length === 1)
    let forget = () => {}
    const held = new Promise<void>((_, reject) => {
      forget = () => reject(new ConversationError('platform-session-gone', 'Forgotten.'))
    })
    first.before = ({ type }) => (type === 'send' ? held : undefined)
    const { messageId } = await hub.sendMessage(id, { text: 'on its way' })
    await eventually('the send', () => first.calls.includes(`send ${messageId}`))
    await hub.moveConversation(id, { platform: 'second' })
    first.before = () => {}
    forget()
    await eventually('the message', () => second.textsOf(id).includes('on its way'))
    expect(await hub.getConversation(id)).toMatchObject({ managedBy: 'second' })
    expect((await hub.getConversation(id)).endReason).toBeUndefined()
  })

  it('tells the new platform in words what was chosen at the old one', async () => {
    const { id, heard } = await beginOn('main')
    await eventually('the greeting', () => heard.texts('bot').length === 1)
    first.say(id, {
      type: 'message',
      id: 'offer',
      author: { role: 'bot' },
      parts: [{ type: 'choices', choices: [{ choiceId: 'billing', title: 'Billing' }] }],
    })
    await eventually('the offer', () =>
      heard.events.some((event) => JSON.stringify(event).includes('billing')),
    )
    first.before = (command) => {
      if (command.type === 'send') throw new ConversationError('platform-unavailable', 'down')
    }
    await hub.sendMessage(id, { choiceId: 'billing' })
    await hub.moveConversation(id, { platform: 'second' })
    await eventually('the words', () => second.textsOf(id).length === 1)
    first.before = () => {}
    // The buttons are still there.
    await hub.sendMessage(id, { choiceId: 'billing' })
    await eventually('the words again', () => second.textsOf(id).length === 2)
    expect(second.textsOf(id)).toEqual(['Billing', 'Billing'])
    const parts = [{ type: 'choices' as const, choices: [{ choiceId: 'billing', title: 'Invoices' }] }]
    second.say(id, { type: 'message', id: 'offer', author: { role: 'bot' }, parts })
    await eventually('its own', () => JSON.stringify(heard.events).includes('Invoices'))
    await hub.sendMessage(id, { choiceId: 'billing' })
    await eventually('the choice', () => second.textsOf(id).length === 3)
    expect(second.textsOf(id).at(-1)).toBe('choice')
  })

  it('tells a platform no more of what was said before than it takes', async () => {
    const { conversationId: id } = await hub.startConversation({
      resourceId: 'impatient',
      customerDestination: freshPhoneNumber(),
      transcript: ['a first line that is too long to be handed over', 'short'].map((text) => ({
        author: { role: 'customer' },
        text,
      })),
    })
    await eventually('the start', () => startOf(id))
    expect(startOf(id)?.transcript?.map(({ text }) => text)).toEqual(['short'])
    expect(hub.logged).toContainEqual(
      expect.objectContaining({ event: 'transcript-cut', conversationId: id, count: 1 }),
    )
  })

  it('ends at the old platform what was being started there when it moved', async () => {
    let release: (() => void) | undefined
    first.before = (command) =>
      command.type === 'start'
        ? new Promise((resolve) => {
            release = resolve
          })
        : undefined
    const { id } = await beginOn('main')
    await eventually('the start to be on its way', () => release)
    await hub.moveConversation(id, { platform: 'second' })
    release?.()
    first.before = () => {}
    await eventually('the start at the second', () => startOf(id))
    expect(await hub.getConversation(id)).toMatchObject({ managedBy: 'second' })
    await hub.sendMessage(id, { text: 'hi' })
    await eventually('the message', () => second.textsOf(id).length === 1)
    const at = first.commandOf(id)
    await eventually('its end', () => first.told.some((one) => one.type === 'end' && one.at === at))
  })

  it('moves and closes at the same time to one end', async () => {
    const { id, heard } = await beginOn('main')
    await eventually('the greeting', () => heard.texts('bot').length === 1)
    await Promise.allSettled([
      hub.moveConversation(id, { platform: 'second' }),
      hub.closeConversation(id),
      hub.moveConversation(id, { platform: 'second' }),
    ])
    await eventually('the end', () => heard.ended())
    expect(heard.kept().filter((one) => one.type === 'state' && one.state === 'ended')).toHaveLength(1)
    const at = first.commandOf(id)
    await eventually('the end at the first', () =>
      first.told.some((one) => one.type === 'end' && one.at === at),
    )
  })

  it('moves the customer, unless somebody is there already', async () => {
    const { id } = await beginOn('main')
    const number = freshPhoneNumber()
    await hub.startConversation({ resourceId: 'other', customerDestination: number })
    const to = { resourceId: 'other', customerDestination: number }
    await expect(hub.moveCustomer(id, to)).rejects.toMatchObject({ code: 'conversation-live' })
    const replacing = await hub.moveCustomer(id, { ...to, onLive: 'replace' })
    expect(replacing).toMatchObject({ conversationId: id, customerDestination: number })
    const { conversations } = await hub.findConversations({ resourceId: 'other' })
    expect(conversations.filter(({ state }) => state !== 'ended').map((one) => one.conversationId)).toEqual([
      id,
    ])
    const free = freshPhoneNumber()
    const moved = await hub.moveCustomer(id, { resourceId: 'other', customerDestination: free })
    expect(moved).toMatchObject({ resourceId: 'other', customerDestination: free })
  })
})
