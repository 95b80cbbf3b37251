import { expect, it } from 'vitest'
import type { ConversationRow } from '../../conversations/conversation-row'
import { recordForTests } from '../../conversations/record-for-tests'
import { UnreadableConversation } from '../../conversations/unreadable'
import type { EventToKeep } from '../../journal/changes'
import type { Change } from '../../journal/journal'
import { journalForTests } from '../../journal/journal-for-tests'
import { createCipher } from '../../secrets/cipher'
import type { LogEntry } from '../../settings/settings'
import { circumstancesForTests } from '../circumstances-for-tests'
import { keepsAccountEvents } from './keep-account-events'
import { claimEvents, keepKeyedEvents } from './keyed-events'

const said = (text: string) => ({
  type: 'message' as const,
  id: text,
  author: { role: 'agent' as const },
  parts: [{ type: 'text' as const, text }],
})

/** A conversation for which something waits, of which the first makes our own code stumble. */
function withDefectInFront(row: Partial<ConversationRow> = {}) {
  let waiting = [{ type: 'message', id: 'defect' }, said('early')].map((event, id) => ({
    id,
    events: JSON.stringify([event]),
  }))
  const kept: EventToKeep[] = []
  const logged: LogEntry[] = []
  const context = {
    ...circumstancesForTests,
    database: {
      kind: 'server' as const,
      async query(text: string, [id]: ReadonlyArray<unknown> = []) {
        if (text.includes('"hasWaiting"')) return [{ id: 'c', hasWaiting: waiting.length > 0 }]
        if (text.includes('SELECT u.id')) return [...waiting]
        if (text.startsWith('DELETE')) waiting = waiting.filter((one) => one.id !== id)
        return []
      },
      queryPrepared: async () => [],
      transaction: () => Promise.reject(new Error('nothing here is written together')),
      close: async () => {},
    },
    journal: journalForTests({
      async change<Value>(_id: string, change: Change<Value>) {
        const { value, events = [] } = change(recordForTests({ row: { sessionKey: 'k', ...row } }))
        kept.push(...events)
        return value
      },
      get: async () => recordForTests(),
    }),
    platforms: new Map(),
    cipher: createCipher(['a key of the tests, long enough']),
    log: (entry: LogEntry) => void logged.push(entry),
  }
  const texts = () =>
    kept
      .flatMap(({ event }) => (event.type === 'message' ? event.parts : []))
      .map((part) => 'text' in part && part.text)
  return { context, texts, logged, waiting: () => waiting }
}

it('a defect in what waited for a conversation takes nothing with it of what was said there since', async () => {
  const { context, texts, logged, waiting } = withDefectInFront()
  await keepsAccountEvents(context, 'fake')({ key: 'k', events: [said('late')] })
  expect(texts()).toEqual(['early', 'late'])
  expect(waiting()).toEqual([])
  expect(logged).toMatchObject([{ event: 'platform-events-dropped', platform: 'fake', code: 'internal' }])
})

it('a defect in what waited for a conversation keeps nobody from driving it', async () => {
  const { context, texts } = withDefectInFront()
  await claimEvents(context, 'c', { platform: 'fake', key: 'k' })
  expect(texts()).toEqual(['early'])
})

it('what cannot be written is tried once more each time, unless it could not be written the time before', async () => {
  const { context, logged } = withDefectInFront()
  let isOfLater = true
  const journal = journalForTests({
    change: (id, change) =>
      isOfLater ? Promise.reject(new UnreadableConversation(id)) : context.journal.change(id, change),
    get: context.journal.get,
  })
  const keep = keepsAccountEvents({ ...context, journal }, 'fake')
  const entry = { key: 'k', events: [said('one')] }
  await expect(keep(entry)).rejects.toThrow(UnreadableConversation)
  isOfLater = false
  await keep(entry)
  isOfLater = true
  await expect(keep(entry)).rejects.toThrow(UnreadableConversation)
  await keep(entry)
  expect(logged.at(-1)).toMatchObject({ event: 'platform-events-set-aside' })
})

it.each([
  ['moved to another platform', { managedBy: 'other', sessionNumber: 2, sessionKey: undefined }],
  ['begun anew at the same one', { sessionNumber: 3, sessionKey: 'another' }],
])('what comes in the moment in which a conversation is %s is not taken for something said there', async (_, row) => {
  const { context, texts, waiting } = withDefectInFront(row)
  const setAside: unknown[] = []
  const { query } = context.database
  context.database.query = (text, values = []) => {
    if (text.includes('INSERT INTO unclaimed_events')) setAside.push(values)
    return query(text, values)
  }
  await keepsAccountEvents(context, 'fake')({ key: 'k', events: [said('late')] })
  expect([texts(), waiting().length, setAside.length]).toEqual([[], 2, 1])
})

it('what arrives in the very moment in which a conversation gets its key does not wait for what is said next', async () => {
  const { context, texts, waiting } = withDefectInFront()
  let isAside = false
  const database = {
    ...context.database,
    async query(text: string, values?: ReadonlyArray<unknown>) {
      isAside ||= text.includes('INSERT INTO unclaimed_events')
      return text.includes('"hasWaiting"') && !isAside ? [] : context.database.query(text, values)
    },
  }
  await keepKeyedEvents({ ...context, database }, 'fake', { key: 'k', events: [said('early')] })
  expect([texts(), waiting()]).toEqual([['early'], []])
})
