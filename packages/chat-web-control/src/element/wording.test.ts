import { expect, test } from 'vitest'
import { fill, wordsFor, wordsOfEnd } from './dictionary'
import { fileSize } from './file-size'
import { queueText } from './templates/standings'
import { dayName } from './times'

test('words come in the language asked for, else in English, and the page’s own win', () => {
  expect(wordsFor('de-CH').send).toBe('Senden')
  expect(wordsFor('tlh').send).toBe('Send')
  const words = wordsFor('en', { send: 'Go', ended: { 'no-agent': 'Try us tomorrow.' } })
  expect([words.send, words.ended['no-agent'], words.ended.other]).toEqual([
    'Go',
    'Try us tomorrow.',
    'The chat has ended.',
  ])
})

test.each([
  ['agent-ended', 'The agent ended the chat.'],
  ['of-next-year', 'The chat has ended.'],
  ['constructor', 'The chat has ended.'],
  [undefined, 'The chat has ended.'],
])('the end by %s', (reason, expected) => {
  expect(wordsOfEnd(wordsFor('en'), reason)).toBe(expected)
})

test('gaps are filled, unknown ones stay to be seen', () => {
  expect(fill('{name} joined {where}', { name: 'Sam' })).toBe('Sam joined {where}')
})

test.each([
  [{ position: 3, waitSeconds: 190 }, 'You are number 3 in the queue. About 3 min to wait.'],
  [{ position: 1 }, 'You are next.'],
  [{ waitSeconds: 20 }, 'Less than a minute to wait.'],
  [{}, ''],
])('a queue of %j', (queue, expected) => {
  expect(queueText(queue, wordsFor('en'))).toBe(expected)
})

test.each([
  [0, '0 bytes'],
  [999, '999 bytes'],
  [1_500, '1.5 kB'],
  [284_213, '284 kB'],
  [12_000_000, '12 MB'],
])('%i bytes are %s', (bytes, expected) => {
  expect(fileSize(bytes, 'en')).toBe(expected)
})

const now = new Date(2026, 10, 23, 12)

test.each([
  [new Date(2026, 10, 23, 1), 'Today'],
  [new Date(2026, 10, 22, 23), 'Yesterday'],
  [new Date(2026, 9, 1, 9), 'Thursday, October 1'],
  [new Date(2025, 11, 31, 9), 'Wednesday, December 31, 2025'],
])('%s is %s', (date, expected) => {
  expect(dayName(date.toISOString(), 'en-US', now)).toBe(expected)
})
