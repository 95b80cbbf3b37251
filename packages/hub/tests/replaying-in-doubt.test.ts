import { ConversationError } from '@conversation-hub/core'
import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest'
import { eventually } from './support/eventually'
import { createFakePlatform, type FakePlatform } from './support/fake-platform'
import { begin, hear, openHub } from './support/hub'
import { query, startPostgres, type TestPostgres } from './support/postgres'

let postgres: TestPostgres
beforeAll(async () => {
  postgres = await startPostgres()
})
afterAll(() => postgres.stop())

/** A platform whose records show what it was told. */
function createPlatformWithRecords(): FakePlatform {
  const platform = createFakePlatform({
    capabilities: { repeats: { start: 'idempotent', send: 'reconcilable', end: 'idempotent' } },
    reconcile: async ({ commandId }) => ({
      tookEffect: platform.told.some((one) => one.commandId === commandId) ? 'yes' : 'no',
    }),
  })
  return platform
}

it.each([
  ['had arrived', 'after', 1],
  ['had not arrived', 'before', 3],
] as const)('a message that was given up in doubt and %s is told once when it is replayed, also after a restart, and tried for as long again', async (_, when, calls) => {
  const settings = { url: await postgres.createDatabase() }
  const platform = createPlatformWithRecords()
  const first = await openHub(settings, platform)
  const id = await begin(first)
  await eventually('the start', () => platform.commandOf(id))
  platform[when] = ({ type }) => {
    if (type === 'send') throw new ConversationError('internal', 'Half an answer.', { outcome: 'unknown' })
  }
  const { messageId } = await first.sendMessage(id, { text: 'one' })
  await eventually('the dead letter', async () => (await first.findDeadLetters()).length === 1)
  await first.close()
  await query(settings.url, `UPDATE outbox SET created_at = now() - interval '1 hour'`)
  platform[when] = () => {}
  let isDown = true
  platform.before = ({ type }) => {
    if (type !== 'send' || !isDown) return
    isDown = false
    throw new ConversationError('platform-unavailable', 'Not yet.')
  }
  const second = await openHub(settings, platform)
  onTestFinished(() => second.close())
  expect(await second.replayDeadLetters({ commandId: messageId })).toBe(1)
  const heard = await hear(second, id)
  await eventually('the truth', () => heard.receipts(messageId).at(-1) === 'sent')
  expect(platform.textsOf(id)).toEqual(['one'])
  expect(platform.calls.filter((call) => call.startsWith('send'))).toHaveLength(calls)
})

it('a message that is under way when a dead letter is replayed in front of it, and its process dies, is told once', async () => {
  const settings = { url: await postgres.createDatabase() }
  const platform = createPlatformWithRecords()
  const hub = await openHub(settings, platform)
  onTestFinished(() => hub.close())
  const id = await begin(hub)
  await eventually('the start', () => platform.commandOf(id))
  platform.before = ({ type }) => {
    if (type === 'send') throw new ConversationError('platform-refused', 'Not this.')
  }
  const dead = await hub.sendMessage(id, { text: 'dead' })
  await eventually('the dead letter', async () => (await hub.findDeadLetters()).length === 1)
  platform.before = () => {}
  platform.after = ({ type }) => (type === 'send' ? new Promise(() => {}) : undefined)
  const { messageId } = await hub.sendMessage(id, { text: 'under way' })
  await eventually('its effect', () => platform.textsOf(id).includes('under way'))
  platform.after = () => {}
  await query(settings.url, `UPDATE outbox SET created_at = created_at - interval '1 second'`)
  await hub.replayDeadLetters({ commandId: dead.messageId })
  await query(
    settings.url,
    'UPDATE conversations SET owner = gen_random_uuid(), fence = fence + 1, version = version + 1',
  )
  const heard = await hear(hub, id)
  await eventually('both', () => heard.receipts(messageId).includes('sent'))
  expect(platform.textsOf(id)).toEqual(['under way', 'dead'])
  expect(platform.calls.filter((call) => call === `send ${messageId}`)).toHaveLength(1)
})
