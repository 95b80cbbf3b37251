import { ConversationError } from '@conversation-hub/core'
import { expect, it, onTestFinished, vi } from 'vitest'
import { createFakeCarrier } from '../../tests/support/fake-carrier'
import { recordForTests } from '../conversations/record-for-tests'
import type { Database } from '../database/database'
import { DatabaseError } from '../database/database-error'
import type { PlatformAccounts } from '../driving/platform-accounts'
import type { Changes } from '../journal/changes'
import type { Change } from '../journal/journal'
import { journalForTests } from '../journal/journal-for-tests'
import { leaseForTests } from '../leases/lease-for-tests'
import { settingsForTests } from '../settings/settings-for-tests'
import { createDelivery } from './delivery'
import { pieceForTests } from './piece-for-tests'
import type { Piece } from './pieces'

const HALF_AN_HOUR_MS = 30 * 60_000
const neverStopped = { signal: new AbortController().signal }

/** Deliveries by a carrier whose account gives this answer, and what they write. */
function deliverWith(
  admit: PlatformAccounts['admit'],
  { doubtful = false, away = (_: string): boolean => false } = {},
) {
  const written: Changes[] = []
  const states: unknown[] = []
  const database: Database = {
    kind: 'server',
    async query(text, values = []) {
      if (away(text)) throw new DatabaseError('unavailable', '57P01')
      if (text.includes('UPDATE carrier_messages')) states.push(values[4])
      if (text.includes('FROM unclaimed_events')) return []
      return [{ id: 'c', role: 'bot' }]
    },
    queryPrepared: async () => [],
    transaction: () => Promise.reject(new Error('nothing here is written together')),
    close: async () => {},
  }
  const delivery = createDelivery(
    {
      database,
      settings: settingsForTests,
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
      accountsOf: () => ({ admit, openCircuits: () => 1 }),
    },
    {
      claim: { conversationId: 'c', instanceId: 'i', fence: 1 },
      doubtful,
      ...neverStopped,
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
  const carrier = createFakeCarrier()
  return {
    carrier,
    delivery,
    attempt: (piece: Piece) =>
      delivery.attempt(view, piece, {
        carrier: { name: 'phones', adapter: carrier.adapter },
        standing: leaseForTests,
      }),
    states,
    events: () => written.flatMap(({ events = [] }) => events.map(({ event }) => event)),
  }
}

/** Asks for one message that waits at a carrier which has been out of order for so long; answers what was written. */
async function askWhileDown(outOfOrderMs: number, { doubtful = false, isReplayed = false } = {}) {
  const { attempt, states, events } = deliverWith(() => ({ waitMs: 1_000, outOfOrderMs }), { doubtful })
  await attempt({ ...pieceForTests({ readyAt: new Date(Date.now() - HALF_AN_HOUR_MS) }), isReplayed })
  return { states, events: events() }
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

it('of several messages that are replayed, none waits for what the carrier’s records show of the one before', async () => {
  const { delivery, attempt, carrier } = deliverWith(() => ({ report: () => {} }))
  const [first, second] = ['a', 'b'].map((commandId) => ({ ...pieceForTests(), commandId, isReplayed: true }))
  if (!first || !second) throw new Error('there are two')
  await attempt(first)
  expect(carrier.arrived('+12025550123')).toHaveLength(1)
  expect(delivery.waitOf(second)).toBeLessThanOrEqual(0)
})

const admitted = () => ({ report: () => {} })
const noAnswer = () => {
  throw new ConversationError('platform-timeout', 'No answer.', { outcome: 'unknown' })
}

it.each([
  ['whose answer was lost', false],
  ['that was under way when another instance died', true],
])('a message %s is looked for, also where an older one is replayed before it', async (_, doubtful) => {
  const { attempt, carrier } = deliverWith(admitted, { doubtful })
  const inDoubt = { ...pieceForTests(), commandId: 'in doubt' }
  if (doubtful) await carrier.adapter.send({ ...inDoubt, to: '+12025550123' }, neverStopped)
  else {
    carrier.after = noAnswer
    await attempt(inDoubt)
    carrier.after = () => {}
  }
  await attempt({ ...pieceForTests(), commandId: 'older', isReplayed: true })
  await attempt(inDoubt)
  expect(carrier.arrived('+12025550123')).toHaveLength(2)
})

it('the carrier’s records are given their time, also where the database’s time jumps meanwhile', async () => {
  vi.useFakeTimers()
  onTestFinished(() => void vi.useRealTimers())
  const { attempt, delivery, carrier } = deliverWith(admitted)
  carrier.after = noAnswer
  await attempt(pieceForTests())
  vi.setSystemTime(Date.now() + 10_000)
  expect(delivery.waitOf(pieceForTests())).toBeGreaterThan(1_000)
})

it('a message that the carrier has taken is looked for, and not sent again, where only keeping that has failed', async () => {
  let isAway = true
  const { attempt, carrier } = deliverWith(admitted, {
    away: (text) => isAway && text.includes(`SET state = 'sent'`),
  })
  await expect(attempt(pieceForTests())).rejects.toThrow(DatabaseError)
  isAway = false
  await attempt(pieceForTests())
  expect(carrier.arrived('+12025550123')).toEqual(['hello'])
})

it('that a message was given up is told before it is kept: after a crash in between, it is tried once more', async () => {
  const { attempt, events } = deliverWith(() => ({ waitMs: 1_000, outOfOrderMs: HALF_AN_HOUR_MS }), {
    away: (text) => text.includes('failed_at = now()'),
  })
  const piece = pieceForTests({ readyAt: new Date(Date.now() - HALF_AN_HOUR_MS) })
  await expect(attempt(piece)).rejects.toThrow(DatabaseError)
  expect(events()).toMatchObject([{ type: 'receipt', status: 'failed' }])
})
