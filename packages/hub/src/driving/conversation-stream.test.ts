import { createStopSwitch } from '@conversation-hub/core'
import { expect, it, onTestFinished, vi } from 'vitest'
import { createFakePlatform } from '../../tests/support/fake-platform'
import { recordForTests } from '../conversations/record-for-tests'
import { journalForTests } from '../journal/journal-for-tests'
import { createCipher } from '../secrets/cipher'
import type { LogEntry } from '../settings/settings'
import { circumstancesForTests } from './circumstances-for-tests'
import { conversationStream } from './conversation-stream'
import type { DriveContext } from './drive-context'
import { ownedConversation } from './owned-conversation'
import { createPlatformAccess } from './platform-access'

it('is opened with what is known, where the record is not at hand because it is being written or read anew', async () => {
  const { platform, stream, record, logged } = createStream()
  stream.follow(record)
  await vi.waitFor(() => expect(platform.streams()).toBe(1))
  expect(logged).toEqual([])
})

it('is not opened for a drive that was stopped while it read its record', async () => {
  const { platform, stream, record, signal } = createStream()
  signal.stop()
  stream.follow(record)
  await new Promise(setImmediate)
  expect(platform.streams()).toBe(0)
})

/** The stream of a conversation that has started, of which nothing is at hand. */
function createStream() {
  const platform = createFakePlatform({
    renew: async (session) => session,
    renewAt: () => Date.now() + 600_000,
  })
  const logged: LogEntry[] = []
  const { row } = recordForTests()
  const refuse = () => Promise.reject(new Error('nothing is written here'))
  const context: DriveContext = {
    instanceId: row.owner ?? '',
    database: { kind: 'server', query: refuse, queryPrepared: refuse, transaction: refuse, close: refuse },
    journal: journalForTests({ get: async () => record, change: refuse }),
    cipher: createCipher(['a key of the tests, long enough']),
    platforms: new Map([['fake', platform.connector]]),
    accounts: { admit: () => ({ waitMs: 0, outOfOrderMs: 0 }), openCircuits: () => 0 },
    ...circumstancesForTests,
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
    renew: async () => {},
    lost: () => {},
    takenOver: true,
    signal,
  })
  return { platform, stream, record, signal, logged }
}
