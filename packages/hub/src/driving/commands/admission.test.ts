import type { ConversationError } from '@conversation-hub/core'
import { expect, it, vi } from 'vitest'
import { createAccount } from '../../../tests/support/fake-account'
import { recordForTests, startForTests } from '../../conversations/record-for-tests'
import type { Database } from '../../database/database'
import { LeaseLost } from '../lease-lost'
import { askToTry, attemptAdmitted } from './admission'

const { connector } = createAccount().platform
const { row } = recordForTests()
const start = startForTests()

function askWith({ ends, waitedMs = 0 }: { ends: number; waitedMs?: number }) {
  const admission = { report: () => {} }
  const admit = vi.fn(() => admission)
  const database: Database = {
    kind: 'embedded',
    query: async () => Array.from({ length: ends }, () => ({})),
    queryPrepared: async () => [],
    transaction: () => Promise.reject(new Error('nothing here is written')),
    close: async () => {},
  }
  const context = {
    database,
    platforms: new Map([['fake', connector]]),
    accounts: { admit, openCircuits: () => 0 },
    now: () => new Date(start.createdAt.getTime() + waitedMs),
  }
  return { admit, admission, asked: askToTry(context, row, start, {}) }
}

it('lets a start wait for an earlier end without taking its account’s only try', async () => {
  const { admit, asked } = askWith({ ends: 1 })
  expect(await asked).toMatchObject({ waitMs: 50, error: { code: 'platform-busy', retryAfterMs: 50 } })
  expect(admit).not.toHaveBeenCalled()
})

it.each([
  [4_000, 400],
  [600_000, 5_000],
])('looks less often for an earlier end after %d ms', async (waitedMs, waitMs) => {
  expect(await askWith({ ends: 1, waitedMs }).asked).toMatchObject({ waitMs })
})

it('asks the account once there is nothing to make way for', async () => {
  const { admission, asked } = askWith({ ends: 0 })
  expect(await asked).toBe(admission)
})

it('tells the account of a try that was cut off: as the only one, it would keep all others waiting', async () => {
  const reported: unknown[] = []
  const admission = { report: (error?: ConversationError) => void reported.push(error?.code) }
  await expect(attemptAdmitted(admission, () => Promise.reject(new LeaseLost()))).rejects.toThrow(LeaseLost)
  expect(reported).toEqual(['cancelled'])
})
