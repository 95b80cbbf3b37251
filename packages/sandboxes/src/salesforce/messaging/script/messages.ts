import { randomUUID } from 'node:crypto'

/** Salesforce's abstractMessage without its ids. */
export type Message = Record<string, unknown>

export interface Option {
  readonly title: string
  readonly optionIdentifier: string
}

export const MENU: readonly Option[] = [
  { title: 'Track my order', optionIdentifier: 'track-order' },
  { title: 'Talk to a person', optionIdentifier: 'talk-to-person' },
]

const SHOES: readonly Option[] = [
  { title: 'Cloud runner', optionIdentifier: 'cloud-runner' },
  { title: 'Trail walker', optionIdentifier: 'trail-walker' },
]

export function textMessage(text: string): Message {
  return { messageType: 'StaticContentMessage', staticContent: { formatType: 'Text', text } }
}

export function buttonsMessage(text: string, options = MENU): Message {
  return choicesMessage({ formatType: 'Buttons', text, optionItems: options.map(optionItem) })
}

export function quickRepliesMessage(text: string, options = MENU): Message {
  return choicesMessage({ formatType: 'QuickReplies', text, optionItems: options.map(optionItem) })
}

export function listPickerMessage(): Message {
  return choicesMessage({
    formatType: 'ListPicker',
    title: 'Pick a shoe',
    optionItems: SHOES.map(optionItem),
  })
}

/** The official schema puts a carousel's options inside its items, unlike every other choices format. */
export function carouselMessage(imageUrl: string): Message {
  const images = SHOES.map((shoe) => imageAsset(shoe.title, imageUrl))
  const items = SHOES.map((shoe, position) => ({
    titleItem: {
      itemType: 'TitleImageItem',
      title: shoe.title,
      subTitle: 'In stock',
      imageId: images[position]?.id,
    },
    interactionItems: [
      optionItem({ title: `Choose ${shoe.title}`, optionIdentifier: shoe.optionIdentifier }),
    ],
  }))
  return choicesMessage({ formatType: 'Carousel', title: 'Our shoes', items, images })
}

export function formMessage(): Message {
  const sections = [
    textInput('email', 'Your e-mail address', true, 'EmailAddress'),
    textInput('details', 'What happened?', false, 'Default'),
    {
      inputType: 'SelectInput',
      id: 'topic',
      label: titleItem('Topic'),
      required: true,
      multipleSelection: false,
      optionItems: ['Delivery', 'Refund'].map((title) =>
        optionItem({ title, optionIdentifier: title.toLowerCase() }),
      ),
    },
  ].map((input) => ({ sectionType: 'SingleInputSection', input }))
  return {
    messageType: 'FormMessage',
    form: { formatType: 'Inputs', formTitle: titleItem('Your request'), sections },
  }
}

export function attachmentMessage(
  name: string,
  mimeType: string,
  url: string,
  text?: string | null,
): Message {
  const attachments = [
    { name, attachmentUploadResult: null, id: randomUUID(), mimeType, url, referenceId: null },
  ]
  return {
    messageType: 'StaticContentMessage',
    staticContent: { formatType: 'Attachments', text: text ?? null, attachments },
  }
}

export function receiptMessage(baseUrl: string): Message {
  return attachmentMessage('receipt.txt', 'text/plain', `${baseUrl}/file-content/receipt/receipt.txt`)
}

export function richLinkMessage(imageUrl: string): Message {
  const linkItem = {
    itemType: 'TitleLinkItem',
    titleItem: titleItem('Our returns page'),
    url: 'https://example.com/returns',
  }
  return {
    messageType: 'StaticContentMessage',
    staticContent: { formatType: 'RichLink', linkItem, image: imageAsset('Returns', imageUrl) },
  }
}

/** The words in a message of any kind, as an agent would read them. */
export function wordsOf(message: Message): string {
  const found: string[] = []
  collectWords(message, found)
  return found.join(' · ')
}

const WORDY = new Set(['text', 'title', 'subTitle', 'name', 'textValue', 'displayValue'])

function collectWords(value: unknown, found: string[]): void {
  if (Array.isArray(value)) {
    for (const item of value) collectWords(item, found)
  } else if (typeof value === 'object' && value !== null) {
    for (const [key, inner] of Object.entries(value)) {
      if (WORDY.has(key) && typeof inner === 'string') found.push(inner)
      else collectWords(inner, found)
    }
  }
}

function choicesMessage(choices: Record<string, unknown>): Message {
  return { messageType: 'ChoicesMessage', choices }
}

function optionItem({ title, optionIdentifier }: Option) {
  return { itemType: 'TitleOptionItem', titleItem: titleItem(title), optionIdentifier }
}

function titleItem(title: string) {
  return { itemType: 'TitleItem', title }
}

function textInput(id: string, label: string, required: boolean, keyboardType: string) {
  return {
    inputType: 'TextInput',
    id,
    label: titleItem(label),
    required,
    textInputType: 'Singleline',
    keyboardType,
  }
}

function imageAsset(description: string, assetUrl: string) {
  return { id: randomUUID(), assetType: 'ImageAsset', mimeType: 'image/png', description, assetUrl }
}
