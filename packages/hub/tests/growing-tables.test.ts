import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { eventually } from './support/eventually'
import { createFakePlatform } from './support/fake-platform'
import { begin, openHub } from './support/hub'
import { query, startPostgres, type TestPostgres } from './support/postgres'

describe('tables that a newer version makes larger under a running hub', () => {
  let postgres: TestPostgres
  beforeAll(async () => {
    postgres = await startPostgres()
  })
  afterAll(() => postgres.stop())

  it('are read as before, on connections that know them as they were', async () => {
    const url = await postgres.createDatabase()
    const hub = await openHub({ url }, createFakePlatform())
    const { sessionId, conversationId: id = '' } = await hub.startSession({ resourceId: 'web' })
    const read = () =>
      Promise.all(
        Array.from({ length: 20 }, () => Promise.all([hub.getConversation(id), hub.findSession(sessionId)])),
      )
    await read()
    const tables = await query(url, `SELECT tablename FROM pg_tables WHERE schemaname = 'public'`)
    for (const { tablename } of tables) await query(url, `ALTER TABLE ${tablename} ADD COLUMN of_later text`)
    for (const [conversation, session] of await read()) {
      expect(conversation.conversationId).toBe(id)
      expect(session?.sessionId).toBe(sessionId)
    }
    await hub.sendMessage(id, { text: 'and on' })
    await hub.close()
  })

  it('may hold messages with parts that this version does not know: the rest of them is read and handed over', async () => {
    const url = await postgres.createDatabase()
    const platform = createFakePlatform({ silent: true })
    const { connector } = platform
    const handedOver: unknown[] = []
    const second = createFakePlatform({
      silent: true,
      capabilities: { transcriptHandOver: { maxCharacters: 1_000 } },
    })
    second.before = (command) => void (command.type === 'start' && handedOver.push(command.transcript))
    const hub = await openHub({ url }, platform, { platforms: { fake: connector, second: second.connector } })
    onTestFinished(() => hub.close())
    const id = await begin(hub)
    const parts = [{ type: 'text', text: 'here it is' }, { type: 'of later' }]
    const body = { type: 'message', messageId: 'm', author: { role: 'bot' }, parts }
    await query(
      url,
      `WITH later AS (UPDATE conversations SET next_seq = next_seq + 1, version = version + 1 WHERE id = $1 RETURNING *)
       INSERT INTO events (conversation_id, seq, type, at, body) SELECT id, next_seq - 1, 'message', now(), $2 FROM later`,
      [id, JSON.stringify(body)],
    )
    const { messages } = await hub.getTranscript(id)
    expect(messages).toMatchObject([{ messageId: 'm', parts: [{ type: 'text', text: 'here it is' }] }])
    await hub.moveConversation(id, { platform: 'second' })
    await eventually('the start', () => handedOver.length > 0)
    expect(handedOver).toMatchObject([[{ text: 'here it is' }]])
  })
})
