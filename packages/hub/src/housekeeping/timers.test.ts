import { ConversationError } from '@conversation-hub/core'
import { expect, it } from 'vitest'
import { createFakePlatform } from '../../tests/support/fake-platform'
import { recordForTests, sendForTests } from '../conversations/record-for-tests'
import type { Changes } from '../journal/changes'
import type { Journal } from '../journal/journal'
import { journalForTests } from '../journal/journal-for-tests'
import { resolveSettings } from '../settings/resolve-settings'
import { endWhatIsOver } from './timers'

const refuse = () => Promise.reject(new Error('nothing else is asked for'))

/** Where these conversations are due, in a hub with a fallback. */
function dueIn(journal: Pick<Journal, 'change'>, due: 'maximum' | 'first-message', ids: string[]) {
  const { connector } = createFakePlatform()
  return endWhatIsOver({
    instanceId: 'this one',
    database: {
      kind: 'server',
      query: async () => ids.map((id) => ({ id, version: 1, due })),
      queryPrepared: refuse,
      transaction: refuse,
      close: refuse,
    },
    journal: journalForTests({ ...journal, get: refuse }),
    settings: resolveSettings({
      database: { dataDir: 'nowhere' },
      secretKey: 'a key of the tests, long enough',
      platforms: { fake: connector, other: connector },
      hubs: { main: { platform: 'fake', fallback: 'other', timers: { maximumMs: 1 } } },
      resources: { web: { channel: 'web-chat', hub: 'main' } },
    }),
  })
}

/** Two conversations whose time is over; `trouble` is what comes of writing to the first. */
async function endTwo(trouble: ConversationError): Promise<{ ended: string[]; thrown: unknown }> {
  const ended: string[] = []
  const journal: Pick<Journal, 'change'> = {
    async change(id, change) {
      if (id === 'first') throw trouble
      ended.push(id)
      return change(recordForTests()).value
    },
  }
  const thrown = await dueIn(journal, 'maximum', ['first', 'second']).catch((error: unknown) => error)
  return { ended, thrown }
}

it('a conversation that cannot be read keeps no other from its end, and is told of', async () => {
  const unreadable = new ConversationError('internal', 'an unreadable row')
  expect(await endTwo(unreadable)).toEqual({ ended: ['second'], thrown: unreadable })
})

it('a conversation in which something has happened since it was looked at stays as it is', async () => {
  const made: Changes[] = []
  const journal: Pick<Journal, 'change'> = {
    async change(_id, change) {
      const { value, ...changes } = change(recordForTests({ row: { version: 2 } }))
      made.push(changes)
      return value
    },
  }
  await dueIn(journal, 'maximum', ['one'])
  expect(made).toEqual([{}])
})

it('where the database is away, the rest waits for the next look', async () => {
  const away = new ConversationError('database-unavailable', 'away')
  expect(await endTwo(away)).toEqual({ ended: [], thrown: away })
})

it('the fallback is ordered once, however long the order has to wait', async () => {
  let record = recordForTests({ outbox: [sendForTests('under way')] })
  const ordered: Changes['commands'][] = []
  const journal: Pick<Journal, 'change'> = {
    async change(_id, change) {
      const { commands = [], value } = change(record)
      ordered.push(commands)
      const rows = commands.map(({ command }) => ({ ...sendForTests('order', 3), command }))
      record = { ...record, outbox: [...record.outbox, ...rows] }
      return value
    },
  }
  await dueIn(journal, 'first-message', ['waiting'])
  await dueIn(journal, 'first-message', ['waiting'])
  expect(ordered).toMatchObject([[{ command: { type: 'move', to: 'other' } }], []])
})
