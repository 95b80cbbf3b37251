import { ConversationError } from '@conversation-hub/core'
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { eventually } from './support/eventually'
import { createFakeCarrier, fromApp, withCarrier } from './support/fake-carrier'
import { createFakePlatform } from './support/fake-platform'
import { freshPhoneNumber, openHub } from './support/hub'
import { query, startPostgres, type TestPostgres } from './support/postgres'

const HOUR = 60 * 60_000

describe('an instance whose clock is wrong', () => {
  const platform = createFakePlatform()
  const carrier = createFakeCarrier()
  let postgres: TestPostgres
  let url: string
  let hub: Awaited<ReturnType<typeof openHub>>
  beforeAll(async () => {
    postgres = await startPostgres()
    url = await postgres.createDatabase()
    hub = await openHub({ url }, platform, withCarrier(carrier))
  })
  afterEach(() => void vi.useRealTimers())
  afterAll(async () => {
    await hub.close()
    await postgres.stop()
  })

  it.each([
    ['slow', -HOUR],
    ['fast', HOUR],
  ])('(%s) neither gives up too early nor waits, and what it keeps has the database’s time', async (_, by) => {
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + by })
    const phone = freshPhoneNumber()
    let busy = 3
    const failOnce = () => {
      busy -= 1
      if (busy > 0) throw new ConversationError('platform-busy', 'Not now.')
    }
    platform.before = carrier.before = failOnce
    const { conversationId: id } = await hub.startConversation({
      resourceId: 'sms',
      customerDestination: phone,
    })
    await eventually('the greeting', () => carrier.arrived(phone).length === 1)
    busy = 2
    await hub.sendMessage(id, { text: 'hello' }, fromApp)
    await eventually('the app’s message', () => carrier.arrived(phone).length === 2)
    await hub.closeConversation(id)
    expect(await hub.findDeadLetters({ conversationId: id })).toEqual([])
    const [row] = await query(
      url,
      `SELECT bool_and(abs(extract(epoch FROM now() - at)) < 60) AS true_times FROM (
         SELECT created_at FROM conversations WHERE id = $1 UNION ALL
         SELECT ended_at FROM conversations WHERE id = $1 UNION ALL
         SELECT at FROM events WHERE conversation_id = $1) AS times (at)`,
      [id],
    )
    expect(row?.true_times).toBe(true)
  })
})
