import { ConversationError } from '@conversation-hub/core'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { databases, type TestDatabase } from './support/databases'
import { eventually } from './support/eventually'
import { failSends } from './support/fail-sends'
import { createFakePlatform } from './support/fake-platform'
import { begin, hear, openHub } from './support/hub'

const refused = () => new ConversationError('platform-refused', 'no')

describe.each(databases)('what is given up on the $kind database', ({ open }) => {
  const platform = createFakePlatform()
  let database: TestDatabase
  let hub: Awaited<ReturnType<typeof openHub>>
  beforeAll(async () => {
    database = await open()
    hub = await openHub(database.settings, platform)
  })
  afterEach(() => {
    platform.before = () => {}
  })
  afterAll(async () => {
    await hub.close()
    await database.remove()
  })

  it('tells the customer what is given up, keeps it, and delivers it on demand', async () => {
    failSends(platform, 'unwanted', refused, 1)
    const id = await begin(hub)
    const heard = await hear(hub, id)
    const { messageId } = await hub.sendMessage(id, { text: 'unwanted' })
    await hub.sendMessage(id, { text: 'next' })
    await eventually('the receipt', () => heard.receipts(messageId).includes('failed'))
    await eventually('the next message', () => platform.textsOf(id).includes('next'))
    expect(await hub.getConversation(id)).toMatchObject({ state: 'stalled' })
    const [letter] = await hub.findDeadLetters({ conversationId: id })
    expect(letter).toMatchObject({ command: 'send', code: 'platform-refused', commandId: messageId })
    let release = () => {}
    const released = new Promise<void>((resolve) => {
      release = resolve
    })
    platform.before = () => released
    expect(await hub.replayDeadLetters({ commandId: messageId })).toBe(1)
    const states = () => heard.events.flatMap((event) => (event.type === 'state' ? [event.state] : []))
    await eventually('the listener’s knowledge', () => states().at(-1) === 'with-bot')
    release()
    await eventually('the message', () => platform.textsOf(id).includes('unwanted'))
    await eventually('the truth', () => heard.receipts(messageId).at(-1) === 'sent')
    expect((await hub.getConversation(id)).state).not.toBe('stalled')
    expect(await hub.findDeadLetters({ conversationId: id })).toEqual([])
  })

  it('is stalled until the last dead letter is replayed', async () => {
    failSends(platform, 'unwanted', refused, 2)
    const id = await begin(hub)
    const heard = await hear(hub, id)
    await eventually('the greeting', () => heard.texts('bot').length > 0)
    await hub.sendMessage(id, { text: 'unwanted' })
    await hub.sendMessage(id, { text: 'unwanted' })
    const letters = await eventually('both dead letters', async () => {
      const found = await hub.findDeadLetters({ conversationId: id })
      return found.length === 2 && found
    })
    const states: string[] = []
    for (const { commandId } of letters) {
      expect(await hub.replayDeadLetters({ commandId })).toBe(1)
      states.push((await hub.getConversation(id)).state)
    }
    expect(states.map((state) => state === 'stalled')).toEqual([true, false])
  })

  it('forgets on demand what nobody will try again, and is not stalled by it any more', async () => {
    failSends(platform, 'unwanted', refused, 2)
    const id = await begin(hub)
    const heard = await hear(hub, id)
    await eventually('the greeting', () => heard.texts('bot').length > 0)
    const sent = [
      await hub.sendMessage(id, { text: 'unwanted' }),
      await hub.sendMessage(id, { text: 'unwanted' }),
    ]
    await eventually('both dead letters', async () => {
      const found = await hub.findDeadLetters({ conversationId: id })
      return found.length === 2
    })
    const states: string[] = []
    for (const { messageId } of sent) {
      expect(await hub.discardDeadLetters({ commandId: messageId })).toBe(1)
      states.push((await hub.getConversation(id)).state)
    }
    expect(states).toEqual(['stalled', 'with-bot'])
    await hub.sendMessage(id, { text: 'afterwards' })
    await eventually('what is said afterwards', () => platform.textsOf(id).includes('afterwards'))
    expect(await hub.findDeadLetters({ conversationId: id })).toEqual([])
    expect(await hub.replayDeadLetters('all')).toBe(0)
    expect(sent.flatMap(({ messageId }) => heard.receipts(messageId))).toEqual(['failed', 'failed'])
    expect(heard.events.findLast(({ type }) => type === 'state')).toMatchObject({ state: 'with-bot' })
  })

  it('forgets no start, but what waited behind it; the start goes with its conversation', async () => {
    platform.before = (command) => {
      if (command.type === 'start') throw refused()
    }
    const id = await begin(hub)
    const heard = await hear(hub, id)
    const { messageId } = await hub.sendMessage(id, { text: 'behind it' })
    await eventually('the receipt', () => heard.receipts(messageId).includes('failed'))
    expect(await hub.discardDeadLetters('all')).toBe(1)
    expect(await hub.findDeadLetters({ conversationId: id })).toMatchObject([{ command: 'start' }])
    expect(await hub.getConversation(id)).toMatchObject({ state: 'stalled' })
    await hub.closeConversation(id)
    await eventually('the end of the start', async () => {
      const left = await hub.findDeadLetters({ conversationId: id })
      return left.length === 0
    })
  })

  it('says at once that messages behind a start that was refused fail, and replays all of them in order', async () => {
    platform.before = (command) => {
      if (command.type === 'start') throw refused()
    }
    const id = await begin(hub)
    const heard = await hear(hub, id)
    const sent = await Promise.all(['one', 'two'].map((text) => hub.sendMessage(id, { text })))
    for (const { messageId } of sent) {
      await eventually('the receipt', () => heard.receipts(messageId).includes('failed'))
    }
    platform.before = () => {}
    expect(await hub.replayDeadLetters('all')).toBe(3)
    await eventually('both messages', () => platform.textsOf(id).length === 2)
    expect(platform.textsOf(id)).toEqual(['one', 'two'])
  })
})
