import { ConversationError } from '@conversation-hub/core'
import { describe, expect, it } from 'vitest'
import { said } from '../../tests/support/said'
import type { Database } from '../database/database'
import { DatabaseError } from '../database/database-error'
import { leaseForTests } from '../leases/lease-for-tests'
import { createJournal } from './journal'

const id = '00000000-0000-4000-8000-000000000001'

/** The conversation as the table has it. */
const row = {
  id,
  resource_id: 'web',
  channel: 'web-chat',
  destination: 'somebody',
  customer_identifier: null,
  language: null,
  attributes: '{}',
  prior_transcript: null,
  state: 'with-bot',
  state_before_stalled: null,
  managed_by: 'fake',
  end_reason: null,
  next_seq: 1,
  next_command_seq: 1,
  pending_commands: 0,
  version: 1,
  owner: null,
  fence: 1,
  session_number: 1,
  session: null,
  session_key: null,
  session_started: true,
  cursor: null,
  created_at: new Date(),
  ended_at: null,
}

interface Meanwhile {
  readonly writing?: () => void | Promise<void>
  readonly reading?: () => Promise<void>
  readonly lapses?: () => number
}

/** A journal of this conversation alone. `writing` and `reading` run before it is written, and while it is read. */
function openJournal({
  writing = () => {},
  reading = async () => {},
  lapses = leaseForTests.lapses,
}: Meanwhile) {
  const table = { ...row }
  const database: Database = {
    kind: 'server',
    async query(text) {
      const rows = text.includes('FROM conversations') ? [{ ...table }] : []
      if (text.startsWith('SELECT * FROM conversations')) await reading()
      return rows
    },
    async queryPrepared() {
      await writing()
      return [{ id }]
    },
    transaction: () => Promise.reject(new Error('nothing here is written together')),
    close: async () => {},
  }
  const written: string[] = []
  const journal = createJournal(database, {
    ...leaseForTests,
    lapses,
    onCommit: ({ events }) => void written.push(...events.map(({ body }) => JSON.parse(body).messageId)),
    onDoubt: () => {},
    isAtHand: () => true,
    concludes: () => false,
  })
  return { journal, written, table }
}

it('a change that was refused does not run again where what was asked for beside it is tried twice', async () => {
  let tries = 0
  const { journal, written } = openJournal({
    writing() {
      tries += 1
      if (tries === 1) throw new DatabaseError('again', '40P01')
    },
  })
  let isFull = true
  const results = await Promise.allSettled([
    journal.change(id, () => ({ ...said('taken'), value: undefined })),
    journal.change(id, () => {
      if (!isFull) return { ...said('refused'), value: undefined }
      isFull = false
      throw new ConversationError('rate-limited', 'Too much waits for the platform.')
    }),
  ])
  expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected'])
  expect([tries, written]).toEqual([2, ['taken']])
})

it('what is written while a conversation is read is not forgotten for what was read', async () => {
  let isRead = false
  const { journal } = openJournal({
    async reading() {
      if (isRead) return
      isRead = true
      await journal.change(id, () => ({ ...said('meanwhile'), value: undefined }))
    },
  })
  expect((await journal.get(id)).row.version).toBe(2)
  expect(journal.peek(id)?.row.version).toBe(2)
})

describe('what is read while something is on its way to the table', () => {
  /** A journal by which something is being written. */
  async function beingWritten() {
    let [passed, arrive] = [0, () => {}]
    let reading = async () => {}
    const underWay = gate()
    const { journal, table } = openJournal({
      lapses: () => passed,
      reading: () => reading(),
      writing() {
        const arrival = gate()
        arrive = arrival.open
        underWay.open()
        return arrival.opened
      },
    })
    const writing = journal.change(id, () => ({ ...said('late'), value: undefined }))
    await underWay.opened
    return {
      journal,
      table,
      lapse() {
        passed += 1
      },
      holdReading(held: () => Promise<void>) {
        reading = held
      },
      written() {
        arrive()
        return writing
      },
    }
  }

  it('is not taken for how it is now, where the lease ran out before: nobody would tell of it again', async () => {
    const { journal, lapse, written } = await beingWritten()
    lapse()
    expect((await journal.get(id)).row.version).toBe(1)
    await written()
    expect(journal.peek(id)).toBeUndefined()
  })

  it('is read anew, where that had not ended yet', async () => {
    const { journal, table, lapse, holdReading, written } = await beingWritten()
    const [isRead, isAnswered] = [gate(), gate()]
    lapse()
    holdReading(() => {
      isRead.open()
      return isAnswered.opened
    })
    const got = journal.get(id)
    await isRead.opened
    table.version = 2
    await written()
    isAnswered.open()
    expect((await got).row.version).toBe(2)
  })

  it('is how it is now, where others have written since', async () => {
    const { journal, table, written } = await beingWritten()
    table.version = 3
    await journal.get(id)
    await written()
    expect(journal.peek(id)?.row.version).toBe(3)
  })
})

function gate() {
  let open = () => {}
  const opened = new Promise<void>((resolve) => {
    open = resolve
  })
  return { open, opened }
}
