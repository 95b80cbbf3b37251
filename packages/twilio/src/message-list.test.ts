import { describe, expect, it } from 'vitest'
import { findTraceOf, messageListSchema } from './message-list'

const since = new Date('2026-03-01T12:00:00Z')
const ours = {
  sid: 'SM1',
  body: 'Your code is 7',
  direction: 'outbound-api',
  num_media: '0',
  date_created: 'Sun, 01 Mar 2026 12:00:01 +0000',
}

function find(changes: Record<string, unknown>, known: string[] = [], mediaUrls: string[] = []) {
  return findIn([{ ...ours, ...changes }], known, mediaUrls)
}

function findIn(rows: unknown[], known: string[] = [], mediaUrls: string[] = []) {
  const { messages } = messageListSchema.parse({ messages: rows })
  const command = { commandId: '1', to: '+12025550123', message: { text: 'Your code is 7', mediaUrls } }
  return findTraceOf(command, { since, knownIds: new Set(known) }, messages)
}

describe('the trace of a try in the list', () => {
  it.each<[string, Record<string, unknown>]>([
    ['the message itself', {}],
    [
      'behind the sentence of a trial account',
      { body: 'Sent from your Twilio trial account - Your code is 7' },
    ],
    ['by a clock that is slow', { date_created: 'Sun, 01 Mar 2026 11:55:00 +0000' }],
    ['without a date', { date_created: null }],
    ['with fields that are not known', { price: null, whatever: 1 }],
    ['with fields that are of another kind', { direction: 7, date_created: {} }],
  ])('is %s', (_name, changes) => expect(find(changes)).toBe('SM1'))

  it.each<[string, Record<string, unknown>]>([
    ['another text', { body: 'Your code is 8' }],
    ['another text that ends alike', { body: 'No. Your code is 7' }],
    ['a message of the customer', { direction: 'inbound' }],
    ['an older one', { date_created: 'Sun, 01 Mar 2026 11:00:00 +0000' }],
    ['one with a file', { num_media: '1' }],
    ['one without a text', { body: null }],
  ])('is not %s', (_name, changes) => expect(find(changes)).toBeUndefined())

  it('is not one that is accounted for: the same words may be said twice', () => {
    expect(find({}, ['SM1'])).toBeUndefined()
  })

  it.each<[string, unknown]>([
    ['null', null],
    ['a text', 'SM0'],
    ['a message without an id', { ...ours, sid: null }],
    ['a message whose text is none', { ...ours, sid: 'SM0', body: 7 }],
  ])('is found behind a row that is odd: %s', (_name, odd) => expect(findIn([odd, ours])).toBe('SM1'))

  it('counts the files', () => {
    expect(find({ num_media: '1' }, [], ['https://files.example/1'])).toBe('SM1')
  })
})
