import { expect, test } from 'vitest'
import type { Author, ChatItem } from '../client/index'
import { rowsOf } from './rows'

const sam: Author = { role: 'agent', name: 'Sam' }
const nora: Author = { role: 'bot', name: 'Nora' }
let seq = 0

function said(author: Author, at: string, text = 'x'): ChatItem {
  seq += 1
  const parts = text === '' ? [] : [{ type: 'text', text } as const]
  const messageId = `m${seq}`
  return { kind: 'message', key: messageId, message: { type: 'message', at, seq, messageId, author, parts } }
}

const noon = '2026-11-23T12:00:00.000Z'
const soon = '2026-11-23T12:01:00.000Z'
const later = '2026-11-23T12:20:00.000Z'
const nextDay = '2026-11-24T12:00:00.000Z'

test.each<[string, ChatItem[], string]>([
  ['one author in one go is one group', [said(nora, noon), said(nora, soon)], '[ ]'],
  ['another author starts a group', [said(nora, noon), said(sam, noon)], '[][]'],
  ['silence parts', [said(nora, noon), said(nora, later)], '[][]'],
  ['a day parts', [said(nora, noon), said(nora, nextDay)], '[][]'],
  ['what shows nothing does not part', [said(nora, noon), said(sam, noon, ''), said(nora, soon)], '[ ]'],
])('%s', (_name, items, expected) => {
  const drawn = rowsOf(items).map(
    ({ startsGroup, endsGroup }) => `${startsGroup ? '[' : ' '}${endsGroup ? ']' : ''}`,
  )
  expect(drawn.join('')).toBe(expected)
})

const system: Author = { role: 'system' }

test.each<[string, Author, Author, string, boolean]>([
  ['in the platform’s own words', sam, system, 'Sam has joined the conversation.', true],
  [
    'in its words for somebody without a name',
    { role: 'agent' },
    system,
    'You are talking to Amelia again.',
    true,
  ],
  ['in words about something else', sam, system, 'Calls are recorded.', false],
  ['by the person', sam, sam, 'Hi, this is Sam.', false],
])('who came is told once: %s', (_name, who, author, text, isOnce) => {
  const participant = { type: 'participant', at: noon, seq: 0, change: 'joined', author: who } as const
  const rows = rowsOf([{ kind: 'participant', key: 'p', participant }, said(author, noon, text)])
  expect(rows.map(({ item }) => item.kind)).toEqual(isOnce ? ['message'] : ['participant', 'message'])
})

test('each day is named once, and one item is the last', () => {
  const rows = rowsOf([said(nora, noon), said(sam, later), said(nora, nextDay)])
  expect(rows.map(({ day }) => day)).toEqual([noon, undefined, nextDay])
  expect(rows.map(({ isLast }) => isLast)).toEqual([false, false, true])
})

test('who comes and goes says nothing: the message before it is still the last', () => {
  const participant = { type: 'participant', at: later, seq: 0, change: 'joined', author: sam } as const
  const rows = rowsOf([said(nora, noon), said(nora, noon), { kind: 'participant', key: 'p', participant }])
  expect(rows.map(({ isLast }) => isLast)).toEqual([false, true, true])
})
