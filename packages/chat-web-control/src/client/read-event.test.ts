import { expect, test } from 'vitest'
import { readEvent } from './read-event'

const at = '2026-11-23T10:00:00.000Z'

test.each([
  [
    'a message of every part type',
    'message',
    {
      messageId: 'm1',
      author: { role: 'bot', name: 'Nora' },
      parts: [
        { type: 'text', text: 'Hi' },
        { type: 'choices', choices: [{ choiceId: 'a', title: 'A' }, { choiceId: 'b' }] },
        { type: 'attachment', name: 'a.pdf', mediaType: 'application/pdf', bytes: 3, url: '/a' },
        { type: 'card', title: 'Jacket' },
      ],
    },
    {
      messageId: 'm1',
      author: { role: 'bot', name: 'Nora' },
      parts: [
        { type: 'text', text: 'Hi' },
        {
          type: 'choices',
          choices: [
            { choiceId: 'a', title: 'A' },
            { choiceId: 'b', title: 'b' },
          ],
        },
        { type: 'attachment', name: 'a.pdf', mediaType: 'application/pdf', bytes: 3, url: '/a' },
        { type: 'card', title: 'Jacket', choices: [] },
      ],
    },
  ],
  [
    'a form, whose unknown inputs are texts',
    'message',
    {
      messageId: 'm1',
      author: { role: 'bot' },
      parts: [
        { type: 'form', formId: 'f', fields: [{ name: 'n', input: 'retina-scan' }, { label: 'no name' }] },
      ],
    },
    {
      messageId: 'm1',
      author: { role: 'bot' },
      parts: [
        {
          type: 'form',
          formId: 'f',
          fields: [{ name: 'n', label: 'n', input: 'text', required: false, options: [] }],
        },
      ],
    },
  ],
  [
    'parts of a later hub, by their text or not at all',
    'message',
    {
      messageId: 'm1',
      author: { role: 'overseer' },
      parts: [{ type: 'map', text: 'Here' }, { type: 'hologram' }, 7],
    },
    { messageId: 'm1', author: { role: 'agent' }, parts: [{ type: 'text', text: 'Here' }] },
  ],
  [
    'typing',
    'typing',
    { author: { role: 'agent' }, typing: true },
    { author: { role: 'agent' }, typing: true },
  ],
  ['a receipt', 'receipt', { messageId: 'm1', status: 'read' }, { messageId: 'm1', status: 'read' }],
  ['a queue without numbers', 'queue', { position: 'first' }, {}],
  ['that words are expected', 'input', { expected: false }, { expected: false }],
  ['an end', 'state', { state: 'ended', reason: 'no-agent' }, { state: 'ended', reason: 'no-agent' }],
])('reads %s', (_name, type, fields, expected) => {
  expect(readEvent(type, { type, at, ...fields }, 4)).toEqual({ type, at, seq: 4, ...expected })
})

test.each([
  ['message', {}],
  ['receipt', { messageId: 'm1', status: 'framed' }],
  ['participant', { change: 'waved' }],
  ['state', {}],
  ['applause', {}],
  ['input', { expected: 'maybe' }],
  ['message', 'no object'],
])('passes by a %s of %j', (type, value) => {
  expect(readEvent(type, value, 1)).toBeUndefined()
})
