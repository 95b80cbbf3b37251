import { expect, it } from 'vitest'
import { recordForTests } from '../conversations/record-for-tests'
import type { Change } from '../journal/journal'
import { journalForTests } from '../journal/journal-for-tests'
import { tellSent } from './tell-sent'

const { id } = recordForTests().row

it.each([
  ['told', [], 1, {}],
  ['told after a failure, where it was tried again', ['receipt m failed'], 1, {}],
  ['old news where the carrier was sooner to tell that it has arrived', ['receipt m delivered'], 0, {}],
  ['nobody’s business any more where the customer was erased meanwhile', [], 0, { destination: id }],
])('that a message was sent is %s', async (_, seen, count, row) => {
  const told: unknown[] = []
  const journal = journalForTests({
    async change<Value>(_id: string, change: Change<Value>) {
      const { value, events = [] } = change({ ...recordForTests({ row }), seen: new Set(seen) })
      told.push(...events)
      return value
    },
    get: async () => recordForTests(),
  })
  await tellSent(journal, 'c', 'm')
  expect(told).toHaveLength(count)
})
