import { expect, it, onTestFinished, vi } from 'vitest'
import { createFakeCarrier, withCarrier } from '../../tests/support/fake-carrier'
import { createFakePlatform } from '../../tests/support/fake-platform'
import type { Database, Row } from '../database/database'
import { journalForTests } from '../journal/journal-for-tests'
import { leaseForTests } from '../leases/lease-for-tests'
import { resolveSettings } from '../settings/resolve-settings'
import { carryConversation } from './carriage'

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

it('leaves no timer behind where it is stopped while it looks what is to be carried', async () => {
  vi.useFakeTimers()
  onTestFinished(() => void vi.useRealTimers())
  const piece = {
    seq: 1,
    piece: 0,
    command_id: 'c',
    message_id: 'm',
    message: '{"text":"hi","mediaUrls":[]}',
    attempts: 9,
    error_code: 'platform-busy',
    created_at: new Date(),
    ready_at: new Date(),
    next_try_at: new Date(Date.now() + 600_000),
    opted_out: false,
  }
  let find = (_rows: Row[]) => {}
  const looked = new Promise<Row[]>((resolve) => {
    find = resolve
  })
  const database: Database = {
    kind: 'server',
    query: (text) => (text.includes('FROM carrier_messages') ? looked : Promise.resolve([view])),
    queryPrepared: async () => [],
    transaction: refuse,
    close: async () => {},
  }
  const settings = resolveSettings({
    database: { url: 'postgres://localhost/nowhere' },
    secretKey: 'a key of the tests, long enough',
    platforms: { fake: createFakePlatform().connector },
    hubs: { main: { platform: 'fake' } },
    ...withCarrier(createFakeCarrier()),
  })
  const journal = journalForTests({ change: refuse, get: refuse })
  const carriage = carryConversation(
    'c',
    {
      database,
      settings,
      journal,
      instanceId: 'i',
      ...leaseForTests,
      tellsOfDeath: () => false,
      instances: () => 1,
      accountsOf: () => ({ admit: () => ({ report: () => {} }), openCircuits: () => 0 }),
      claimReceipts: async () => {},
    },
    { fence: 1, doubtful: false, onDone: () => {} },
  )
  carriage.wake()
  await vi.waitFor(() => expect(carriage.version()).toBe(1))
  carriage.stop()
  find([piece])
  await carriage.settle()
  expect(vi.getTimerCount()).toBe(0)
})
