import { type ChannelAdapter, ConversationError } from '@conversation-hub/core'
import { expect, it, vi } from 'vitest'
import { createFakeCarrier } from '../../tests/support/fake-carrier'
import type { Database } from '../database/database'
import { leaseForTests } from '../leases/lease-for-tests'
import { settingsForTests } from '../settings/settings-for-tests'
import { handOver } from './hand-over'
import { pieceForTests } from './piece-for-tests'

const claim = { conversationId: 'c', instanceId: 'i', fence: 1 }
const { signal } = new AbortController()

const databaseThat = (query: Database['query']): Database => ({
  kind: 'server',
  query,
  queryPrepared: async () => [],
  transaction: () => Promise.reject(new Error('nothing here is written')),
  close: async () => {},
})

it('sends nothing once the lease has run out while an earlier try was looked for', async () => {
  let isHeld = true
  const send = vi.fn(async () => ({ carrierId: 'sent' }))
  const adapter: ChannelAdapter = {
    ...createFakeCarrier().adapter,
    send,
    async reconcile() {
      isHeld = false
      return { tookEffect: 'no' }
    },
  }
  const piece = pieceForTests()
  const carrier = { name: 'phones', adapter }
  const given = { claim, carrier, piece, destination: '+12025550123', doubtful: true, signal }
  const standing = { ...leaseForTests, mayAct: () => isHeld }
  const sending = handOver(
    { database: databaseThat(async () => []), settings: settingsForTests, ...standing },
    given,
  )
  await expect(sending).rejects.toMatchObject({ code: 'database-unavailable', outcome: 'not-started' })
  expect(send).not.toHaveBeenCalled()
})

it('looks where it was tried last, where the customer has gone on a second time', async () => {
  const fake = createFakeCarrier()
  const [first, second, third] = ['+12025550101', '+12025550102', '+12025550103']
  let earlier = { carrier: 'phones', destination: first }
  const database = databaseThat(async (text, values = []) => {
    if (text.includes('UPDATE')) earlier = { carrier: String(values[5]), destination: String(values[6]) }
    return []
  })
  const carrier = { name: 'phones', adapter: fake.adapter }
  const sendTo = (destination: string) =>
    handOver(
      { database, settings: settingsForTests, ...leaseForTests },
      { claim, carrier, piece: { ...pieceForTests(), earlier }, destination, doubtful: true, signal },
    )
  fake.after = () => {
    throw new ConversationError('platform-timeout', 'No answer.', { outcome: 'unknown' })
  }
  await expect(sendTo(second)).rejects.toMatchObject({ outcome: 'unknown' })
  fake.after = () => {}
  expect(await sendTo(third)).toMatchObject({ destination: second })
  expect([fake.arrived(second), fake.arrived(third)]).toEqual([['hello'], []])
})

it('sends nothing again as long as the carrier cannot say whether it has it', async () => {
  const send = vi.fn(async () => ({ carrierId: 'sent' }))
  const reconcile: ChannelAdapter['reconcile'] = async () => ({ tookEffect: 'unknown' })
  const carrier = { name: 'phones', adapter: { ...createFakeCarrier().adapter, send, reconcile } }
  const given = {
    claim,
    carrier,
    piece: pieceForTests(),
    destination: '+12025550123',
    doubtful: true,
    signal,
  }
  const sending = handOver(
    { database: databaseThat(async () => []), settings: settingsForTests, ...leaseForTests },
    given,
  )
  await expect(sending).rejects.toMatchObject({ code: 'platform-timeout', outcome: 'unknown' })
  expect(send).not.toHaveBeenCalled()
})
