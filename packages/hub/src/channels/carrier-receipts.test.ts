import { expect, it } from 'vitest'
import { recordForTests } from '../conversations/record-for-tests'
import type { Database, SqlValue } from '../database/database'
import { journalForTests } from '../journal/journal-for-tests'
import { settingsForTests } from '../settings/settings-for-tests'
import { keepReceipt } from './carrier-receipts'

it.each([
  1, 2,
])('a report counts also where the id of its message is kept just after %i of its looks at the table', async (looks) => {
  const { context, table } = messageWhoseIdIsKept({ looks })
  await keepReceipt(context, 'phones', { type: 'receipt', carrierId: 'SM1', status: 'failed' })
  expect(table).toEqual({ state: 'failed', waiting: [] })
})

/** One message that the carrier has taken; another call keeps its id after so many looks at the table. */
function messageWhoseIdIsKept({ looks }: { looks: number }) {
  const waiting: { id: number; events: SqlValue | undefined }[] = []
  const table = { state: 'sent', waiting }
  let asked = 0
  const database: Database = {
    kind: 'server',
    async query(text, values = []) {
      asked += 1
      const isKnown = asked > looks
      if (text.includes('INSERT INTO unclaimed_events')) waiting.push({ id: 1, events: values[2] })
      if (text.includes('FROM unclaimed_events')) return waiting.splice(0, 1)
      if (!isKnown) return []
      if (text.includes('UPDATE carrier_messages')) table.state = String(values[2])
      return [
        {
          conversation_id: 'c',
          message_id: 'm',
          state: table.state,
          destination: '+12025550123',
          role: 'bot',
        },
      ]
    },
    queryPrepared: async () => [],
    transaction: () => Promise.reject(new Error('nothing here is written together')),
    close: async () => {},
  }
  const journal = journalForTests({
    change: async (_id, change) => change(recordForTests()).value,
    get: async () => recordForTests(),
  })
  return { table, context: { database, journal, settings: settingsForTests } }
}
