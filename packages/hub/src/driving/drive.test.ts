import { ConversationError, createStopSwitch, pause, type Stoppable } from '@conversation-hub/core'
import { expect, it, onTestFinished, vi } from 'vitest'
import { createFakePlatform, type FakePlatform } from '../../tests/support/fake-platform'
import type { OutboxRow } from '../conversations/conversation-row'
import type { ConversationRecord } from '../conversations/record'
import { recordForTests, sendForTests } from '../conversations/record-for-tests'
import type { Database } from '../database/database'
import type { Changes } from '../journal/changes'
import type { Change } from '../journal/journal'
import { journalForTests } from '../journal/journal-for-tests'
import type { LastOwner } from '../leases/adopt'
import { createCipher } from '../secrets/cipher'
import { circumstancesForTests } from './circumstances-for-tests'
import { createDrive } from './drive'

const database: Database = {
  kind: 'server',
  query: async () => [],
  queryPrepared: async () => [],
  transaction: () => Promise.reject(new Error('nothing here is written together')),
  close: async () => {},
}

const outOfOrder = { waitMs: 1_000, outOfOrderMs: 1_000 }

/** A drive of one message, at a platform that is out of order for now; or else at this one. */
function driveOf(
  send: OutboxRow,
  lastOwner: LastOwner,
  {
    platform,
    lapses = circumstancesForTests.lapses,
    awake = circumstancesForTests.awake,
  }: { platform?: FakePlatform; lapses?: () => number; awake?: () => Stoppable } = {},
) {
  const written: Changes[] = []
  const cipher = createCipher(['a key of the tests, long enough'])
  const { id } = recordForTests().row
  const session = platform && cipher.seal('{"id":"s"}', id)
  const row = { sessionStarted: platform !== undefined, session }
  const record = recordForTests({ row, outbox: [send], unproven: [{ messageId: 'm', text: 'hi' }] })
  const asked: ((found: ConversationRecord) => void)[] = []
  let now = record
  const context = {
    instanceId: record.row.owner ?? '',
    database,
    journal: journalForTests({
      get: () => new Promise<ConversationRecord>((resolve) => void asked.push(resolve)),
      async change<Value>(_id: string, change: Change<Value>) {
        const { value, ...changes } = change(now)
        written.push(changes)
        now = { ...now, outbox: [] }
        return value
      },
    }),
    cipher,
    platforms: new Map([['fake', (platform ?? createFakePlatform()).connector]]),
    accounts: { admit: () => (platform ? { report: () => {} } : outOfOrder), openCircuits: () => 1 },
    ...circumstancesForTests,
    lapses,
    awake,
    onDone: () => {},
  }
  const drive = createDrive(record, context, lastOwner)
  /** Returns how often it was looked for. */
  const find = () => {
    const found = asked.splice(0)
    for (const one of found) one(now)
    return found.length
  }
  return { drive, written, find }
}

it('leaves no timer behind where it is stopped while it looks what is to be done', async () => {
  vi.useFakeTimers()
  onTestFinished(() => void vi.useRealTimers())
  const nextTryAt = new Date(Date.now() + 600_000)
  const { drive, find } = driveOf({ ...sendForTests('m'), attempts: 9, nextTryAt }, 'none')
  drive.wake()
  drive.stop()
  find()
  await drive.settle()
  expect(vi.getTimerCount()).toBe(0)
})

it('looks once more where something was written while it looked what is to be done', async () => {
  const nextTryAt = new Date(Date.now() + 600_000)
  const { drive, find } = driveOf({ ...sendForTests('m'), attempts: 9, nextTryAt }, 'none')
  onTestFinished(() => drive.stop())
  drive.wake()
  drive.wake()
  expect(find()).toBe(1)
  await vi.waitFor(() => expect(find()).toBe(1), 10_000)
})

it.each([
  ['that a dead instance may have sent is not told as never sent', 'died', false, 'platform-timeout', 1],
  ['that was given up in doubt, and replayed, is not told so either', 'none', true, 'platform-timeout', 1],
  ['that was never tried is told as never sent', 'none', false, 'platform-unavailable', 0],
] as const)('a message %s, where its platform was out of order for half an hour', async (...[
  ,
  lastOwner,
  isInDoubt,
  code,
  attempts,
]) => {
  const createdAt = new Date(Date.now() - 31 * 60_000)
  const { drive, written, find } = driveOf({ ...sendForTests('m'), createdAt, isInDoubt }, lastOwner)
  onTestFinished(() => drive.stop())
  drive.wake()
  find()
  await vi.waitFor(() => expect(written).toHaveLength(1), 10_000)
  // A try that is counted is what a replay goes by: it looks for the message first.
  expect(written[0]).toMatchObject({
    tried: [{ errorCode: code, attempts }],
    events: [{ event: { type: 'receipt', messageId: 'm', status: 'failed', code } }, {}],
  })
})

it('a message is not sent by what was read before others may have taken over, however long its looking for took', async () => {
  vi.useFakeTimers()
  onTestFinished(() => void vi.useRealTimers())
  let lapses = 1
  const platform = createFakePlatform({
    silent: true,
    capabilities: { repeats: { start: 'idempotent', send: 'reconcilable', end: 'idempotent' } },
    async reconcile() {
      lapses += 1
      return { tookEffect: 'no' }
    },
  })
  const { drive, find } = driveOf(sendForTests('m'), 'died', { platform, lapses: () => lapses })
  onTestFinished(() => drive.stop())
  drive.wake()
  find()
  await vi.advanceTimersByTimeAsync(5_000)
  expect(lapses).toBeGreaterThan(1)
  expect(platform.calls).toEqual([])
})

it('a message that was on its way while its instance slept through its lease is looked for, and not sent again', async () => {
  vi.useFakeTimers()
  onTestFinished(() => void vi.useRealTimers())
  let awake = createStopSwitch()
  const platform = createFakePlatform({
    silent: true,
    capabilities: { repeats: { start: 'idempotent', send: 'reconcilable', end: 'idempotent' } },
    reconcile: async ({ commandId }) => ({
      tookEffect: platform.told.some((one) => one.commandId === commandId) ? 'yes' : 'no',
    }),
  })
  // What it had written before arrives when it wakes, and is in the platform's records a second later.
  platform.before = () => {
    const slept = awake
    awake = createStopSwitch()
    slept.stop()
    return pause(1_000)
  }
  const { drive, written, find } = driveOf(sendForTests('m'), 'none', { platform, awake: () => awake })
  onTestFinished(() => drive.stop())
  drive.wake()
  for (let passed = 0; passed < 4_000; passed += 100) {
    find()
    await vi.advanceTimersByTimeAsync(100)
  }
  expect(platform.calls).toEqual(['send m'])
  expect(written).toMatchObject([{ done: [2] }])
})

it('a message that the platform has taken opens a stream that waited for half a minute to be opened anew', async () => {
  vi.useFakeTimers()
  const random = vi.spyOn(Math, 'random').mockReturnValue(0.999)
  onTestFinished(() => {
    random.mockRestore()
    vi.useRealTimers()
  })
  let openings = 0
  const platform = createFakePlatform({
    silent: true,
    arrival: {
      kind: 'stream',
      opens: 'after-start',
      silenceMs: 30_000,
      open() {
        openings += 1
        throw new ConversationError('platform-unavailable', 'away')
      },
    },
  })
  const send = { ...sendForTests('m'), nextTryAt: new Date(Date.now() + 55_000) }
  const { drive, find } = driveOf(send, 'none', { platform })
  onTestFinished(() => drive.stop())
  let passed = 0
  const until = async (at: number) => {
    for (; passed < at; passed += 100) {
      await vi.advanceTimersByTimeAsync(100)
      find()
    }
  }
  drive.wake()
  await until(54_500)
  const before = openings
  expect(platform.calls).toEqual([])
  await until(58_000)
  expect(platform.calls).toHaveLength(1)
  expect(openings).toBe(before + 1)
})
