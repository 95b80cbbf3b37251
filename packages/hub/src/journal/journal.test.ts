import { ConversationError } from '@conversation-hub/core'
import { expect, it } from 'vitest'
import type { Database } from '../database/database'
import { DatabaseError } from '../database/database-error'
import { leaseForTests } from '../leases/lease-for-tests'
import type { Changes } from './changes'
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

const said = (text: string): Changes => ({
  events: [
    {
      event: {
        type: 'message',
        messageId: text,
        author: { role: 'customer' },
        parts: [{ type: 'text', text }],
      },
    },
  ],
})

it('a change that was refused does not run again where what was asked for beside it is tried twice', async () => {
  let tries = 0
  const database: Database = {
    kind: 'server',
    query: async (text) => (text.includes('FROM conversations') ? [row] : []),
    async queryPrepared() {
      tries += 1
      if (tries === 1) throw new DatabaseError('again', '40P01')
      return [{ id }]
    },
    transaction: () => Promise.reject(new Error('nothing here is written together')),
    close: async () => {},
  }
  const written: string[] = []
  const journal = createJournal(database, {
    ...leaseForTests,
    onCommit: ({ events }) => void written.push(...events.map(({ body }) => JSON.parse(body).messageId)),
    onDoubt: () => {},
    isAtHand: () => false,
    concludes: () => false,
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
