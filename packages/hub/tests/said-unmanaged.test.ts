import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { eventually } from './support/eventually'
import { createFakePlatform } from './support/fake-platform'
import { freshPhoneNumber, hear, openHub } from './support/hub'
import { startPostgres, type TestPostgres } from './support/postgres'

describe('what was said before there was a platform', () => {
  let postgres: TestPostgres
  beforeAll(async () => {
    postgres = await startPostgres()
  })
  afterAll(() => postgres.stop())

  it.each(['at hand', 'read anew'])('is never taken for what a platform echoes (%s)', async (record) => {
    const url = await postgres.createDatabase()
    const platform = createFakePlatform({ silent: true })
    const first = await openHub({ url }, platform)
    const { conversationId: id } = await first.startConversation({
      resourceId: 'sms',
      customerDestination: freshPhoneNumber(),
      createInThirdPartySystems: false,
    })
    const before = await first.sendMessage(id, { text: 'hello' })
    await first.moveConversation(id, { platform: 'fake' })
    const after = await first.sendMessage(id, { text: 'hello' })
    const heard = await hear(first, id)
    await eventually('the second to have arrived', () => heard.receipts(after.messageId).includes('sent'))
    let hub = first
    if (record === 'read anew') {
      await first.close()
      hub = await openHub({ url }, platform)
    }
    onTestFinished(() => hub.close())
    const all = await hear(hub, id)
    platform.say(id, { type: 'echo', id: 'echo', text: 'hello' })
    const parts = [{ type: 'text' as const, text: 'How can I help?' }]
    platform.say(id, { type: 'message', id: 'answer', author: { role: 'bot' }, parts })
    await eventually('the answer', () => all.texts('bot').length === 1)
    expect(all.receipts(before.messageId)).toEqual([])
    expect(platform.textsOf(id)).toEqual(['hello'])
  })
})
