import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createFakePlatform } from './support/fake-platform'
import { openHub } from './support/hub'
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
})
