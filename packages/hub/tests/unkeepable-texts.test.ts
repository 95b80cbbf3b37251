import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest'
import { openPostgresServer } from '../src/database/postgres-server'
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

it('a platform may give its events ids that are longer than Postgres finds rows by', async () => {
  const database = { url: await postgres.createDatabase() }
  const platform = createFakePlatform()
  const hub = await openHub(database, platform)
  onTestFinished(() => hub.close())
  const id = await begin(hub)
  const heard = await hear(hub, id)
  await eventually('the greeting', () => heard.texts('bot').length === 1)
  // Nothing by which they could be packed into less.
  const long = Array.from({ length: 120 }, () => randomUUID()).join(' ')
  for (const messageId of [`${long}a`, `${long}b`, `${long}a`]) {
    const parts = [{ type: 'text' as const, text: messageId.slice(-1) }]
    platform.say(id, { type: 'message', id: messageId, author: { role: 'agent' }, parts })
  }
  await hub.sendMessage(id, { text: 'still there?' })
  await eventually('the answer', () => heard.texts('bot').includes('You said still there?'))
  expect(heard.texts('agent')).toEqual(['a', 'b'])
  const seen = { messageId: `${long}a`, status: 'read' } as const
  await hub.addReceipt(id, seen)
  await hub.addReceipt(id, seen)
  const isRead = (event: object) => 'status' in event && event.status === 'read'
  await eventually('the receipt', () => heard.kept().some(isRead))
  expect(heard.kept().filter(isRead)).toHaveLength(1)
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

it('every text that can be kept reaches the database as it is, in an array', async () => {
  const database = openPostgresServer(await postgres.createDatabase())
  onTestFinished(() => database.close())
  const letters = Array.from({ length: 0x21ff }, (_, code) => String.fromCodePoint(code + 1)).join('')
  const plain = ['', 'NULL', 'null', '{a,b}', 'a "quoted" \\ backslash', '{"json":"\\"in\\" itself"}', null]
  const odd = ['two\nlines', 'a tab\t', '\\n', '\\\\n', '\b\f\r', '😀', letters, null]
  for (const texts of [plain, odd]) {
    const rows = await database.queryPrepared('texts', 'SELECT unnest($1::text[]) AS text', [texts])
    expect(rows.map(({ text }) => text)).toEqual(texts)
  }
  const [row] = await database.queryPrepared(
    'others',
    'SELECT $1::bigint[] AS numbers, $2::bool[] AS truths',
    [
      [1, null, 9_007_199_254_740_991],
      [true, false, null],
    ],
  )
  expect(row).toMatchObject({ truths: [true, false, null] })
  expect(String(row?.numbers)).toBe('1,,9007199254740991')
})

it('a database that cannot keep every character is refused before it loses any', async () => {
  const url = await postgres.createDatabase()
  await query(url, `CREATE DATABASE older ENCODING 'LATIN1' LC_COLLATE 'C' LC_CTYPE 'C' TEMPLATE template0`)
  const older = url.replace(/hub_\w+/, 'older')
  await expect(openHub({ url: older }, createFakePlatform())).rejects.toMatchObject({
    code: 'settings-invalid',
    message: expect.stringContaining(
      "LATIN1, in which not every message can be kept. Create one with ENCODING 'UTF8'",
    ),
  })
})

it('times are read, and collisions are waited for, whatever the operator has made the default for all', async () => {
  const url = await postgres.createDatabase()
  const [name] = /hub_\w+/.exec(url) ?? []
  for (const habit of ['datestyle = German', `default_transaction_isolation = serializable`]) {
    await query(url, `ALTER DATABASE ${name} SET ${habit}`)
  }
  const database = openPostgresServer(url)
  onTestFinished(() => database.close())
  const [row] = await database.query(
    `SELECT timestamptz '2026-11-28T01:02:03.456Z' AS at, current_setting('transaction_isolation') AS isolation`,
  )
  expect(row).toEqual({ at: new Date('2026-11-28T01:02:03.456Z'), isolation: 'read committed' })
})

it('connections stay, also one that only listens, where the operator has idle ones closed', async () => {
  const url = await postgres.createDatabase()
  const [name] = /hub_\w+/.exec(url) ?? []
  await query(url, `ALTER DATABASE ${name} SET idle_session_timeout = '50ms'`)
  const database = openPostgresServer(url)
  onTestFinished(() => database.close())
  await database.listen?.('news', () => {})
  // On a busy machine, one may be closed before it is told to stay.
  const ask = (by: typeof database.query | undefined) => () =>
    by?.('SELECT 1 AS once').then(
      () => true,
      () => false,
    )
  await eventually('a connection', ask(database.query))
  await eventually('one apart', ask(database.queryApart))
  // Much longer than any may be idle.
  const idle = `SELECT query FROM pg_stat_activity WHERE datname = $1 AND state_change < now() - interval '500 ms'`
  await eventually('all to stay', async () => {
    const kept = await query(url.replace(/hub_\w+/, 'postgres'), idle, [name])
    return kept.length === 3 && kept.some((one) => one.query === 'LISTEN news')
  })
})
