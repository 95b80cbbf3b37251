import { describe, expect, it } from 'vitest'
import { at, bot, entry } from './sample-entry'
import { translateEntry } from './translate-entry'

const saying = (content: object) => ({
  entryType: 'Message',
  id: 'e1',
  abstractMessage: { id: 'm1', ...content },
})
const showing = (staticContent: object) => saying({ messageType: 'StaticContentMessage', staticContent })
const offering = (choices: object) => saying({ messageType: 'ChoicesMessage', choices })
const title = (text: string) => ({ itemType: 'TitleItem', title: text })
const option = (text: string) => ({
  itemType: 'TitleOptionItem',
  titleItem: title(text),
  optionIdentifier: text.toLowerCase(),
})

const parts: [string, object, unknown[]][] = [
  ['text', showing({ formatType: 'Text', text: 'Hi 😀' }), [{ type: 'text', text: 'Hi 😀' }]],
  [
    'text with sources',
    showing({
      formatType: 'Text',
      text: 'Within 30 days.',
      citationContent: {
        citations: [
          { citedReference: { citedReferenceType: 'Link', link: { url: 'https://x/r' }, label: 'Returns' } },
          { citedReference: { citedReferenceType: 'Link', link: { url: 'https://x/s' }, recordId: 'ka0' } },
          { citedReference: { citedReferenceType: 'Another' } },
        ],
      },
    }),
    [
      { type: 'text', text: 'Within 30 days.' },
      { type: 'text', text: 'Returns: https://x/r\nhttps://x/s' },
    ],
  ],
  [
    'files with words',
    showing({
      formatType: 'Attachments',
      text: 'Here',
      attachments: [{ name: 'a.pdf', id: '1', mimeType: 'application/pdf', url: 'https://x/a' }],
    }),
    [
      { type: 'text', text: 'Here' },
      { type: 'attachment', name: 'a.pdf', mediaType: 'application/pdf', url: 'https://x/a' },
    ],
  ],
  [
    'a rich link',
    showing({
      formatType: 'RichLink',
      linkItem: { itemType: 'TitleLinkItem', titleItem: title('Returns'), url: 'https://x/returns' },
      image: { id: 'i', assetType: 'ImageAsset', mimeType: 'image/png', assetUrl: 'https://x/i.png' },
    }),
    [{ type: 'card', title: 'Returns', imageUrl: 'https://x/i.png', url: 'https://x/returns' }],
  ],
  [
    'media',
    showing({
      formatType: 'Media',
      mediaAsset: { id: 'i', description: 'A shoe', mimeType: 'video/mp4', assetUrl: 'https://x/v' },
    }),
    [{ type: 'attachment', name: 'A shoe', mediaType: 'video/mp4', url: 'https://x/v' }],
  ],
  [
    'links',
    showing({ formatType: 'Links', links: [{ url: 'https://x/1' }] }),
    [{ type: 'text', text: 'https://x/1' }],
  ],
  [
    'a web view',
    showing({ formatType: 'WebView', title: title('Survey'), url: 'https://x/s' }),
    [{ type: 'card', title: 'Survey', url: 'https://x/s' }],
  ],
  [
    'an experience of our own components',
    showing({
      formatType: 'ExperienceType',
      message: 'Your plans',
      values: [
        { type: 't', value: { a: 1 } },
        { type: 't', value: 'Plan A' },
      ],
    }),
    [
      { type: 'text', text: 'Your plans' },
      { type: 'text', text: 'Plan A' },
    ],
  ],
  ...['Buttons', 'QuickReplies'].map((formatType): [string, object, unknown[]] => [
    formatType,
    offering({ formatType, text: 'Which?', optionItems: [option('Red'), option('Blue')] }),
    [
      {
        type: 'choices',
        text: 'Which?',
        choices: [
          { choiceId: 'red', title: 'Red' },
          { choiceId: 'blue', title: 'Blue' },
        ],
      },
    ],
  ]),
  [
    'a list picker',
    offering({ formatType: 'ListPicker', title: 'Pick', optionItems: [option('Red')] }),
    [{ type: 'choices', text: 'Pick', choices: [{ choiceId: 'red', title: 'Red' }] }],
  ],
  [
    'a carousel',
    offering({
      formatType: 'Carousel',
      title: 'Shoes',
      images: [{ id: 'i1', assetType: 'ImageAsset', mimeType: 'image/png', assetUrl: 'https://x/i' }],
      items: [
        {
          titleItem: { itemType: 'TitleImageItem', title: 'Runner', subTitle: 'In stock', imageId: 'i1' },
          interactionItems: [
            option('Choose'),
            { itemType: 'TitleLinkItem', titleItem: title('More'), url: 'https://x/m' },
          ],
        },
      ],
    }),
    [
      { type: 'text', text: 'Shoes' },
      {
        type: 'card',
        title: 'Runner',
        text: 'In stock',
        imageUrl: 'https://x/i',
        url: 'https://x/m',
        choices: [{ choiceId: 'choose', title: 'Choose' }],
      },
    ],
  ],
  [
    'a time picker',
    offering({
      formatType: 'TimePicker',
      calendarEvent: {
        itemType: 'CalendarEventOptionsItem',
        title: 'When?',
        identifier: 'c',
        timeSlotOptionItems: [{ optionIdentifier: 's1', startTime: '2026-12-01T14:00:00Z', duration: 3600 }],
      },
    }),
    [{ type: 'choices', text: 'When?', choices: [{ choiceId: 's1', title: '2026-12-01 14:00Z' }] }],
  ],
  [
    'a form',
    saying({
      messageType: 'FormMessage',
      form: {
        formatType: 'Inputs',
        formTitle: title('Your request'),
        sections: [
          {
            inputType: 'TextInput',
            id: 'email',
            label: title('E-mail'),
            required: true,
            keyboardType: 'EmailAddress',
          },
          {
            inputType: 'TextInput',
            id: 'story',
            label: title('Story'),
            textInputType: 'Multiline',
            maximumCharacterCount: 99,
          },
          {
            inputType: 'SelectInput',
            id: 'topic',
            label: title('Topic'),
            multipleSelection: true,
            optionItems: [option('Refund')],
          },
          { inputType: 'DatePickerInput', id: 'day', label: title('Day') },
          { inputType: 'HologramInput', id: 'later', label: title('Later') },
        ].map((input) => ({ sectionType: 'SingleInputSection', input })),
      },
    }),
    [
      {
        type: 'form',
        formId: 'e1 m1',
        title: 'Your request',
        fields: [
          { name: 'email', label: 'E-mail', input: 'email', required: true },
          { name: 'story', label: 'Story', input: 'multiline', maxLength: 99 },
          {
            name: 'topic:select',
            label: 'Topic',
            input: 'multi-select',
            options: [{ value: 'refund', title: 'Refund' }],
          },
          { name: 'day:date', label: 'Day', input: 'date' },
        ],
      },
    ],
  ],
]

describe('what is said', () => {
  it.each(parts)('shows %s', (_, payload, expected) => {
    const message = { type: 'message', id: 'e1 m1', at, author: bot, parts: expected }
    expect(translateEntry('Message', entry(payload))).toEqual([message])
    expect(translateEntry('Message', entry(JSON.stringify(payload))), 'as a string').toEqual([message])
  })

  it('says so when a message cannot be shown', () => {
    const [notice] = translateEntry('Message', entry(offering({ formatType: 'Hologram' })))
    expect(notice).toMatchObject({ type: 'notice', code: 'message-unreadable' })
    expect(translateEntry('Message', entry('{broken'))).toMatchObject([{ type: 'notice' }])
  })

  it('takes the customer’s own message for its echo', () => {
    const own = entry(showing({ formatType: 'Text', text: 'mine' }), 'EndUser', 'Guest')
    expect(translateEntry('Message', own)).toEqual([{ type: 'echo', id: 'e1', messageId: 'm1' }])
  })
})
