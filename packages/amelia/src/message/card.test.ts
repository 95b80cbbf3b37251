import { describe, expect, it } from 'vitest'
import { readAdaptiveCard } from './card'
import { wordsIdOf } from './choice-id'

const text = (words: string) => ({ type: 'TextBlock', text: words })

const shoes = {
  type: 'AdaptiveCard',
  version: '1.3',
  body: [
    text('Running shoes'),
    { type: 'ColumnSet', columns: [{ type: 'Column', items: [text('From 49.90')] }] },
    { type: 'FactSet', facts: [{ title: 'Size', value: '42' }] },
    { type: 'Image', url: 'https://images.example.com/shoes.png' },
    7,
  ],
  actions: [
    { type: 'Action.Submit', title: 'Order them', data: { value: 'order' } },
    { type: 'Action.OpenUrl', title: 'Look', url: 'https://shop.example.com/shoes' },
  ],
}

const card = {
  type: 'card',
  title: 'Running shoes',
  text: 'From 49.90\nSize: 42',
  imageUrl: 'https://images.example.com/shoes.png',
  url: 'https://shop.example.com/shoes',
  choices: [{ choiceId: wordsIdOf('Order them'), title: 'Order them' }],
}

describe('reading a card', () => {
  it('reads an Adaptive Card', () => {
    expect(readAdaptiveCard(shoes)).toEqual(card)
  })

  it('reads buttons among the words, rows of a table, and a text in pieces', () => {
    const body = [
      { type: 'RichTextBlock', inlines: ['Two ', { type: 'TextRun', text: 'rooms' }, 7] },
      {
        type: 'Table',
        rows: [{ type: 'TableRow', cells: [{ type: 'TableCell', items: [text('Sea view')] }] }],
      },
      {
        type: 'Container',
        items: [{ type: 'ActionSet', actions: [{ type: 'Action.Submit', title: 'Book &amp; pay' }] }],
      },
    ]
    expect(readAdaptiveCard({ type: 'AdaptiveCard', body })).toEqual({
      type: 'card',
      title: 'Two rooms',
      text: 'Sea view',
      choices: [{ choiceId: wordsIdOf('Book & pay'), title: 'Book & pay' }],
    })
  })

  it('follows web addresses only', () => {
    const actions = [
      { type: 'Action.OpenUrl', title: 'Run', url: 'javascript:alert(1)' },
      { type: 'Action.OpenUrl', title: 'Look', url: 'https://shop.example.com/' },
    ]
    const body = [text('Shoes'), { type: 'Image', url: 'javascript:alert(1)' }]
    expect(readAdaptiveCard({ type: 'AdaptiveCard', body, actions })).toEqual({
      type: 'card',
      title: 'Shoes',
      url: 'https://shop.example.com/',
    })
  })

  it('is called as its link is, where it says nothing else', () => {
    const actions = [{ type: 'Action.OpenUrl', title: 'Look', url: 'https://shop.example.com/' }]
    expect(readAdaptiveCard({ type: 'AdaptiveCard', body: [], actions })).toEqual({
      type: 'card',
      title: 'Look',
      url: 'https://shop.example.com/',
    })
  })

  it('falls back to the text for readers without cards', () => {
    expect(readAdaptiveCard({ type: 'AdaptiveCard', body: 'odd', fallbackText: 'Shoes' })).toEqual({
      type: 'card',
      title: 'Shoes',
    })
  })

  it('does not follow containers without end', () => {
    let nested: object = text('too deep')
    for (let depth = 0; depth < 1_000; depth += 1) nested = { type: 'Container', items: [nested] }
    expect(readAdaptiveCard({ type: 'AdaptiveCard', body: [text('Title'), nested] })).toEqual({
      type: 'card',
      title: 'Title',
    })
  })

  it.each([
    [undefined],
    [{}],
    [{ type: 'HeroCard' }],
    [{ type: 'AdaptiveCard', body: [] }],
  ])('%j is none', (raw) => {
    expect(readAdaptiveCard(raw)).toBeUndefined()
  })
})
