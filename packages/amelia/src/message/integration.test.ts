import { choicesOf, intendedMessage } from '@conversation-hub/core'
import { describe, expect, it } from 'vitest'
import { wordsIdOf } from './choice-id'
import { readIntegration } from './integration'

const adaptive = { type: 'AdaptiveCard', body: [{ type: 'TextBlock', text: 'Shoes' }] }
const orderThem = { choiceId: wordsIdOf('Order them'), title: 'Order them' }

describe('an integration message that has a counterpart', () => {
  it.each<[string, object, ReadonlyArray<object>]>([
    ['an Adaptive Card', { action: 'show', payload: adaptive }, [{ type: 'card', title: 'Shoes' }]],
    [
      'a payload that is JSON in a text',
      { action: 'show', payload: JSON.stringify(adaptive) },
      [{ type: 'card', title: 'Shoes' }],
    ],
    [
      'a card with buttons',
      {
        componentType: 'card',
        payload: {
          title: 'Shoes',
          subtitle: '<b>New</b>',
          image: 'https://i.example/1',
          buttons: [
            { title: 'Look', url: 'https://shop.example/1' },
            { label: 'Order them', value: 'o' },
          ],
        },
      },
      [
        {
          type: 'card',
          title: 'Shoes',
          text: 'New',
          imageUrl: 'https://i.example/1',
          url: 'https://shop.example/1',
          choices: [orderThem],
        },
      ],
    ],
    [
      'a card with several links',
      {
        componentType: 'card',
        payload: {
          title: 'Shoes',
          url: 'https://shop.example/0',
          buttons: [
            { title: 'Sizes', url: 'https://shop.example/1' },
            { title: 'Care', url: 'https://shop.example/2' },
          ],
        },
      },
      [
        {
          type: 'card',
          title: 'Shoes',
          text: 'Sizes (https://shop.example/1)\nCare (https://shop.example/2)',
          url: 'https://shop.example/0',
        },
      ],
    ],
    [
      'an Adaptive Card with several links',
      {
        action: 'show',
        payload: {
          ...adaptive,
          actions: [1, 2].map((n) => ({
            type: 'Action.OpenUrl',
            title: `${n}`,
            url: `https://shop.example/${n}`,
          })),
        },
      },
      [{ type: 'card', title: 'Shoes', text: '2 (https://shop.example/2)', url: 'https://shop.example/1' }],
    ],
    [
      'a carousel',
      { componentType: 'Carousel', payload: { items: [{ title: 'Shoes' }, 7, { name: 'Socks' }] } },
      [
        { type: 'card', title: 'Shoes' },
        { type: 'card', title: 'Socks' },
      ],
    ],
    [
      'quick replies',
      { componentType: 'quick_replies', payload: { text: 'And now?', quickReplies: ['Order them'] } },
      [{ type: 'choices', text: 'And now?', choices: [orderThem] }],
    ],
    [
      'buttons in a list of their own',
      { componentType: 'ButtonGroup', payload: [{ text: 'Order them' }] },
      [{ type: 'choices', choices: [orderThem] }],
    ],
    [
      'buttons that are links',
      { action: 'showButtons', payload: { buttons: [{ title: 'Look', link: 'https://shop.example/1' }] } },
      [{ type: 'text', text: 'Look (https://shop.example/1)' }],
    ],
    [
      'an image',
      { componentType: 'image', payload: { src: 'https://i.example/1', alt: 'A shoe' } },
      [{ type: 'card', title: 'A shoe', imageUrl: 'https://i.example/1' }],
    ],
    [
      'a link',
      { componentType: 'Link', payload: { label: 'Our shop', href: 'https://shop.example/' } },
      [{ type: 'text', text: 'Our shop (https://shop.example/)' }],
    ],
    [
      'an image that nobody can open',
      { componentType: 'image', payload: { src: 'shoe.png', alt: 'A shoe' } },
      [{ type: 'text', text: 'A shoe' }],
    ],
    [
      'a link that nobody can follow',
      { componentType: 'link', payload: { label: 'Our shop', href: '/shop' } },
      [{ type: 'text', text: 'Our shop' }],
    ],
    [
      'a video',
      { componentType: 'video', payload: { url: 'https://v.example/1' } },
      [{ type: 'text', text: 'https://v.example/1' }],
    ],
  ])('%s', (_name, raw, parts) => {
    expect(readIntegration(raw)).toEqual(parts)
  })
})

describe('the choice of a customer', () => {
  const card = (title: string, button: string) => ({ title, buttons: [button] })
  const carousel = { cards: [card('Shoes', 'Order shoes'), card('Socks', 'Order socks')] }
  const older = readIntegration({ componentType: 'carousel', payload: carousel })
  const newer = readIntegration({ componentType: 'buttons', payload: { buttons: ['Yes', 'No'] } })
  const offers = [newer, older].map((parts, index) => ({ messageId: `m${index}`, parts }))

  it.each(['Order shoes', 'Order socks', 'Yes', 'No'])('is the one that was pressed: %s', (title) => {
    const choices = offers.flatMap(({ parts }) => choicesOf(parts))
    const { choiceId = '' } = choices.find((choice) => choice.title === title) ?? {}
    expect(intendedMessage({ choiceId }, offers).shownAs).toBe(title)
  })
})

describe('an integration message that has none', () => {
  it.each<[string, unknown]>([
    ['a call of the web page', { action: 'openPanel', payload: { title: 'x' } }],
    ['a note, which may be for Amelia’s people', { componentType: 'chatNote', payload: { text: 'x' } }],
    ['a card without a title', { componentType: 'card', payload: { text: 'x' } }],
    ['a carousel of nothing', { componentType: 'carousel', payload: { cards: [] } }],
    ['a link that is a program', { componentType: 'link', payload: { url: 'javascript:alert(1)' } }],
    ['a picture that is no address', { componentType: 'image', payload: { src: 'shoe.png' } }],
    ['a payload that is no JSON', { componentType: 'card', payload: '{' }],
    ['nothing', undefined],
  ])('%s', (_name, raw) => {
    expect(readIntegration(raw)).toEqual([])
  })
})
