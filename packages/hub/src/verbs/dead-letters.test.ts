import { expect, it } from 'vitest'
import type { Database, Query } from '../database/database'
import { DatabaseError } from '../database/database-error'
import { replayDeadLetters } from './dead-letters'

const nothing: Query = async () => []
const away = () => Promise.reject(new DatabaseError('unavailable', 'connection'))

/** A replay of the dead letters of two conversations, and who was told of it. */
async function replay({ answer, change }: { answer: () => Promise<void>; change: () => Promise<never> }) {
  const told = { forgotten: [''], woken: [''], beside: [''], perhaps: [''] }
  for (const ids of Object.values(told)) ids.pop()
  const query: Query = async (text) => {
    if (text.includes('FOR UPDATE')) return [{ id: 'a' }, { id: 'b' }]
    if (!text.includes('revived')) return []
    return [
      { conversation_id: 'a', commands: 1 },
      { conversation_id: 'b', commands: 2 },
    ]
  }
  const database: Database = {
    kind: 'server',
    query: nothing,
    queryPrepared: async () => [],
    async transaction(work) {
      const done = await work(query)
      await answer()
      return done
    },
    close: async () => {},
  }
  const context = {
    database,
    journal: { forget: (id: string) => void told.forgotten.push(id), change },
    fleet: {
      wake(id: string) {
        told.woken.push(id)
        return true
      },
      adopt: async () => {},
    },
    carrying: { recheck: async () => {} },
  }
  const replayed = replayDeadLetters(context, 'all', {
    beside: (id) => void told.beside.push(id),
    perhaps: (ids) => void told.perhaps.push(...ids),
  })
  await expect(replayed).rejects.toMatchObject({ failure: 'unavailable' })
  return told
}

it('a replay whose answer is lost is told of as what may have been', async () => {
  const told = await replay({ answer: away, change: away })
  expect(told).toEqual({ forgotten: [], woken: [], beside: [], perhaps: ['a', 'b'] })
})

it('a replay that cannot be told to other instances is begun here all the same: none is left to be replayed again', async () => {
  const both = ['a', 'b']
  const told = await replay({ answer: async () => {}, change: away })
  expect(told).toEqual({ forgotten: both, woken: both, beside: both, perhaps: [] })
})
