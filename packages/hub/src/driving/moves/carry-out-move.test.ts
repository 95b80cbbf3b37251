import { describe, expect, it } from 'vitest'
import { createFakePlatform } from '../../../tests/support/fake-platform'
import type { OutboxRow } from '../../conversations/conversation-row'
import { recordForTests, sendForTests } from '../../conversations/record-for-tests'
import type { Changes } from '../../journal/changes'
import type { Change } from '../../journal/journal'
import type { LogEntry } from '../../settings/settings'
import { LeaseLost } from '../lease-lost'
import type { OwnedConversation } from '../owned-conversation'
import { carryOutMove } from './carry-out-move'

const order: OutboxRow = { ...sendForTests('m'), command: { type: 'move', commandId: 'o', to: 'other' } }

/** An order that is carried out on what the conversation has become by the time of writing. */
function moving({ outbox, isLost = false }: { outbox: ReadonlyArray<OutboxRow>; isLost?: boolean }) {
  const written: Changes[] = []
  const logged: LogEntry[] = []
  const conversation: OwnedConversation = {
    id: 'c',
    get: async () => recordForTests({ outbox: [order] }),
    async write<Value>(change: Change<Value>) {
      if (isLost) throw new LeaseLost()
      const { value, ...changes } = change(recordForTests({ outbox }))
      written.push(changes)
      return value
    },
    insist: (writing) => writing(),
    keep: async () => {},
    keepOnlyCopy: async () => true,
  }
  const context = {
    platforms: new Map([['other', createFakePlatform().connector]]),
    database: { query: async () => [] },
    log: (entry: LogEntry) => void logged.push(entry),
  }
  const carriedOut = carryOutMove(context, conversation, { state: 'with-bot', order })
  return { carriedOut, written, logged }
}

describe('a move that the hub ordered', () => {
  it('is carried out', async () => {
    const { carriedOut, written } = moving({ outbox: [order] })
    await carriedOut
    expect(written).toMatchObject([{ done: [order.seq], row: { managedBy: 'other' } }])
  })

  it('changes nothing where the conversation was moved on meanwhile', async () => {
    const { carriedOut, written, logged } = moving({ outbox: [] })
    await carriedOut
    expect([written, logged]).toEqual([[], []])
  })

  it('is void once another instance has the conversation', async () => {
    const { carriedOut, written, logged } = moving({ outbox: [order], isLost: true })
    await expect(carriedOut).rejects.toBeInstanceOf(LeaseLost)
    expect([written, logged]).toEqual([[], []])
  })
})
