import { insertStatement } from '../../src/conversations/insert-statement'
import { recordForTests } from '../../src/conversations/record-for-tests'
import type { Database } from '../../src/database/database'

/** Writes a conversation that nothing has happened in yet; answers its id. */
export async function insertConversation(database: Database): Promise<string> {
  const id = crypto.randomUUID()
  const record = recordForTests({ row: { id, destination: id, nextSeq: 1, nextCommandSeq: 1 } })
  const { text, values } = insertStatement([{ record, events: [], terms: {} }])
  await database.query(text, values)
  return id
}
