import {
  type Connector,
  ConversationError,
  createStopSwitch,
  type PlatformSession,
} from '@conversation-hub/core'
import { expect, it, onTestFinished, vi } from 'vitest'
import { createFakePlatform } from '../../../tests/support/fake-platform'
import type { ConversationRecord } from '../../conversations/record'
import { recordForTests } from '../../conversations/record-for-tests'
import { DatabaseError } from '../../database/database-error'
import { journalForTests } from '../../journal/journal-for-tests'
import { createCipher } from '../../secrets/cipher'
import type { LogEntry } from '../../settings/settings'
import { circumstancesForTests } from '../circumstances-for-tests'
import type { DriveContext } from '../drive-context'
import { LeaseLost } from '../lease-lost'
import { ownedConversation } from '../owned-conversation'
import { createPlatformAccess } from '../platform-access'
import { conversationStream } from './conversation-stream'
import type { StreamPace } from './stream-pace'

it('is opened with what is known, where the record is not at hand because it is being written or read anew', async () => {
  const { platform, stream, record, logged } = createStream()
  stream.follow(record)
  await vi.waitFor(() => expect(platform.streams()).toBe(1), 10_000)
  expect(logged).toEqual([])
})

it('is not opened for a drive that was stopped while it read its record', async () => {
  const { platform, stream, record, signal } = createStream()
  signal.stop()
  stream.follow(record)
  await new Promise(setImmediate)
  expect(platform.streams()).toBe(0)
})

it('says nothing where another instance has the conversation by now, and goes on when the database does', async () => {
  const answers = [() => Promise.reject(new DatabaseError('unavailable', '57P01'))]
  const { platform, stream, record, logged } = createStream({ read: () => answers.shift()?.() })
  stream.follow(record)
  // It looks again after half a second.
  await vi.waitFor(() => expect(platform.streams()).toBe(1), 10_000)
  expect(logged).toEqual([])
  const ofAnother = recordForTests({ row: { ...record.row, fence: record.row.fence + 1 } })
  const other = createStream({ read: async () => ofAnother })
  other.stream.follow(other.record)
  await vi.waitFor(() => expect(other.signal.aborted).toBe(true), 10_000)
  expect(other.logged).toEqual([])
  expect(other.platform.streams()).toBe(0)
})

it('has only the access renewed with which it was refused: a command may have renewed it meanwhile', async () => {
  const refused: (PlatformSession | undefined)[] = []
  const { stream, record } = createStream({
    opening: () => Promise.reject(new ConversationError('platform-session-expired', 'refused')),
    renew: async (session) => void refused.push(session),
  })
  stream.follow(record)
  await vi.waitFor(() => expect(refused).not.toEqual([]), 10_000)
  expect(refused[0]).toEqual({ id: 'at the platform' })
})

it('says nothing where another instance has the conversation when its access is to be renewed', async () => {
  const { stream, record, signal, logged } = createStream({
    opening: () => Promise.reject(new ConversationError('platform-session-expired', 'refused')),
    renew: () => Promise.reject(new LeaseLost()),
  })
  stream.follow(record)
  await vi.waitFor(() => expect(signal.aborted).toBe(true), 10_000)
  await new Promise(setImmediate)
  expect(logged).toEqual([])
})

it('is waited for by whoever waits for an echo, while it is being opened: none can come', async () => {
  vi.useFakeTimers()
  onTestFinished(() => void vi.useRealTimers())
  const unproven = [{ messageId: 'm', text: 'hi' }]
  const { stream, record } = createStream({
    opening: () => new Promise(() => {}),
    read: async () => ({ ...record, unproven }),
  })
  stream.follow(record)
  let isProven: boolean | undefined
  void stream.proof('m').then((proven) => {
    isProven = proven
  })
  await vi.advanceTimersByTimeAsync(25_000)
  expect(isProven).toBeUndefined()
})

it('waits for its turn where many come back at once, with those that were taken over or with those that broke off', async () => {
  const turns: string[] = []
  const { platform, stream, record } = createStream({ mayOpen: async (_, why) => void turns.push(why) })
  stream.follow(record)
  await vi.waitFor(() => expect(platform.streams()).toBe(1), 10_000)
  platform.cutStreams(new ConversationError('platform-unavailable', 'cut'))
  await vi.waitFor(() => expect(turns).toEqual(['taken-over', 'dropped']), 10_000)
})

const neverOpen = (opening: () => Promise<never>): Connector['arrival'] => ({
  kind: 'stream',
  opens: 'after-start',
  silenceMs: 30_000,
  // biome-ignore lint/correctness/useYield: there is nothing to tell before it is open
  async *open() {
    await opening()
  },
})

/** The stream of a conversation that has started, of which nothing is at hand. */
function createStream({
  read = async () => undefined,
  opening,
  renew = async () => {},
  mayOpen = circumstancesForTests.mayOpenStream,
}: {
  /** How the opening goes of a stream that is never open. Default: it is open at once. */
  opening?: () => Promise<never>
  renew?: (refused?: PlatformSession) => Promise<void>
  mayOpen?: StreamPace
  /** What the record is at the next look; undefined: as at the beginning. */
  read?: () => Promise<ConversationRecord | undefined> | undefined
} = {}) {
  const platform = createFakePlatform({
    renew: async (session) => session,
    renewAt: () => Date.now() + 600_000,
    ...(opening && { arrival: neverOpen(opening) }),
  })
  const logged: LogEntry[] = []
  const { row } = recordForTests()
  const refuse = () => Promise.reject(new Error('nothing is written here'))
  const context: DriveContext = {
    instanceId: row.owner ?? '',
    database: { kind: 'server', query: refuse, queryPrepared: refuse, transaction: refuse, close: refuse },
    journal: journalForTests({ get: async () => (await read()) ?? record, change: refuse }),
    cipher: createCipher(['a key of the tests, long enough']),
    platforms: new Map([['fake', platform.connector]]),
    accounts: { admit: () => ({ waitMs: 0, outOfOrderMs: 0 }), openCircuits: () => 0 },
    ...circumstancesForTests,
    mayOpenStream: mayOpen,
    log: (entry) => logged.push(entry),
    onDone: () => {},
  }
  const access = createPlatformAccess(row.id, context)
  const record = recordForTests({ row: { session: access.seal({ id: 'at the platform' }) } })
  const signal = createStopSwitch()
  onTestFinished(() => signal.stop())
  const stream = conversationStream({
    context,
    conversation: ownedConversation(row.id, row.fence, context),
    access,
    renew,
    lost: () => signal.stop(),
    takenOver: true,
    signal,
  })
  return { platform, stream, record, signal, logged }
}
