import { expect, it } from 'vitest'
import { recordForTests } from '../conversations/record-for-tests'
import type { Changes } from '../journal/changes'
import { journalForTests } from '../journal/journal-for-tests'
import { createCipher } from '../secrets/cipher'
import { circumstancesForTests } from './circumstances-for-tests'
import { LeaseLost } from './lease-lost'
import { ownedConversation } from './owned-conversation'

const refuse = () => Promise.reject(new Error('nothing else is asked for'))

const { row } = recordForTests()
const owner = row.owner ?? ''

/** The conversation as one instance took it over, and what it writes. */
function takenBy(instanceId: string, fence: number) {
  const written: Changes[] = []
  const conversation = ownedConversation(row.id, fence, {
    ...circumstancesForTests,
    instanceId,
    database: { kind: 'server', query: refuse, queryPrepared: refuse, transaction: refuse, close: refuse },
    journal: journalForTests({
      async change(_id, change) {
        const { value, ...changes } = change(recordForTests())
        written.push(changes)
        return value
      },
      get: async () => recordForTests(),
    }),
    cipher: createCipher(['a key of the tests, long enough']),
    platforms: new Map(),
    accounts: { admit: () => ({ waitMs: 0, outOfOrderMs: 0 }), openCircuits: () => 0 },
    onDone: () => {},
  })
  return { conversation, written }
}

it.each([
  ['has another owner', 'somebody else', row.fence],
  ['was taken over anew by the same one', owner, row.fence - 1],
])('nothing is read or written of a conversation that %s', async (_, instanceId, fence) => {
  const { conversation, written } = takenBy(instanceId, fence)
  await expect(conversation.get()).rejects.toThrow(LeaseLost)
  await expect(conversation.write(() => ({ value: undefined }))).rejects.toThrow(LeaseLost)
  expect(written).toEqual([])
})

it('what exists nowhere else is kept although another has the conversation by now, to whom its place is left', async () => {
  const { conversation, written } = takenBy(owner, row.fence - 1)
  const said = { type: 'participant', id: 'p', change: 'joined', author: { role: 'agent' } } as const
  const { signal } = new AbortController()
  expect(await conversation.keepOnlyCopy([said], { cursor: '9', sessionNumber: 1 }, signal)).toBe(false)
  expect(written).toMatchObject([{ events: [{ event: { type: 'participant' } }, {}] }])
  expect(written[0]?.row).not.toHaveProperty('cursor')
})
