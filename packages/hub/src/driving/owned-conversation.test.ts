import { expect, it } from 'vitest'
import { recordForTests } from '../conversations/record-for-tests'
import type { Changes } from '../journal/changes'
import { journalForTests } from '../journal/journal-for-tests'
import { createCipher } from '../secrets/cipher'
import { circumstancesForTests } from './circumstances-for-tests'
import { ownedConversation } from './owned-conversation'

const refuse = () => Promise.reject(new Error('nothing else is asked for'))

it('what exists nowhere else is kept although another has the conversation by now, to whom its place is left', async () => {
  const written: Changes[] = []
  const { row } = recordForTests()
  const conversation = ownedConversation(row.id, row.fence - 1, {
    ...circumstancesForTests,
    instanceId: row.owner ?? '',
    database: { kind: 'server', query: refuse, queryPrepared: refuse, transaction: refuse, close: refuse },
    journal: journalForTests({
      async change(_id, change) {
        const { value, ...changes } = change(recordForTests())
        written.push(changes)
        return value
      },
      get: refuse,
    }),
    cipher: createCipher(['a key of the tests, long enough']),
    platforms: new Map(),
    accounts: { admit: () => ({ waitMs: 0, outOfOrderMs: 0 }), openCircuits: () => 0 },
    onDone: () => {},
  })
  const said = { type: 'participant', id: 'p', change: 'joined', author: { role: 'agent' } } as const
  const { signal } = new AbortController()
  expect(await conversation.keepOnlyCopy([said], { cursor: '9', sessionNumber: 1 }, signal)).toBe(false)
  expect(written).toMatchObject([{ events: [{ event: { type: 'participant' } }, {}] }])
  expect(written[0]?.row).not.toHaveProperty('cursor')
})
