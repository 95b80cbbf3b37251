import { ConversationError } from '@conversation-hub/core'
import { expect, it } from 'vitest'
import { createFakePlatform } from '../../tests/support/fake-platform'
import { recordForTests } from '../conversations/record-for-tests'
import { journalForTests } from '../journal/journal-for-tests'
import { resolveSettings } from '../settings/resolve-settings'
import { endWhatIsOver } from './timers'

/** Two conversations whose time is over; `trouble` is what comes of writing to the first. */
async function endTwo(trouble: ConversationError): Promise<{ ended: string[]; thrown: unknown }> {
  const ended: string[] = []
  const refuse = () => Promise.reject(new Error('nothing else is asked for'))
  const due = ['first', 'second'].map((id) => ({ id, version: 1, due: 'maximum' }))
  const thrown = await endWhatIsOver({
    instanceId: 'this one',
    database: {
      kind: 'server',
      query: async () => due,
      queryPrepared: refuse,
      transaction: refuse,
      close: refuse,
    },
    journal: journalForTests({
      async change(id, change) {
        if (id === 'first') throw trouble
        ended.push(id)
        return change(recordForTests()).value
      },
      get: refuse,
    }),
    settings: resolveSettings({
      database: { dataDir: '' },
      secretKey: 'a key of the tests, long enough',
      platforms: { fake: createFakePlatform().connector },
      hubs: { main: { platform: 'fake', timers: { maximumMs: 1 } } },
      resources: { web: { channel: 'web-chat', hub: 'main' } },
    }),
  }).catch((error: unknown) => error)
  return { ended, thrown }
}

it('a conversation that cannot be read keeps no other from its end, and is told of', async () => {
  const unreadable = new ConversationError('internal', 'an unreadable row')
  expect(await endTwo(unreadable)).toEqual({ ended: ['second'], thrown: unreadable })
})

it('where the database is away, the rest waits for the next look', async () => {
  const away = new ConversationError('database-unavailable', 'away')
  expect(await endTwo(away)).toEqual({ ended: [], thrown: away })
})
