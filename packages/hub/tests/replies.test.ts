import { ConversationError, type PlatformEvent } from '@conversation-hub/core'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { eventually } from './support/eventually'
import { createFakePlatform } from './support/fake-platform'
import { freshPhoneNumber, hear, openHub } from './support/hub'
import { query, startPostgres, type TestPostgres } from './support/postgres'

/** A platform that answers inside its replies, when it is told to. */
function replyingPlatform() {
  const said: string[] = []
  /** How much had been said by the session with which each message came. */
  const sessions: unknown[] = []
  const waiting: ((event: PlatformEvent) => void)[] = []
  const state = { refuse: false, isOver: false }
  const platform = createFakePlatform({
    silent: true,
    arrival: { kind: 'reply' },
    async send({ message }, session) {
      if (state.refuse)
        throw new ConversationError('platform-unavailable', 'down', { outcome: 'not-started' })
      sessions.push(session.said)
      said.push(message.type === 'text' ? message.text : message.type)
      async function* reply() {
        while (!state.isOver) yield await new Promise<PlatformEvent>((resolve) => waiting.push(resolve))
      }
      return { session: { ...session, said: said.length }, events: reply() }
    },
  })
  /** Returns whether a reply was listened to. */
  const tell = (event: PlatformEvent) => {
    const next = waiting.shift()
    next?.(event)
    return next !== undefined
  }
  const answer = (id: string) =>
    tell({ type: 'message', id, author: { role: 'bot' }, parts: [{ type: 'text', text: id }] })
  /** A hub that stops waits for replies. */
  const finish = () => {
    state.isOver = true
    while (waiting.length > 0) answer('the end')
  }
  return { platform, said, sessions, state, tell, answer, finish }
}

describe('a reply that comes bit by bit', () => {
  let postgres: TestPostgres
  beforeAll(async () => {
    postgres = await startPostgres()
  })
  afterAll(() => postgres.stop())

  async function open() {
    const first = replyingPlatform()
    const second = createFakePlatform()
    const url = await postgres.createDatabase()
    const hub = await openHub({ url }, first.platform, {
      platforms: { fake: first.platform.connector, second: { ...second.connector, account: 'second' } },
      hubs: { main: { platform: 'fake', escalateTo: 'second' } },
    })
    onTestFinished(() => {
      first.finish()
      return hub.close()
    })
    const start = async () => {
      const request = { resourceId: 'sms', customerDestination: freshPhoneNumber() }
      return (await hub.startConversation(request)).conversationId
    }
    return { first, second, hub, start, url }
  }

  it('is not shown any more when the conversation has moved on', async () => {
    const { first, second, hub, start } = await open()
    const id = await start()
    const heard = await hear(hub, id)
    await hub.sendMessage(id, { text: 'hi' })
    await eventually('the message', () => first.said.includes('hi'))
    await hub.moveConversation(id, { platform: 'second' })
    first.answer('too late')
    await eventually('the new platform', () => second.commandOf(id))
    await hub.sendMessage(id, { text: 'and now?' })
    await eventually('its answer', () => heard.texts('bot').includes('You said and now?'))
    expect(heard.texts('bot')).not.toContain('too late')
  })

  it('comes with the session that the next message needs', async () => {
    const { first, hub, start } = await open()
    const id = await start()
    await hub.sendMessage(id, { text: 'one' })
    await eventually('the first message', () => first.said.length === 1)
    first.finish()
    await hub.sendMessage(id, { text: 'two' })
    await eventually('the second message', () => first.said.length === 2)
    expect(first.sessions).toEqual([undefined, 1])
  })

  it('holds up neither the platform that takes over nor the end, however long it is silent', async () => {
    const { first, second, hub, start } = await open()
    const [moved, closed] = [await start(), await start()]
    for (const id of [moved, closed]) await hub.sendMessage(id, { text: `hi from ${id}` })
    await eventually('the messages', () => first.said.length === 2)
    await hub.moveConversation(moved, { platform: 'second' })
    await hub.closeConversation(closed)
    await eventually('the new platform', () => second.commandOf(moved))
    const endsAt = (id: string) =>
      first.platform.told.some(({ type, at }) => type === 'end' && at === first.platform.commandOf(id))
    await eventually('both ends', () => endsAt(moved) && endsAt(closed))
  })

  it('holds up nobody who is to take over, once it is silent', async () => {
    const { first, second, hub, start } = await open()
    const id = await start()
    const heard = await hear(hub, id)
    await hub.sendMessage(id, { text: 'a person, please' })
    await eventually('the reply to begin', () => first.tell({ type: 'escalated', id: 'escalated' }))
    await eventually('the reply to go on', () => first.answer('I am looking for somebody.'))
    await eventually('the new platform', () => second.commandOf(id))
    await eventually('its last words', () => heard.texts('bot').includes('I am looking for somebody.'))
  })

  it('is shown to its end, also where others took its reader for dead meanwhile', async () => {
    const { first, hub, start, url } = await open()
    const id = await start()
    const heard = await hear(hub, id)
    await hub.sendMessage(id, { text: 'hi' })
    await eventually('the message', () => first.said.includes('hi'))
    await eventually('its mark', async () => (await query(url, 'SELECT 1 FROM outbox')).length === 0)
    await query(
      url,
      'UPDATE conversations SET owner = gen_random_uuid(), fence = fence + 1, version = version + 1 WHERE id = $1',
      [id],
    )
    first.answer('the end of the reply')
    await eventually('it', () => heard.texts('bot').includes('the end of the reply'))
  })

  it('keeps no other conversation waiting, once a platform that was down has taken the message', async () => {
    const { first, hub, start } = await open()
    // As many as open a circuit by their first tries.
    const ids = await Promise.all(Array.from({ length: 5 }, start))
    await eventually('the starts', () => ids.every((id) => first.platform.commandOf(id)))
    first.state.refuse = true
    await Promise.all(ids.map((id) => hub.sendMessage(id, { text: `from ${id}` })))
    await eventually('the circuit to open', () => hub.measure().circuits_open === 1)
    first.state.refuse = false
    await eventually('every message', () => first.said.length === ids.length)
  })
})
