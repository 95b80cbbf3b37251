import { expect, it } from 'vitest'
import { choicesParts } from './choices'
import { entrySchema, timeOf } from './entry'
import { formParts } from './form'
import { messageEvents } from './message'
import { staticContentParts } from './static-content'

const option = (id: string) => ({ titleItem: { title: id }, optionIdentifier: id })
const odd = { itemType: 'NewItem', optionIdentifier: 'x' }
const choice = (id: string) => ({ choiceId: id, title: id })

it('shows the other files of a message where one cannot be read, and one that has no name; of one without an address the name', () => {
  const files = [
    { name: 'a.pdf', mimeType: 'application/pdf', url: 'https://files/a' },
    { name: 'gone.pdf', url: null },
    null,
    { name: null, url: 'https://files/b' },
    { name: null, url: '/files/c' },
  ]
  expect(staticContentParts({ formatType: 'Attachments', text: null, attachments: files })).toMatchObject([
    { name: 'a.pdf', mediaType: 'application/pdf' },
    { type: 'text', text: 'gone.pdf' },
    { name: 'file', url: 'https://files/b' },
  ])
})

it('offers the other choices where one cannot be read', () => {
  const optionItems = [option('a'), odd, null, option('b')]
  expect(choicesParts({ formatType: 'Buttons', text: 'Which?', optionItems })).toMatchObject([
    { type: 'choices', choices: [choice('a'), choice('b')] },
  ])
  const items = [{ titleItem: { title: 'Shoe' }, interactionItems: [odd, option('a')] }, {}]
  expect(choicesParts({ formatType: 'Carousel', items })).toMatchObject([
    { type: 'card', title: 'Shoe', choices: [choice('a')] },
  ])
})

it('offers the other options of a form where one cannot be read', () => {
  const input = { inputType: 'SelectInput', id: 'day', optionItems: [odd, { optionItem: option('a') }] }
  expect(formParts({ sections: [{ input }] }, 'f')).toMatchObject([
    { fields: [{ name: 'day:select', options: [{ value: 'a' }] }] },
  ])
})

it.each(['soon', '', null])('takes the sender’s time where Salesforce’s own is no time (%j)', (written) => {
  const times = { transcriptedTimestamp: written, clientTimestamp: '1764000000000' }
  expect(timeOf(entrySchema.parse({ identifier: 'e', ...times }))).toBe('2025-11-24T16:00:00.000Z')
})

it('an empty text hides no other words', () => {
  const optionItems = [option('a')]
  expect(choicesParts({ formatType: 'Buttons', text: '', title: 'Which?', optionItems })).toMatchObject([
    { text: 'Which?' },
  ])
  const slots = [{ optionIdentifier: 's', startTime: '2026-11-27T10:00:00Z' }]
  const calendarEvent = { title: '', timeSlotOptionItems: slots }
  expect(choicesParts({ formatType: 'TimePicker', message: 'When?', calendarEvent })).toMatchObject([
    { text: 'When?' },
  ])
  const page = 'https://shop.example.com/'
  expect(staticContentParts({ formatType: 'WebView', title: { title: '' }, url: page })).toEqual([
    { type: 'card', title: page, url: page },
  ])
  const mediaAsset = { assetUrl: '', url: `${page}a.png`, mimeType: '' }
  expect(staticContentParts({ formatType: 'Media', mediaAsset })).toMatchObject([
    { url: `${page}a.png`, mediaType: 'application/octet-stream' },
  ])
  const input = { inputType: 'TextInput', id: 'order', label: { title: '' }, hintText: 'Your order' }
  expect(formParts({ formTitle: { title: '' }, sections: [{ input }] }, 'f')).toEqual([
    { type: 'form', formId: 'f', fields: [{ name: 'order', label: 'Your order', input: 'text' }] },
  ])
})

it.each([
  'Carousel',
  'TimePicker',
  'Buttons',
  'NewFormat',
])('shows the words beside the choices of %s', (formatType) => {
  expect(choicesParts({ formatType, text: 'Which?', optionItems: [] })).toEqual([
    { type: 'text', text: 'Which?' },
  ])
})

it('shows the words beside cards that can be chosen', () => {
  const items = [{ titleItem: { title: 'Shoe' }, interactionItems: [option('a')] }]
  expect(choicesParts({ formatType: 'Carousel', text: 'Which?', items })).toMatchObject([
    { type: 'text', text: 'Which?' },
    { type: 'card', title: 'Shoe' },
  ])
})

it.each([
  'Links',
  'Media',
  'WebView',
  'Application',
  'ExperienceType',
  'RichLink',
  'NewFormat',
])('shows the words beside what %s brings', (formatType) => {
  const written = { formatType, text: 'Have a look' }
  expect(staticContentParts(written)).toEqual([{ type: 'text', text: 'Have a look' }])
})

it('shows links that have titles', () => {
  const url = 'https://shop.example.com/'
  const linkItems = [{ titleItem: { title: 'Shop' }, url }]
  expect(staticContentParts({ formatType: 'Links', text: 'Have a look', linkItems })).toEqual([
    { type: 'text', text: 'Have a look' },
    { type: 'card', title: 'Shop', url },
  ])
})

it.each([
  'javascript:alert(1)',
  'data:text/html,x',
  'no address',
])('leads nobody to %s, and shows the words beside it', (url) => {
  const titleItem = { title: 'Returns' }
  const files = [
    { name: 'a.pdf', url },
    { name: 'b.pdf', url: 'https://files/b' },
  ]
  const image = { assetUrl: url }
  const shown = [
    { formatType: 'RichLink', linkItem: { titleItem, url }, image },
    { formatType: 'Media', mediaAsset: { ...image, description: 'A shoe' }, linkItems: [{ titleItem, url }] },
    { formatType: 'WebView', title: titleItem, url },
    { formatType: 'Links', links: [{ url }, { url: 'tel:+14155550123' }] },
    { formatType: 'Attachments', attachments: files },
  ].flatMap(staticContentParts)
  expect(shown).toEqual([
    { type: 'card', title: 'Returns' },
    { type: 'text', text: 'A shoe' },
    { type: 'text', text: 'Returns' },
    { type: 'text', text: 'Returns' },
    { type: 'text', text: 'tel:+14155550123' },
    { type: 'text', text: 'a.pdf' },
    { type: 'attachment', name: 'b.pdf', mediaType: 'application/octet-stream', url: 'https://files/b' },
  ])
  const items = [{ titleItem: { title: 'Shoe', imageId: 'i' }, interactionItems: [{ titleItem, url }] }]
  const images = [{ id: 'i', assetUrl: url }]
  expect(choicesParts({ formatType: 'Carousel', items, images })).toEqual([{ type: 'card', title: 'Shoe' }])
})

it('leads to an address as people write it', () => {
  const [url, written] = ['https://www.shop.example/returns', 'www.shop.example/returns']
  const linkItem = { titleItem: { title: 'Returns' }, url: written }
  expect(staticContentParts({ formatType: 'RichLink', linkItem })).toEqual([
    { type: 'card', title: 'Returns', url },
  ])
  expect(staticContentParts({ formatType: 'Links', links: [{ url: written }] })).toEqual([
    { type: 'text', text: url },
  ])
})

it('shows every link of a card', () => {
  const linkTo = (title: string) => ({ titleItem: { title }, url: `https://shop.example/${title}` })
  const titleItem = { title: 'Shoe', subTitle: 'In stock' }
  const items = [{ titleItem, interactionItems: [linkTo('more'), linkTo('sizes'), linkTo('care')] }]
  expect(choicesParts({ formatType: 'Carousel', items })).toEqual([
    {
      type: 'card',
      title: 'Shoe',
      text: 'In stock\nsizes (https://shop.example/sizes)\ncare (https://shop.example/care)',
      url: 'https://shop.example/more',
    },
  ])
})

it('shows words of which no format is told', () => {
  const words = [{ type: 'text', text: 'Hi' }]
  expect(staticContentParts({ text: 'Hi' })).toEqual(words)
  const said = (messageType: unknown) =>
    messageEvents(
      entrySchema.parse({
        identifier: 'e',
        sender: { role: 'Agent' },
        entryPayload: { abstractMessage: { messageType, staticContent: { formatType: null, text: 'Hi' } } },
      }),
    )
  expect(said('StaticContentMessage')).toMatchObject([{ type: 'message', parts: words }])
  expect(said(undefined)).toMatchObject([{ type: 'message', parts: words }])
})

it('shows the film of a rich link, and what stands before a form', () => {
  const video = { id: 'v', assetType: 'VideoAsset', mimeType: 'video/mp4', assetUrl: 'https://files/v' }
  const linkItem = { titleItem: { title: 'Shop' } }
  expect(staticContentParts({ formatType: 'RichLink', linkItem, video })).toEqual([
    { type: 'card', title: 'Shop' },
    { type: 'attachment', name: 'media', mediaType: 'video/mp4', url: 'https://files/v' },
  ])
  const introScreen = {
    screenType: 'FormSplashScreen',
    title: 'Before you begin',
    text: 'Have your order ready.',
  }
  const input = { inputType: 'TextInput', id: 'order', placeholder: 'Your order' }
  expect(
    formParts({ introScreen, message: { title: 'Please fill in' }, sections: [{ input }] }, 'f'),
  ).toEqual([
    {
      type: 'form',
      formId: 'f',
      text: 'Before you begin\nHave your order ready.\nPlease fill in',
      fields: [{ name: 'order', label: 'Your order', input: 'text' }],
    },
  ])
})
