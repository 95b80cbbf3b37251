import { expect, test } from 'vitest'
import { answersTold } from './answers-told'
import { hear, nothingTold } from './told'
import type { AuthorRole, ConversationEvent, MessagePart } from './wire'

let seq = 0
function said(role: AuthorRole, messageId: string, ...parts: MessagePart[]): ConversationEvent {
  seq += 1
  return { type: 'message', at: '2026-11-23T12:00:00.000Z', seq, messageId, author: { role }, parts }
}

const says = (text: string) => said('customer', `c${seq}`, { type: 'text', text })
const offers = (messageId: string, ...titles: string[]) =>
  said('bot', messageId, {
    type: 'choices',
    choices: titles.map((title) => ({ choiceId: `${messageId} ${title}`, title })),
  })
const field = (label: string, required: boolean) =>
  ({ name: label, label, input: 'text', required, options: [] }) as const
const asks = (messageId: string) =>
  said('bot', messageId, { type: 'form', formId: 'f', fields: [field('Name', true), field('City', false)] })

test.each<[string, ConversationEvent[], Record<string, string>, Record<string, string>]>([
  ['the words of a choice', [offers('a', 'Yes', 'No'), says('Yes')], {}, { a: 'a Yes' }],
  [
    'a choice of a card',
    [said('bot', 'a', { type: 'card', title: 'T', choices: [{ choiceId: '1', title: 'Buy' }] }), says('Buy')],
    {},
    { a: '1' },
  ],
  ['other words', [offers('a', 'Yes'), says('Yes, please')], {}, {}],
  [
    'the same words by the bot',
    [offers('a', 'Yes'), said('bot', 'b', { type: 'text', text: 'Yes' })],
    {},
    {},
  ],
  ['words before it was asked', [says('Yes'), offers('a', 'Yes')], {}, {}],
  ['the newest that offers it', [offers('a', 'Yes'), offers('b', 'Yes'), says('Yes')], {}, { b: 'b Yes' }],
  [
    'the one that is known to be meant, and no other',
    [offers('a', 'Yes'), offers('b', 'Yes'), says('Yes')],
    { a: 'a Yes' },
    { a: 'a Yes' },
  ],
  [
    'the other one by the next such words',
    [offers('a', 'Yes'), offers('b', 'Yes'), says('Yes'), says('Yes')],
    { a: 'a Yes' },
    { a: 'a Yes', b: 'b Yes' },
  ],
  ['the lines of a form', [asks('a'), says('Name: Ada\nCity: London')], {}, { a: 'f' }],
  ['the lines that have to be there', [asks('a'), says('Name: Ada')], {}, { a: 'f' }],
  ['fewer lines than have to be there', [asks('a'), says('City: London')], {}, {}],
  ['what this browser has still on its way', [offers('a', 'Yes')], { a: 'a Yes' }, { a: 'a Yes' }],
])('what is answered by %s', (_name, events, own, expected) => {
  const told = events.reduce(hear, nothingTold)
  expect(answersTold(told, own)).toEqual(expected)
})

test('a message may be called like a member of every object', () => {
  const told = [offers('constructor', 'Yes'), offers('__proto__', 'No'), says('No')].reduce(hear, nothingTold)
  const answers = answersTold(told, {})
  expect(answers.constructor).toBeUndefined()
  expect(Object.entries(answers)).toEqual([['__proto__', '__proto__ No']])
})
