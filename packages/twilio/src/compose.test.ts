import type { MessagePart } from '@conversation-hub/core'
import { describe, expect, it } from 'vitest'
import { compose } from './compose'

const photo: MessagePart = {
  type: 'attachment',
  name: 'photo.jpg',
  mediaType: 'image/jpeg',
  url: 'https://files.example.com/photo.jpg',
}
const text: MessagePart = { type: 'text', text: 'Look:' }

describe('a message as text messages', () => {
  it.each<[string, MessagePart[], ReadonlyArray<{ text: string; mediaUrls: string[] }>]>([
    ['text', [text], [{ text: 'Look:', mediaUrls: [] }]],
    [
      'choices, numbered',
      [
        {
          type: 'choices',
          text: 'Which one?',
          choices: [
            { choiceId: 'a', title: 'Billing' },
            { choiceId: 'b', title: 'Delivery' },
          ],
        },
      ],
      [{ text: 'Which one?\n1. Billing\n2. Delivery', mediaUrls: [] }],
    ],
    ['text and a file', [text, photo], [{ text: 'Look:', mediaUrls: [photo.url] }]],
    ['a file alone', [photo], [{ text: '', mediaUrls: [photo.url] }]],
    [
      'more files than one message takes',
      Array.from({ length: 11 }, () => photo),
      [
        { text: '', mediaUrls: Array.from({ length: 10 }, () => photo.url) },
        { text: '', mediaUrls: [photo.url] },
      ],
    ],
    [
      'a file that Twilio does not carry',
      [{ ...photo, name: 'a.zip', mediaType: 'application/zip' }],
      [{ text: `a.zip: ${photo.url}`, mediaUrls: [] }],
    ],
    [
      'a file that Twilio cannot fetch',
      [{ ...photo, url: '/v1/files/1' }],
      [{ text: 'photo.jpg', mediaUrls: [] }],
    ],
    [
      'a card',
      [{ type: 'card', title: 'Shoes', text: 'Red', imageUrl: photo.url }],
      [{ text: 'Shoes\nRed', mediaUrls: [photo.url] }],
    ],
    ['nothing', [], []],
  ])('%s', (_name, parts, messages) => {
    expect(compose(parts, { media: true })).toEqual(messages)
  })

  it('gives the addresses as text where the number cannot send files', () => {
    expect(compose([text, photo], { media: false })).toEqual([
      { text: `Look:\n\nphoto.jpg: ${photo.url}`, mediaUrls: [] },
    ])
    const card: MessagePart = { type: 'card', title: 'Shoes', imageUrl: photo.url }
    expect(compose([card], { media: false })).toEqual([{ text: `Shoes\n\n${photo.url}`, mediaUrls: [] }])
  })

  it('sends the files with the first piece of a long text', () => {
    const long: MessagePart = { type: 'text', text: 'A sentence that goes on. '.repeat(100) }
    const [first, ...rest] = compose([long, photo], { media: true })
    expect(first?.mediaUrls).toEqual([photo.url])
    expect(rest.length).toBeGreaterThan(0)
    for (const { mediaUrls } of rest) expect(mediaUrls).toEqual([])
  })
})
