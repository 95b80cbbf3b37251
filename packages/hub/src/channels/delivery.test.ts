import { expect, it } from 'vitest'
import { createFakeCarrier } from '../../tests/support/fake-carrier'
import { recordForTests } from '../conversations/record-for-tests'
import type { Database } from '../database/database'
import type { Changes } from '../journal/changes'
import type { Change } from '../journal/journal'
import { journalForTests } from '../journal/journal-for-tests'
import { leaseForTests } from '../leases/lease-for-tests'
import { resolveSettings } from '../settings/resolve-settings'
import { createDelivery } from './delivery'
import { pieceForTests } from './piece-for-tests'

const HALF_AN_HOUR_MS = 30 * 60_000

/** Asks for one message that waits at a carrier which has been out of order for so long; answers what was written. */
async function askWhileDown(outOfOrderMs: number, { doubtful = false, isReplayed = false } = {}) {
  const written: Changes[] = []
  const states: unknown[] = []
  const database: Database = {
    kind: 'server',
    async query(text, values = []) {
      if (text.includes('UPDATE carrier_messages')) states.push(values[4])
      return [{ id: 'c', role: 'bot' }]
    },
    queryPrepared: async () => [],
    transaction: () => Promise.reject(new Error('nothing here is written together')),
    close: async () => {},
  }
  const settings = resolveSettings({
    database: { url: 'postgres://localhost/nowhere' },
    secretKey: 'a key of the tests, long enough',
    platforms: {},
    hubs: {},
    resources: {},
  })
  const delivery = createDelivery(
    {
      database,
      settings,
      instanceId: 'i',
      journal: journalForTests({
        async change<Value>(_id: string, change: Change<Value>) {
          const { value, ...changes } = change(recordForTests())
          written.push(changes)
          return value
        },
        get: async () => recordForTests(),
      }),
      ...leaseForTests,
      tellsOfDeath: () => false,
      instances: () => 1,
      accountsOf: () => ({ admit: () => ({ waitMs: 1_000, outOfOrderMs }), openCircuits: () => 1 }),
      claimReceipts: async () => {},
    },
    {
      claim: { conversationId: 'c', instanceId: 'i', fence: 1 },
      doubtful,
      signal: new AbortController().signal,
    },
  )
  const view = {
    channel: 'sms',
    resourceId: 'sms',
    destination: '+12025550123',
    attributes: {},
    endReason: undefined,
    ended: false,
    customerWrites: false,
    nextSeq: 2,
    carriedSeq: 1,
    version: 1,
  }
  const piece = { ...pieceForTests({ readyAt: new Date(Date.now() - HALF_AN_HOUR_MS) }), isReplayed }
  await delivery.attempt(view, piece, { name: 'phones', adapter: createFakeCarrier().adapter })
  return { states, events: written.flatMap(({ events = [] }) => events.map(({ event }) => event)) }
}

it('a message that waited half an hour for a carrier that was down is told as failed, and is a dead letter', async () => {
  expect(await askWhileDown(HALF_AN_HOUR_MS)).toEqual({
    states: ['dead'],
    events: [{ type: 'receipt', messageId: 'm', status: 'failed', code: 'platform-unavailable' }],
  })
})

it.each([
  ['that a dead instance may have sent', { doubtful: true }],
  ['that was given up before', { isReplayed: true }],
])('a message %s is not told as never sent, where its carrier could not be asked for half an hour', async (_, piece) => {
  expect(await askWhileDown(HALF_AN_HOUR_MS, piece)).toEqual({
    states: ['dead'],
    events: [{ type: 'receipt', messageId: 'm', status: 'failed', code: 'platform-timeout' }],
  })
})

it('a message that waited as long for its turn goes on waiting', async () => {
  expect(await askWhileDown(0)).toEqual({ states: [], events: [] })
})
