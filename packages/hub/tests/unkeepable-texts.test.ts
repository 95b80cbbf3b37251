import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest'
import { eventually } from './support/eventually'
import { createFakePlatform } from './support/fake-platform'
import { begin, hear, openHub } from './support/hub'
import { query, startPostgres, type TestPostgres } from './support/postgres'

let postgres: TestPostgres
beforeAll(async () => {
  postgres = await startPostgres()
})
afterAll(() => postgres.stop())

it('half an emoji and NUL are shown as far as they can be kept, and keep nothing from going on after a restart', async () => {
  const database = { url: await postgres.createDatabase() }
  const platform = createFakePlatform()
  const hub = await openHub(database, platform)
  const [id, other] = [await begin(hub), await begin(hub)]
  const heard = await hear(hub, id)
  await eventually('the greeting', () => heard.texts('bot').length === 1)
  const parts = [{ type: 'text' as const, text: 'NUL \u0000 and half an emoji \ud83d' }]
  platform.say(id, { type: 'message', id: 'an \u0000 id', author: { role: 'agent' }, parts })
  await eventually('the words', () => heard.texts('agent').includes('NUL  and half an emoji \ufffd'))
  await hub.addReceipt(id, { messageId: 'an  id', status: 'read' })
  await hub.sendMessage(id, { text: 'the other half \ude00' })
  await eventually('the answer', () => heard.texts('bot').includes('You said the other half \ufffd'))
  await hub.close()

  const again = await openHub(database, platform)
  onTestFinished(() => again.close())
  platform.say(id, { type: 'message', id: 'an \u0000 id', author: { role: 'agent' }, parts })
  const later = [await hear(again, id), await hear(again, other)] as const
  for (const one of [id, other]) await again.sendMessage(one, { text: 'still there?' })
  for (const one of later) {
    await eventually('the answer', () => one.texts('bot').includes('You said still there?'))
  }
  expect(later[0].texts('agent')).toHaveLength(1)
})

it('a conversation that cannot be read is said, and keeps no other from being driven', async () => {
  const url = await postgres.createDatabase()
  const platform = createFakePlatform()
  const hub = await openHub({ url }, platform)
  const ids = [await begin(hub), await begin(hub), await begin(hub)]
  await eventually('the starts', () => ids.every((id) => platform.commandOf(id)))
  await hub.close()
  const body = '{"type":"message","author":{"role":"agent"},"text":"\\ud83d"}'
  await query(
    url,
    `INSERT INTO events (conversation_id, seq, type, at, body) VALUES ($1, 1000, 'message', now(), $2)`,
    [ids[1], body],
  )
  const again = await openHub({ url }, platform)
  onTestFinished(() => again.close())
  expect(again.measure()).toMatchObject({ conversations_driven: 2 })
  expect(again.logged).toContainEqual(
    expect.objectContaining({ event: 'conversation-unreadable', conversationId: ids[1], level: 'error' }),
  )
})
