import { expect, it, onTestFinished } from 'vitest'
import { z } from 'zod'
import type { Database } from '../src/database/database'
import { openDatabase } from '../src/database/open-database'
import { loadRecords } from '../src/journal/load-records'
import { embeddedFolder } from './support/embedded-folder'
import { insertConversation } from './support/insert-conversation'

/** On the embedded database, whose tables nobody ever analyses. Each message compared with each are millions of rows. */
it('a conversation of thousands of messages is read row by row, with those that have no receipt', async () => {
  const { dataDir, remove } = await embeddedFolder()
  onTestFinished(remove)
  const database = await openDatabase({ dataDir })
  onTestFinished(() => database.close())
  const [id, other] = [await insertConversation(database), await insertConversation(database)]
  const managed = `
    INSERT INTO events (conversation_id, seq, type, at, body)
    VALUES ($1::uuid, 0, 'state', now(), '{"type":"state","state":"starting","managedBy":"p"}')`
  const messages = `
    INSERT INTO events (conversation_id, seq, type, at, body)
    SELECT $1::uuid, n, 'message', now(), json_build_object('type', 'message', 'messageId', 'm' || n,
      'author', json_build_object('role', CASE WHEN n % 2 = 1 THEN 'customer' ELSE 'agent' END),
      'parts', json_build_array(json_build_object('type', 'text', 'text', 'text ' || n)))
    FROM generate_series(1, 6000) AS n`
  for (const one of [id, other]) {
    await database.query(messages, [one])
    await database.query(managed, [one])
  }
  const receipts = `
    INSERT INTO events (conversation_id, seq, type, at, body)
    SELECT $1::uuid, 6000 + n, 'receipt', now(),
      json_build_object('type', 'receipt', 'messageId', 'm' || n, 'status', CASE WHEN n = 5 THEN 'failed' ELSE 'sent' END)
    FROM generate_series(1, $2::int) AS n`
  await database.query(receipts, [id, 5_990])
  await database.query(receipts, [other, 10])
  // It was given up, and is being tried again.
  await database.query(
    `INSERT INTO outbox (conversation_id, seq, platform, command, attempts, created_at)
     VALUES ($1::uuid, 1, 'p', '{"type":"send","messageId":"m5"}', 0, now())`,
    [id],
  )
  let looked = 0
  const explained: Database = {
    ...database,
    async query(text, values) {
      const [row] = await database.query(`EXPLAIN (ANALYZE, TIMING OFF, FORMAT JSON) ${text}`, values)
      looked += rowsLookedAt(z.array(planSchema).parse(JSON.parse(String(row?.['QUERY PLAN']))))
      return await database.query(text, values)
    },
  }
  const records = await loadRecords(explained, [id, other])
  const { length } = await database.query('SELECT 1 FROM events')
  expect(looked).toBeGreaterThan(length)
  expect(looked).toBeLessThan(8 * length)
  expect(records.get(id)?.unproven.map(({ messageId, text }) => `${messageId} ${text}`)).toEqual(
    [5, 5_991, 5_993, 5_995, 5_997, 5_999].map((n) => `m${n} text ${n}`),
  )
  expect(records.get(other)?.unproven).toHaveLength(2_995)
})

const nodeSchema = z.looseObject({
  'Actual Rows': z.number(),
  'Actual Loops': z.number(),
  'Rows Removed by Filter': z.number().default(0),
  'Rows Removed by Join Filter': z.number().default(0),
  get Plans() {
    return z.array(nodeSchema).default([])
  },
})
const planSchema = z.object({ Plan: nodeSchema })

/** How many rows the steps of a plan had before them, those that they threw away among them. */
function rowsLookedAt(plans: ReadonlyArray<z.infer<typeof planSchema>>): number {
  const rowsOf = (node: z.infer<typeof nodeSchema>): number => {
    const rows = node['Actual Rows'] + node['Rows Removed by Filter'] + node['Rows Removed by Join Filter']
    return rows * node['Actual Loops'] + node.Plans.reduce((sum, one) => sum + rowsOf(one), 0)
  }
  return plans.reduce((sum, { Plan }) => sum + rowsOf(Plan), 0)
}
