import { type Conclusion, type Connector, ConversationError } from '@conversation-hub/core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Hub } from '../src/hub'
import { databases, type TestDatabase } from './support/databases'
import { eventually } from './support/eventually'
import { createFakePlatform } from './support/fake-platform'
import { begin, hear, openHub } from './support/hub'

/** A platform that keeps records, one per conversation, as by an external id. */
function createRecordingPlatform() {
  const records = new Map<string, Conclusion>()
  const order: string[] = []
  const state = { before: async () => {} }
  const platform = createFakePlatform({
    async conclude(_session, conclusion) {
      order.push('tried')
      await state.before()
      records.set(conclusion.conversationId, conclusion)
      order.push('written')
    },
  })
  return { platform, records, order, state }
}

describe.each(databases)('concluding on the $kind database', ({ open }) => {
  let database: TestDatabase
  let hub: Hub
  let recording: ReturnType<typeof createRecordingPlatform>
  beforeAll(async () => {
    database = await open()
  })
  afterAll(() => database.remove())
  beforeEach(async () => {
    recording = createRecordingPlatform()
    hub = await openHub(database.settings, recording.platform)
  })
  afterEach(() => hub.close())

  async function talked(): Promise<string> {
    const id = await begin(hub)
    const heard = await hear(hub, id)
    await eventually('the greeting', () => heard.texts('bot').includes('Hello'))
    await hub.sendMessage(id, { text: 'hi' })
    await eventually('the answer', () => heard.texts('bot').includes('You said hi'))
    return id
  }

  it('tells the platform once what became of a conversation, behind the end', async () => {
    const id = await talked()
    await hub.closeConversation(id, 'customer-ended')
    await eventually('the record', () => recording.records.has(id))
    expect(recording.records.get(id)).toMatchObject({ reason: 'customer-ended' })
    expect(recording.records.get(id)?.transcript.map(({ author, text }) => [author.role, text])).toEqual([
      ['bot', 'Hello'],
      ['customer', 'hi'],
      ['bot', 'You said hi'],
    ])
    expect(recording.platform.told.at(-1)?.type).toBe('end')
    await hub.closeConversation(id, 'customer-ended')
    expect(recording.order).toEqual(['tried', 'written'])
  })

  it('does so when the platform has ended it, too', async () => {
    const id = await talked()
    recording.platform.say(id, { type: 'ended', id: 'ended', reason: 'agent-ended' })
    await eventually('the record', () => recording.records.get(id)?.reason === 'agent-ended')
  })

  it('does so when the platform ends it with its very answer to the start, too', async () => {
    await hub.close()
    const { prepare: _, ...connector } = recording.platform.connector
    const closed = { type: 'ended' as const, id: 'closed', reason: 'bot-ended' as const }
    const start: Connector['start'] = async ({ commandId: id }) => ({ session: { id }, events: [closed] })
    hub = await openHub(database.settings, recording.platform, {
      platforms: { fake: { ...connector, start } },
    })
    const id = await begin(hub)
    await eventually('the record', () => recording.records.get(id)?.reason === 'bot-ended')
  })

  it('does so where it was closed before the platform’s answer to the start brought the session, unless the customer was erased', async () => {
    await hub.close()
    const { prepare: _, ...connector } = recording.platform.connector
    const answers: (() => void)[] = []
    const start: Connector['start'] = async ({ commandId: id }) => {
      await new Promise<void>((resolve) => void answers.push(resolve))
      return { session: { id } }
    }
    const end: Connector['end'] = async (command, session, context) => {
      await connector.end(command, session, context)
      return { session: { ...session, isClosed: true } }
    }
    hub = await openHub(database.settings, recording.platform, {
      platforms: { fake: { ...connector, start, end } },
    })
    const id = await begin(hub)
    await eventually('the start', () => answers.length === 1)
    await hub.closeConversation(id, 'customer-ended')
    answers[0]?.()
    await eventually('the record', () => recording.records.get(id)?.reason === 'customer-ended')
    expect(recording.platform.told.at(-1)?.type).toBe('end')

    await hub.startSession({ resourceId: 'web', customerIdentifier: 'eve' })
    await eventually('the start of another', () => answers.length === 2)
    await hub.eraseCustomer('eve')
    answers[1]?.()
    await eventually('the end to be told', () => hub.measure().conversations_driven === 0)
    expect(recording.order).toEqual(['tried', 'written'])
  })

  it('goes on with it in another process, where the first one stopped before it was written', async () => {
    const id = await talked()
    let refuse = true
    recording.state.before = async () => {
      if (refuse) throw new ConversationError('platform-unavailable', 'The records are away.')
    }
    await hub.closeConversation(id, 'customer-ended')
    await eventually('a try', () => recording.order.includes('tried'))
    await hub.close()
    expect(recording.records.size).toBe(0)
    refuse = false
    hub = await openHub(database.settings, recording.platform)
    await eventually('the record', () => recording.records.has(id))
  })

  it('keeps nobody waiting: the events end, and other conversations go on', async () => {
    const id = await talked()
    const heard = await hear(hub, id)
    recording.state.before = () => Promise.reject(new ConversationError('platform-unreachable', 'away'))
    await hub.closeConversation(id, 'customer-ended')
    await eventually('the end of the events', () => heard.ended() === 'ended')
    await talked()
  })

  it.each([
    'platform-misconfigured',
    'platform-session-gone',
  ] as const)('leaves a dead letter, where the record is refused for good (%s), and writes it at a replay', async (code) => {
    const id = await talked()
    recording.state.before = () => Promise.reject(new ConversationError(code, 'no record'))
    await hub.closeConversation(id, 'customer-ended')
    // The record of the test before may still be tried, and refused, too.
    const deadLetters = () => hub.findDeadLetters({ conversationId: id })
    await eventually('the dead letter', async () => (await deadLetters()).length === 1)
    expect(await deadLetters()).toMatchObject([{ command: 'conclude', code }])
    expect(await hub.getConversation(id)).toMatchObject({ state: 'ended', endReason: 'customer-ended' })
    recording.state.before = async () => {}
    await hub.replayDeadLetters('all')
    await eventually('the record', () => recording.records.has(id))
  })

  it('writes nothing of a customer who was erased', async () => {
    let refuse = true
    recording.state.before = async () => {
      if (refuse) throw new ConversationError('platform-unavailable', 'The records are away.')
    }
    const { conversationId: id = '' } = await hub.startSession({
      resourceId: 'web',
      customerIdentifier: 'ada',
    })
    await eventually('the start', () => recording.platform.commandOf(id) !== undefined)
    await hub.closeConversation(id, 'customer-ended')
    await eventually('a try', () => recording.order.includes('tried'))
    await hub.eraseCustomer('ada')
    refuse = false
    const other = await talked()
    await hub.closeConversation(other, 'customer-ended')
    await eventually('the record of another', () => recording.records.has(other))
    expect(recording.records.has(id)).toBe(false)
  })
})
