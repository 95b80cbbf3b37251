import { ConversationError, type PlatformEvent, REPLY_SILENCE_MS } from '@conversation-hub/core'
import { afterAll, afterEach, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest'
import { databases, type TestDatabase } from './support/databases'
import { eventually } from './support/eventually'
import { failSends } from './support/fail-sends'
import { createFakePlatform } from './support/fake-platform'
import { begin, hear, openHub } from './support/hub'

const unavailable = () => new ConversationError('platform-unavailable', 'down', { outcome: 'not-started' })
const timedOut = () => new ConversationError('platform-timeout', 'late', { outcome: 'unknown' })

/** Begins to answer, and then says nothing more. */
async function* halfAnAnswer(): AsyncGenerator<PlatformEvent> {
  yield { type: 'message', id: 'half', author: { role: 'bot' }, parts: [{ type: 'text', text: 'Half' }] }
  await new Promise(() => {})
}

const notice = { type: 'notice', code: 'agent-failed', text: 'See its trace.' } as const

describe.each(databases)('failing on the $kind database', ({ open }) => {
  const idempotent = createFakePlatform()
  const echoing = createFakePlatform({
    capabilities: { repeats: { start: 'idempotent', send: 'echo', end: 'idempotent' } },
    silent: true,
  })
  const records = new Set<string>()
  const reconciling = createFakePlatform({
    capabilities: { repeats: { start: 'idempotent', send: 'reconcilable', end: 'idempotent' } },
    reconcile: async (command) => ({ tookEffect: records.has(command.commandId) ? 'yes' : 'no' }),
  })
  const repliesSilently = createFakePlatform({
    silent: true,
    arrival: { kind: 'reply' },
    send: async ({ message }, session) => ({
      session,
      events: message.type === 'text' && message.text === 'think' ? halfAnAnswer() : [notice],
    }),
  })
  const reopening = createFakePlatform({
    silent: true,
    async send(command, session) {
      await reopening.before(command, '', session)
      return { session: { ...session, isReopened: true } }
    },
  })
  const platforms = { fake: idempotent, echoing, reconciling, repliesSilently, reopening }
  let database: TestDatabase
  let hub: Awaited<ReturnType<typeof openHub>>
  beforeAll(async () => {
    database = await open()
    hub = await openHub(database.settings, idempotent, {
      platforms: {
        fake: idempotent.connector,
        echoing: { ...echoing.connector, account: 'echoing' },
        reconciling: { ...reconciling.connector, account: 'reconciling' },
        repliesSilently: { ...repliesSilently.connector, account: 'repliesSilently' },
        reopening: { ...reopening.connector, account: 'reopening' },
      },
      hubs: {
        fake: { platform: 'fake' },
        echoing: { platform: 'echoing' },
        reconciling: { platform: 'reconciling' },
        repliesSilently: { platform: 'repliesSilently' },
        reopening: { platform: 'reopening' },
      },
      resources: {
        web: { channel: 'web-chat', hub: 'fake', startOn: 'session' },
        echoing: { channel: 'web-chat', hub: 'echoing', startOn: 'session' },
        reconciling: { channel: 'web-chat', hub: 'reconciling', startOn: 'session' },
        repliesSilently: { channel: 'web-chat', hub: 'repliesSilently', startOn: 'session' },
        reopening: { channel: 'web-chat', hub: 'reopening', startOn: 'session' },
      },
    })
  })
  afterEach(() => {
    for (const platform of Object.values(platforms)) {
      platform.before = () => {}
      platform.after = () => {}
    }
  })
  afterAll(async () => {
    await hub.close()
    await database.remove()
  })
  const beginOn = async (resourceId: string) => (await hub.startSession({ resourceId })).conversationId ?? ''

  it('gives up an answer that stops in the middle, and goes on', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'], shouldAdvanceTime: true })
    onTestFinished(async () => {
      // What the hub collects for a moment would wait for ever.
      await vi.advanceTimersByTimeAsync(100)
      vi.useRealTimers()
    })
    const id = await beginOn('repliesSilently')
    const heard = await hear(hub, id)
    await hub.sendMessage(id, { text: 'think' })
    const { messageId } = await hub.sendMessage(id, { text: 'and this' })
    await eventually('half an answer', () => heard.texts('bot').includes('Half'))
    expect(heard.receipts(messageId)).toEqual([])
    await vi.advanceTimersByTimeAsync(REPLY_SILENCE_MS)
    await eventually('what was said behind it', () => heard.receipts(messageId).includes('sent'))
  })

  it('tells an operator what a platform reports in its answer', async () => {
    const id = await beginOn('repliesSilently')
    await hub.sendMessage(id, { text: 'hello' })
    await eventually('the notice', () =>
      hub.logged.some(
        ({ event, code, conversationId }) =>
          event === 'platform-notice' && code === 'agent-failed' && conversationId === id,
      ),
    )
  })

  it('tries again, in order, and holds back only the conversation that fails', async () => {
    failSends(idempotent, 'hard', unavailable, 3)
    const [slow, quick] = [await begin(hub), await begin(hub)]
    await hub.sendMessage(slow, { text: 'hard' })
    await hub.sendMessage(slow, { text: 'behind it' })
    await hub.sendMessage(quick, { text: 'easy' })
    await eventually('the other conversation', () => idempotent.textsOf(quick).length === 1)
    await eventually('both messages', () => idempotent.textsOf(slow).length === 2)
    expect(idempotent.textsOf(slow)).toEqual(['hard', 'behind it'])
  })

  it('asks the platform’s records before it repeats', async () => {
    const id = await beginOn('reconciling')
    reconciling.after = (command) => {
      reconciling.after = () => {}
      records.add(command.commandId)
      throw timedOut()
    }
    const heard = await hear(hub, id)
    await eventually('the greeting', () => heard.texts('bot').length > 0)
    reconciling.after = (command) => {
      if (records.has(command.commandId)) return
      records.add(command.commandId)
      throw timedOut()
    }
    const { messageId } = await hub.sendMessage(id, { text: 'once' })
    await eventually('the receipt', () => heard.receipts(messageId).includes('sent'))
    expect(reconciling.calls.filter((call) => call === `send ${messageId}`)).toHaveLength(1)
  })

  it('waits for the platform’s echo before it repeats', async () => {
    const id = await beginOn('echoing')
    echoing.after = (command) => {
      if (command.type !== 'send') return
      echoing.say(id, { type: 'echo', id: `echo ${command.commandId}`, messageId: command.messageId })
      throw timedOut()
    }
    const heard = await hear(hub, id)
    const { messageId } = await hub.sendMessage(id, { text: 'once' })
    await eventually('the receipt', () => heard.receipts(messageId).includes('sent'))
    await hub.sendMessage(id, { text: 'second' })
    await eventually('the second', () => echoing.textsOf(id).length === 2)
    expect(echoing.calls.filter((call) => call === `send ${messageId}`)).toHaveLength(1)
  })

  it('repeats under the same id where the platform recognises it', async () => {
    const id = await begin(hub)
    let failed = false
    idempotent.after = (command) => {
      if (command.type !== 'send' || failed) return
      failed = true
      throw timedOut()
    }
    await hub.sendMessage(id, { text: 'once' })
    await hub.sendMessage(id, { text: 'then' })
    await eventually('both', () => idempotent.textsOf(id).length === 2)
    expect(idempotent.textsOf(id)).toEqual(['once', 'then'])
  })

  it('ends a conversation that the platform has forgotten, and says which message it did not take', async () => {
    const id = await begin(hub)
    failSends(idempotent, 'too late', () => new ConversationError('platform-session-gone', 'gone'), 1)
    const heard = await hear(hub, id)
    const { messageId } = await hub.sendMessage(id, { text: 'too late' })
    await eventually('the end', () => heard.ended())
    expect(heard.receipts(messageId)).toEqual(['failed'])
    expect(await hub.getConversation(id)).toMatchObject({ state: 'ended', endReason: 'platform-expired' })
    expect(hub.logged).toContainEqual(
      expect.objectContaining({ level: 'error', event: 'command-send-failed', conversationId: id }),
    )
  })

  it('ends what a message has begun anew at the platform, which had just ended the conversation', async () => {
    const id = await beginOn('reopening')
    const heard = await hear(hub, id)
    await eventually('the start', () => reopening.commandOf(id) !== undefined)
    const ends: unknown[] = []
    reopening.before = async (command, _at, session) => {
      if (command.type === 'end') ends.push(session)
      if (command.type !== 'send') return
      reopening.say(id, { type: 'ended', id: 'e', reason: 'agent-ended' })
      await eventually('the end', async () => (await hub.getConversation(id)).state === 'ended')
    }
    const [first, second] = await Promise.all(['too', 'late'].map((text) => hub.sendMessage(id, { text })))
    await eventually('the end of it all', () => heard.ended())
    expect([heard.receipts(first?.messageId ?? ''), heard.receipts(second?.messageId ?? '')]).toEqual([
      ['sent'],
      ['failed'],
    ])
    expect(ends).toMatchObject([{ isReopened: true }])
  })

  it('ends what the customer closes behind what was said before, where each message changes the session', async () => {
    const id = await beginOn('reopening')
    const heard = await hear(hub, id)
    await eventually('the start', () => reopening.commandOf(id) !== undefined)
    const taken: string[] = []
    reopening.before = async (command) => {
      if (taken.length === 0) await hub.closeConversation(id, 'customer-ended')
      taken.push(command.type === 'send' && 'text' in command.message ? command.message.text : command.type)
    }
    const sent = await Promise.all(['one', 'two'].map((text) => hub.sendMessage(id, { text })))
    await eventually('the end of it all', () => heard.ended())
    expect(taken).toEqual(['one', 'two', 'end'])
    expect(sent.flatMap(({ messageId }) => heard.receipts(messageId))).toEqual(['sent', 'sent'])
  })
})
