import { expect, it } from 'vitest'
import { createFakePlatform } from '../../tests/support/fake-platform'
import type { OutboxRow } from '../conversations/conversation-row'
import { recordForTests, sendForTests, startForTests } from '../conversations/record-for-tests'
import { circumstancesForTests } from './circumstances-for-tests'
import { hasPeers, platformElsewhere } from './platform-elsewhere'

const order: OutboxRow = {
  ...startForTests(1, 'newer'),
  command: { type: 'move', commandId: 'o', to: 'newer' },
}
const endThere: OutboxRow = {
  ...order,
  command: { type: 'end', commandId: 'e', reason: 'moved' },
  session: 'of that platform',
}
const longAgo = new Date(Date.now() - 6 * 60_000)

async function lookAt(
  record: ReturnType<typeof recordForTests>,
  { peers = 1, isAlone = false, cameBack = false } = {},
) {
  const context = {
    ...circumstancesForTests,
    instanceId: 'i',
    platforms: new Map([['fake', createFakePlatform().connector]]),
    database: {
      kind: 'server' as const,
      query: async () => Array.from({ length: peers }, () => ({})),
      queryPrepared: async () => [],
      transaction: () => Promise.reject(new Error('nothing here is written together')),
      close: async () => {},
    },
    isAlone: () => isAlone,
  }
  const platform = platformElsewhere(record, context, cameBack)
  return platform !== undefined && (await hasPeers(context)) ? platform : undefined
}

it.each([
  ['is at such a platform', { row: { managedBy: 'newer' } }],
  ['is ordered to go to one', { outbox: [order] }],
  ['has yet to be begun there', { outbox: [startForTests(1, 'newer'), sendForTests('m')] }],
])('a conversation is left to those who know the platform, where it %s', async (_, written) => {
  expect(await lookAt(recordForTests(written))).toBe('newer')
  expect(await lookAt(recordForTests(written), { isAlone: true }), 'somebody has just come').toBe('newer')
  expect(await lookAt(recordForTests(written), { isAlone: true, peers: 0 })).toBeUndefined()
})

it.each([
  ['whose platforms are all known', { outbox: [sendForTests('m')] }],
  ['that is over there', { row: { managedBy: 'newer', endedAt: new Date() } }],
  ['that nobody took up in time', { outbox: [{ ...order, createdAt: longAgo }] }],
  ['that has left such a platform', { outbox: [endThere, startForTests(2)] }],
  ['of which only a dead letter is left for there', { outbox: [{ ...order, deadAt: new Date() }] }],
])('a conversation %s is left to nobody', async (_, written) => {
  expect(await lookAt(recordForTests(written))).toBeUndefined()
})

it('one at such a platform that has come back is kept, as long as nothing waits for the platform', async () => {
  const isThere = { row: { managedBy: 'newer' } }
  expect(await lookAt(recordForTests(isThere), { cameBack: true })).toBeUndefined()
  const waiting = recordForTests({ ...isThere, outbox: [{ ...sendForTests('m'), platform: 'newer' }] })
  expect(await lookAt(waiting, { cameBack: true })).toBe('newer')
})
