import type { PlatformEvent } from '@conversation-hub/core'
import { describe, expect, it } from 'vitest'
import { eventsReplySchema, readEvent } from '../src/events'

const read = (...events: unknown[]): PlatformEvent[] =>
  eventsReplySchema
    .parse({ last: events.length, events })
    .events.flatMap((event) => readEvent(event, 'chat-1'))

const ada = { role: 'agent', name: 'Ada' }

describe('an event of the platform', () => {
  it.each<[string, object, object[]]>([
    [
      'what a bot says',
      { kind: 'message', from: 'bot', text: 'Hello', at: '2026-11-01T10:00:00Z' },
      [
        {
          type: 'message',
          id: 'chat-1/1',
          author: { role: 'bot' },
          parts: [{ type: 'text', text: 'Hello' }],
        },
      ],
    ],
    [
      'what a person offers',
      { kind: 'message', from: 'agent', name: 'Ada', text: 'Which?', options: [{ id: 'a', label: 'Red' }] },
      [
        {
          type: 'message',
          id: 'chat-1/1',
          author: ada,
          parts: [{ type: 'choices', text: 'Which?', choices: [{ choiceId: 'a', title: 'Red' }] }],
        },
      ],
    ],
    [
      'a file',
      {
        kind: 'message',
        from: 'bot',
        text: 'See here:',
        file: { name: 'a.pdf', type: 'application/pdf', address: 'https://chat.example.com/a.pdf' },
      },
      [
        {
          type: 'message',
          id: 'chat-1/1',
          author: { role: 'bot' },
          parts: [
            { type: 'text', text: 'See here:' },
            {
              type: 'attachment',
              name: 'a.pdf',
              mediaType: 'application/pdf',
              url: 'https://chat.example.com/a.pdf',
            },
          ],
        },
      ],
    ],
    [
      'the customer’s own words',
      { kind: 'message', from: 'customer', messageId: 'm-1', text: 'Hi' },
      [{ type: 'echo', id: 'chat-1/1', messageId: 'm-1' }],
    ],
    [
      'a person who comes',
      { kind: 'joined', name: 'Ada' },
      [{ type: 'participant', id: 'chat-1/1', change: 'joined', author: ada }],
    ],
    [
      'a person who goes',
      { kind: 'left', name: 'Ada' },
      [{ type: 'participant', id: 'chat-1/1', change: 'left', author: ada }],
    ],
    [
      'typing',
      { kind: 'typing', name: 'Ada', typing: true },
      [{ type: 'typing', author: ada, typing: true }],
    ],
    [
      'a place in the queue',
      { kind: 'queued', position: 3 },
      [{ type: 'queue', id: 'chat-1/1', position: 3 }],
    ],
    [
      'an end',
      { kind: 'ended', by: 'clock' },
      [{ type: 'ended', id: 'chat-1/1', reason: 'platform-expired' }],
    ],
    [
      'an end of another kind',
      { kind: 'ended', by: 'moon' },
      [{ type: 'ended', id: 'chat-1/1', reason: 'platform-error' }],
    ],
    ['what nobody knows yet', { kind: 'horoscope' }, []],
  ])('is read: %s', (_, payload, events) => {
    expect(read({ number: 1, ...payload })).toEqual(events)
  })

  it('that is none does not take the others with it', () => {
    expect(read('nonsense', { number: 2, kind: 'joined', name: 17 })).toEqual([
      { type: 'participant', id: 'chat-1/2', change: 'joined', author: { role: 'agent' } },
    ])
  })
})
