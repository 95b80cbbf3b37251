import { describe, expect, it } from 'vitest'
import type { Capabilities } from '../connector/capabilities'
import type { OutgoingMessage } from '../connector/commands'
import type { FormPart, MessagePart } from '../contract/parts'
import { partAsText, partsAsText } from './as-text'
import { choiceFromText, choicesOf } from './choice-from-text'
import { fitToPlatform } from './fit-to-platform'
import { intendedMessage, type Offer } from './intended-message'
import { transcriptToHandOver } from './transcript-to-hand-over'

const form: FormPart = {
  type: 'form',
  formId: 'f',
  title: 'About you',
  fields: [
    { name: 'name', label: 'Your name', input: 'text' },
    {
      name: 'size',
      label: 'Size',
      input: 'select',
      options: [
        { value: 's', title: 'Small' },
        { value: 'l', title: 'Large' },
      ],
    },
  ],
}
const choices = (...titles: string[]): MessagePart => ({
  type: 'choices',
  text: 'Which?',
  choices: titles.map((title) => ({ choiceId: `id ${title}`, title })),
})
const card: MessagePart = {
  type: 'card',
  title: 'A card',
  url: 'https://example.com',
  choices: [{ choiceId: 'id buy', title: 'Buy' }],
}

describe('partAsText', () => {
  it.each<[string, MessagePart, string]>([
    ['text', { type: 'text', text: 'hello' }, 'hello'],
    ['choices', choices('Red', 'Blue'), 'Which?\n1. Red\n2. Blue'],
    ['form', form, 'About you\nYour name\nSize (Small / Large)'],
    [
      'attachment that no browser can open from there',
      { type: 'attachment', name: 'a.pdf', mediaType: 'x/y', url: '/v1/conversations/c/files/f' },
      'a.pdf',
    ],
    [
      'attachment',
      { type: 'attachment', name: 'a.pdf', mediaType: 'x/y', url: 'https://f' },
      'a.pdf: https://f',
    ],
    ['card', card, 'A card\nhttps://example.com\n1. Buy'],
  ])('writes %s', (_, part, text) => {
    expect(partAsText(part)).toBe(text)
  })
})

describe('a message with several lists of choices', () => {
  const parts = [choices('Red', 'Blue'), card, choices('Yes', 'No')]

  it('is numbered through', () => {
    const numbers = partsAsText(parts).match(/^\d+\. .*$/gm)
    expect(numbers).toEqual(['1. Red', '2. Blue', '3. Buy', '4. Yes', '5. No'])
  })

  it('is answered by these numbers', () => {
    const meant = ['1', '3', '5'].map((text) => choiceFromText(text, choicesOf(parts))?.title)
    expect(meant).toEqual(['Red', 'Buy', 'No'])
  })
})

describe('choiceFromText', () => {
  const offered = choicesOf([choices('Red', 'Green', '7')])

  it.each([
    ['2', 'Green'],
    ['2.', 'Green'],
    ['(2)', 'Green'],
    ['２', 'Green'],
    ['2\uFE0F\u20E3', 'Green'],
    [' green ', 'Green'],
    ['7', '7'],
    ['0', undefined],
    ['4', undefined],
    ['greenish', undefined],
    ['', undefined],
  ])('reads %j as %j', (text, title) => {
    expect(choiceFromText(text, offered)?.title).toBe(title)
  })
})

describe('intendedMessage', () => {
  const offers: Offer[] = [
    { messageId: 'newer', parts: [choices('Red')] },
    { messageId: 'older', parts: [choices('Red', 'Blue'), form] },
  ]

  it('finds the newest offer of a choice', () => {
    expect(intendedMessage({ choiceId: 'id Red' }, offers)).toEqual({
      message: { type: 'choice', choiceId: 'id Red', title: 'Red', inReplyTo: 'newer' },
      shownAs: 'Red',
    })
  })

  it('shows a form’s answers in the form’s words', () => {
    const answered = intendedMessage({ form: { formId: 'f', values: { name: 'Ada', size: 'l' } } }, offers)
    expect(answered.shownAs).toBe('Your name: Ada\nSize: Large')
    expect(answered.message).toMatchObject({ type: 'form', inReplyTo: 'older' })
  })

  it.each([
    [{ choiceId: 'id Green' }, 'choice-unknown'],
    [{ form: { formId: 'other', values: { name: 'Ada' } } }, 'invalid-request'],
    [{ form: { formId: 'f', values: {} } }, 'invalid-request'],
    [{ text: 'x'.repeat(32_001) }, 'message-too-large'],
  ])('refuses what was not offered or is too long (%#)', (message, code) => {
    expect(() => intendedMessage(message, offers)).toThrow(expect.objectContaining({ code }))
  })
})

describe('fitToPlatform', () => {
  const able = { choices: true, forms: true, attachments: { maxBytes: 10, mediaTypes: ['image/png'] } }
  const unable: Pick<Capabilities, 'choices' | 'forms' | 'attachments'> = {
    choices: false,
    forms: false,
    attachments: false,
  }
  const choice: OutgoingMessage = { type: 'choice', choiceId: 'c', title: 'Red', inReplyTo: 'm' }
  const answers: OutgoingMessage = { type: 'form', formId: 'f', inReplyTo: 'm', values: { size: ['s', 'l'] } }
  const file = (bytes: number, mediaType: string, text?: string): OutgoingMessage => ({
    type: 'attachment',
    name: 'a.png',
    mediaType,
    bytes,
    read: async () => new Uint8Array(bytes),
    ...(text !== undefined && { text }),
  })
  const context = { form, attachmentUrl: 'https://f/a.png' }

  it.each([
    choice,
    answers,
    file(10, 'image/png'),
    { type: 'text' as const, text: 'x' },
  ])('leaves what the platform takes as it is: $type', (message) => {
    expect(fitToPlatform(message, able, context)).toBe(message)
  })

  it.each([
    [choice, unable, 'Red'],
    [answers, unable, 'Size: Small, Large'],
    [file(1, 'image/png'), unable, 'a.png: https://f/a.png'],
    [file(1, 'image/png', 'look'), unable, 'look\na.png: https://f/a.png'],
    [file(11, 'image/png'), able, 'a.png: https://f/a.png'],
    [file(1, 'text/plain'), able, 'a.png: https://f/a.png'],
  ])('turns what it does not take into text (%#)', (message, capabilities, text) => {
    expect(fitToPlatform(message, capabilities, context)).toEqual({ type: 'text', text })
  })
})

describe('transcriptToHandOver', () => {
  const lines = ['aaaa', 'bbb', 'cc'].map((text) => ({ author: { role: 'bot' as const }, text }))

  it.each([
    [false as const, []],
    [{ maxCharacters: 1 }, ['…']],
    [{ maxCharacters: 2 }, ['cc']],
    [{ maxCharacters: 5 }, ['bbb', 'cc']],
    [{ maxCharacters: 9 }, ['aaaa', 'bbb', 'cc']],
  ])('hands over the newest lines that fit %j', (transcriptHandOver, expected) => {
    expect(transcriptToHandOver(lines, { transcriptHandOver }).map(({ text }) => text)).toEqual(expected)
  })

  it('hands over the beginning of a newest line that alone is too long', () => {
    const long = [...lines, { author: { role: 'customer' as const }, text: 'one 😀 two' }]
    const handedOver = (maxCharacters: number) =>
      transcriptToHandOver(long, { transcriptHandOver: { maxCharacters } }).map(({ text }) => text)
    expect(handedOver(8)).toEqual(['one 😀 …'])
    expect(handedOver(6)).toEqual(['one …'])
  })
})
