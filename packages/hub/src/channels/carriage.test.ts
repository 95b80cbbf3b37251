import { expect, it, onTestFinished, vi } from 'vitest'
import { createFakeCarrier, withCarrier } from '../../tests/support/fake-carrier'
import { createFakePlatform } from '../../tests/support/fake-platform'
import { recordForTests } from '../conversations/record-for-tests'
import type { Database, Row } from '../database/database'
import { journalForTests } from '../journal/journal-for-tests'
import { leaseForTests } from '../leases/lease-for-tests'
import { resolveSettings } from '../settings/resolve-settings'
import { carryConversation } from './carriage'
import { createCarrying } from './carrying'

const refuse = () => Promise.reject(new Error('nothing here is written'))

const view = {
  channel: 'sms',
  resource_id: 'sms',
  destination: '+12025550123',
  attributes: '{}',
  end_reason: null,
  ended: false,
  customer_writes: false,
  next_seq: 2,
  carried_seq: 1,
  version: 1,
}

const waiting = () => ({
  seq: 1,
  piece: 0,
  command_id: 'c',
  message_id: 'm',
  message: '{"text":"hi","mediaUrls":[]}',
  attempts: 0,
  error_code: null,
  created_at: new Date(),
  ready_at: new Date(),
  next_try_at: null,
  opted_out: false,
  carrier: null,
  destination: null,
})

/** What carries by a database that answers as `answer` does. */
function contextOf(answer: Database['query'], carrier = createFakeCarrier()) {
  const database: Database = {
    kind: 'server',
    query: (text, values) => (text.includes('unclaimed_events') ? Promise.resolve([]) : answer(text, values)),
    queryPrepared: async () => [],
    transaction: refuse,
    close: async () => {},
  }
  const settings = resolveSettings({
    database: { url: 'postgres://localhost/nowhere' },
    secretKey: 'a key of the tests, long enough',
    platforms: { fake: createFakePlatform().connector },
    hubs: { main: { platform: 'fake' } },
    ...withCarrier(carrier),
  })
  return {
    database,
    settings,
    journal: journalForTests({ change: refuse, get: refuse }),
    instanceId: 'i',
    ...leaseForTests,
    tellsOfDeath: () => false,
    instances: () => 1,
  }
}

it('leaves no timer behind where it is stopped while it looks what is to be carried', async () => {
  vi.useFakeTimers()
  onTestFinished(() => void vi.useRealTimers())
  const piece = { ...waiting(), attempts: 9, next_try_at: new Date(Date.now() + 600_000) }
  let find = (_rows: Row[]) => {}
  const looked = new Promise<Row[]>((resolve) => {
    find = resolve
  })
  const context = contextOf((text) =>
    text.includes('FROM carrier_messages') ? looked : Promise.resolve([view]),
  )
  const accountsOf = () => ({ admit: () => ({ report: () => {} }), openCircuits: () => 0 })
  const carriage = carryConversation(
    'c',
    { ...context, accountsOf },
    { fence: 1, doubtful: false, onDone: () => {} },
  )
  carriage.wake()
  await vi.waitFor(() => expect(carriage.version()).toBe(1), 10_000)
  carriage.stop()
  find([piece])
  await carriage.settle()
  expect(vi.getTimerCount()).toBe(0)
})

it('is waited for at a stop, as long as a stop may take: cut off, a message could be sent twice', async () => {
  vi.useFakeTimers()
  onTestFinished(() => void vi.useRealTimers())
  const carrier = createFakeCarrier()
  let answer = () => {}
  carrier.before = () =>
    new Promise((resolve) => {
      answer = resolve
    })
  const send = vi.spyOn(carrier.adapter, 'send')
  const marked: string[] = []
  const carrying = createCarrying(
    contextOf(async (text) => {
      if (text.includes('SET carrier_owner = $1')) return [{ id: 'c', carrier_fence: 1 }]
      if (text.includes(`SET state = 'sent'`)) marked.push(text)
      return text.includes('FROM carrier_messages') ? [waiting()] : [view]
    }, carrier),
  )
  await carrying.adopt()
  await vi.waitFor(() => expect(send).toHaveBeenCalled(), 10_000)
  const stopping = carrying.stop()
  await vi.advanceTimersByTimeAsync(8_000)
  answer()
  await stopping
  expect(marked).toHaveLength(1)
})

it('hands over nothing that was found before others may have carried it', async () => {
  const carrier = createFakeCarrier()
  const send = vi.spyOn(carrier.adapter, 'send')
  let lapses = 1
  let looks = 0
  const context = contextOf(async (text) => {
    if (!text.includes('FROM carrier_messages')) return [view]
    looks += 1
    if (looks > 1) return []
    // The answer comes late.
    lapses += 1
    return [waiting()]
  }, carrier)
  const accountsOf = () => ({ admit: () => ({ report: () => {} }), openCircuits: () => 0 })
  const carriage = carryConversation(
    'c',
    { ...context, accountsOf, lapses: () => lapses },
    { fence: 1, doubtful: false, onDone: () => {} },
  )
  onTestFinished(() => carriage.stop())
  carriage.wake()
  // It looks again after half a second.
  await vi.waitFor(() => expect(looks).toBe(2), 10_000)
  expect(send).not.toHaveBeenCalled()
})

it.each([
  ['has opted out while it was being started', {}, { opted_out: true }],
  ['has opted out, which ended it', { ended: true, end_reason: 'opted-out' }, {}],
])('hands over nothing of a conversation whose customer %s', async (_, row, piece) => {
  const carrier = createFakeCarrier()
  const send = vi.spyOn(carrier.adapter, 'send')
  const givenUp: unknown[] = []
  const context = contextOf(async (text, values = []) => {
    if (text.includes('failed_at = now()')) givenUp.push(values[4])
    if (text.includes(`'waiting' ORDER BY`)) return givenUp.length === 0 ? [{ ...waiting(), ...piece }] : []
    return text.includes('destination = $2') ? [] : [{ ...view, ...row }]
  }, carrier)
  const written: unknown[] = []
  const journal = journalForTests({
    async change(_id, change) {
      const { events = [], value } = change(recordForTests())
      written.push(...events.map(({ event }) => event))
      return value
    },
    get: refuse,
  })
  const accountsOf = () => ({ admit: () => ({ report: () => {} }), openCircuits: () => 0 })
  const carriage = carryConversation(
    'c',
    { ...context, journal, accountsOf },
    { fence: 1, doubtful: false, onDone: () => {} },
  )
  onTestFinished(() => carriage.stop())
  carriage.wake()
  await vi.waitFor(() => expect(givenUp).toEqual(['dropped']), 10_000)
  expect(written).toEqual([
    { type: 'receipt', messageId: 'm', status: 'failed', code: 'destination-opted-out' },
  ])
  expect(send).not.toHaveBeenCalled()
})
