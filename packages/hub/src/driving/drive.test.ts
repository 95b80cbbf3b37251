import { createStopSwitch } from '@conversation-hub/core'
import { expect, it, onTestFinished, vi } from 'vitest'
import { createFakePlatform } from '../../tests/support/fake-platform'
import type { ConversationRecord } from '../conversations/record'
import { recordForTests, sendForTests } from '../conversations/record-for-tests'
import type { Database } from '../database/database'
import { createCipher } from '../secrets/cipher'
import { createDrive } from './drive'
import { createPlatformAccounts } from './platform-accounts'

const refuse = () => Promise.reject(new Error('nothing here is written'))
const database: Database = {
  kind: 'server',
  query: async () => [],
  queryPrepared: async () => [],
  transaction: refuse,
  close: async () => {},
}

it('leaves no timer behind where it is stopped while it looks what is to be done', async () => {
  vi.useFakeTimers()
  onTestFinished(() => void vi.useRealTimers())
  let found = (_record: ConversationRecord) => {}
  const record = recordForTests({
    row: { sessionStarted: false },
    outbox: [{ ...sendForTests('m'), attempts: 9, nextTryAt: new Date(Date.now() + 600_000) }],
  })
  const drive = createDrive(
    record,
    {
      instanceId: record.row.owner ?? '',
      database,
      journal: {
        get: () => new Promise<ConversationRecord>((resolve) => (found = resolve)),
        change: refuse,
        peek: () => undefined,
        remember: () => {},
        forget: () => {},
        settled: async () => {},
      },
      cipher: createCipher(['a key of the tests, long enough']),
      platforms: new Map([['fake', createFakePlatform().connector]]),
      accounts: createPlatformAccounts(),
      log: () => {},
      failpoint: () => {},
      mayAct: () => true,
      lapses: () => 1,
      isAlone: () => true,
      awake: createStopSwitch,
      tellsOfDeath: () => true,
      now: () => new Date(),
      mayOpenStream: async () => {},
      takeOver: () => undefined,
      addressOfFile: () => '',
      pass: () => {},
      onDone: () => {},
    },
    'none',
  )
  drive.wake()
  drive.stop()
  found(record)
  await drive.settle()
  expect(vi.getTimerCount()).toBe(0)
})
