import { expect, it } from 'vitest'
import { createFakePlatform } from '../../tests/support/fake-platform'
import { noSuchConversation } from '../conversations/conversation-id'
import { DatabaseError } from '../database/database-error'
import { resolveSettings } from '../settings/resolve-settings'
import { eraseCustomer } from './erase-customer'

const settings = resolveSettings({
  database: { url: 'postgres://localhost/nowhere' },
  secretKey: 'a key of the tests, long enough',
  platforms: { fake: createFakePlatform().connector },
  hubs: { main: { platform: 'fake' } },
  resources: {},
})

it('nothing at hand of a customer who was erased outlives the answer that was lost', async () => {
  const told: string[] = []
  const lost = new DatabaseError('unavailable', 'connection')
  const erased = eraseCustomer(
    {
      database: {
        kind: 'server',
        query: async () => [{ id: 'a', destination: '+12025550123', ended_at: new Date() }],
        queryPrepared: async () => [],
        async transaction(work) {
          await work(async () => [])
          throw lost
        },
        close: async () => {},
      },
      journal: {
        change: () => Promise.reject(new Error('it has ended')),
        forget: (id) => void told.push(`forget ${id}`),
      },
      fleet: { wake: (id) => told.push(`wake ${id}`) > 0 },
      settings,
    },
    'ada',
    (id) => told.push(`tell others of ${id}`),
  )
  await expect(erased).rejects.toBe(lost)
  expect(told).toEqual(['forget a', 'wake a', 'tell others of a'])
})

it('a customer who is erased twice at the same moment is erased by both', async () => {
  let isErased = false
  const found = async (text: string) =>
    text.includes('WITH gone') ? [] : [{ id: 'a', destination: '+12025550123', ended_at: null }]
  const erased = eraseCustomer(
    {
      database: {
        kind: 'server',
        query: found,
        queryPrepared: async () => [],
        async transaction(work) {
          const result = await work(async () => [])
          isErased = true
          return result
        },
        close: async () => {},
      },
      journal: { change: () => Promise.reject(noSuchConversation()), forget: () => {} },
      fleet: { wake: () => false },
      settings,
    },
    'ada',
    () => {},
  )
  await expect(erased).resolves.toBe(1)
  expect(isErased).toBe(true)
})
