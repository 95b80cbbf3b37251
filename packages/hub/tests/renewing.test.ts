import { ConversationError } from '@conversation-hub/core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { FailpointName } from '../src/failpoints'
import { eventually } from './support/eventually'
import { createFakePlatform } from './support/fake-platform'
import { begin, hear, openHub } from './support/hub'
import { startPostgres, type TestPostgres } from './support/postgres'

describe('a session whose access has run out', () => {
  let renewals = 0
  const passed = new Set<FailpointName>()
  const platform = createFakePlatform({
    renew: async (session) => {
      renewals += 1
      await new Promise((resolve) => setTimeout(resolve, 20))
      return { ...session, access: renewals }
    },
  })
  let postgres: TestPostgres
  let hub: Awaited<ReturnType<typeof openHub>>
  beforeAll(async () => {
    postgres = await startPostgres()
    hub = await openHub({ url: await postgres.createDatabase() }, platform, {
      failpoint: (name) => passed.add(name),
    })
  })
  afterAll(async () => {
    await hub.close()
    await postgres.stop()
  })

  it('is renewed once, and everything goes on in order', async () => {
    const id = await begin(hub)
    const heard = await hear(hub, id)
    await eventually('the greeting', () => heard.texts('bot').length === 1)
    let expired = true
    platform.before = () => {
      if (!expired) return
      expired = false
      throw new ConversationError('platform-session-expired', 'expired')
    }
    await Promise.all(['a', 'b', 'c'].map((text) => hub.sendMessage(id, { text })))
    await eventually('all', () => platform.textsOf(id).length === 3)
    expect(platform.textsOf(id)).toEqual(['a', 'b', 'c'])
    expect(renewals).toBe(1)
  })

  it('passes every moment at which a fault test may end the process', () => {
    expect([...passed].sort()).toEqual([
      'after-commit-before-answer',
      'after-mark',
      'after-send-before-mark',
      'after-start-commit-before-answer',
      'before-inbox-commit',
      'before-send',
      'before-start-commit',
      'during-renewal',
      'event-read-before-insert',
      'start-created-before-mark',
      'start-intent-stored',
    ])
  })

  it('is renewed each time, however often it runs out in the course of time', async () => {
    const id = await begin(hub)
    const heard = await hear(hub, id)
    await eventually('the greeting', () => heard.texts('bot').length === 1)
    renewals = 0
    for (const text of ['one', 'two', 'three']) {
      const before = renewals
      platform.before = ({ type }) => {
        if (type === 'send' && renewals === before)
          throw new ConversationError('platform-session-expired', 'expired')
      }
      await hub.sendMessage(id, { text })
      await eventually('the message', () => platform.textsOf(id).includes(text))
    }
    expect(renewals).toBe(3)
    const failures = hub.logged.filter(
      ({ event, conversationId }) => conversationId === id && /failed/.test(event),
    )
    expect(failures).toEqual([])
  })

  it('is renewed twice in a row at the most, and again with a try that comes later', async () => {
    const id = await begin(hub)
    const heard = await hear(hub, id)
    await eventually('the greeting', () => heard.texts('bot').length === 1)
    renewals = 0
    let refusals = 0
    platform.before = (command) => {
      if (command.type !== 'send' || refusals === 4) return
      refusals += 1
      throw new ConversationError('platform-session-expired', 'expired')
    }
    await hub.sendMessage(id, { text: 'finally' })
    await eventually('the message', () => platform.textsOf(id).includes('finally'))
    expect(renewals).toBe(3)
  })
})
