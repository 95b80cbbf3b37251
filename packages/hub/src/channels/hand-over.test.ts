import type { ChannelAdapter } from '@conversation-hub/core'
import { expect, it, vi } from 'vitest'
import { createFakeCarrier } from '../../tests/support/fake-carrier'
import type { Database } from '../database/database'
import { leaseForTests } from '../leases/lease-for-tests'
import { resolveSettings } from '../settings/resolve-settings'
import { handOver } from './hand-over'
import { pieceForTests } from './piece-for-tests'

it('sends nothing once the lease has run out while an earlier try was looked for', async () => {
  let isHeld = true
  const send = vi.fn(async () => ({ carrierId: 'sent' }))
  const database: Database = {
    kind: 'server',
    query: async () => [],
    queryPrepared: async () => [],
    transaction: () => Promise.reject(new Error('nothing here is written')),
    close: async () => {},
  }
  const adapter: ChannelAdapter = {
    ...createFakeCarrier().adapter,
    send,
    async reconcile() {
      isHeld = false
      return { tookEffect: 'no' }
    },
  }
  const settings = resolveSettings({
    database: { url: 'postgres://localhost/nowhere' },
    secretKey: 'a key of the tests, long enough',
    platforms: {},
    hubs: {},
    resources: {},
    log: () => {},
  })
  const piece = pieceForTests()
  const carrier = { name: 'phones', adapter }
  const { signal } = new AbortController()
  const given = { carrier, piece, destination: '+12025550123', doubtful: true, signal }
  const standing = { ...leaseForTests, mayAct: () => isHeld }
  const sending = handOver({ database, settings, ...standing }, given)
  await expect(sending).rejects.toMatchObject({ code: 'database-unavailable', outcome: 'not-started' })
  expect(send).not.toHaveBeenCalled()
})
