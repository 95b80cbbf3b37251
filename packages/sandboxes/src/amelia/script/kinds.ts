import type { Draft } from '../message/draft'
import { deliveryForm } from '../message/form'
import { ameliaMessage, ameliaText, type Discretion } from '../message/say'
import type { AmeliaSwitches } from '../switches'
import { ask } from './forms'
import { integrations } from './integrations'
import { type Scene, tell, words } from './scene'

type Spoken = ReturnType<typeof tell>[]

export interface Kind {
  readonly word: RegExp
  show(scene: Scene): Spoken
}

/** A word of the customer's that shows one kind of message. */
export const kinds: ReadonlyArray<Kind> = [
  { word: /\bform\b/i, show: (scene) => [ask(scene, deliveryForm)] },
  { word: /\bcard\b/i, show: ({ switches }) => [tell(card(switches))] },
  ...integrations,
  { word: /\bfile\b/i, show: () => [tell(file())] },
  { word: /\bupload\b/i, show: ({ switches }) => [tell(uploadRequest(switches))] },
  { word: /\bhtml\b/i, show: (scene) => words(scene, html) },
  { word: /\bstream\b/i, show: (scene) => words(scene, 'Here is an answer that comes bit by bit.', true) },
  { word: /\bsecret\b/i, show: () => [confidence('Please tell me your password.', { secure: true })] },
  {
    word: /\boff the record\b/i,
    show: () => [confidence('Between us: how do you like it?', { offTheRecord: true })],
  },
  { word: /\bunknown\b/i, show: () => [tell(unheardOf())] },
  {
    word: /\berror\b/i,
    show: () => [tell(ameliaMessage('OutboundSystemErrorMessage', 'Something went wrong here.'))],
  },
  { word: /\bsuspend\b/i, show: () => [tell(ameliaMessage('OutboundConversationSuspendedMessage', null))] },
  { word: /\bdomain\b/i, show: () => [tell(domainChange())] },
  {
    word: /\bseveral\b/i,
    show: (scene) => ['First.', 'Second.', 'Third.'].flatMap((text) => words(scene, text)),
  },
]

/** Asks for words that have to be marked as it is marked itself. */
function confidence(text: string, asked: Partial<Discretion>): Spoken[number] {
  const discretion = { secure: false, offTheRecord: false, ...asked }
  return tell(ameliaText(text, discretion), { asks: { about: 'confidence', ...discretion } })
}

const html = 'You can <b>choose</b>:<ul><li>Pick up &amp; go</li><li>Home delivery</li></ul>'

/** The document that `file` shows and cm/download serves. */
export const receipt = {
  bucketName: 'documents',
  filename: 'receipt.txt',
  text: 'Receipt 4711: one pair of shoes.\n',
}

export function file(): Draft {
  const byteCount = Buffer.byteLength(receipt.text)
  const resourceToPresent = {
    objectId: '0b7f6a1e-3f0e-4c54-9d0c-5d1a2f3b4c5d',
    bucketName: receipt.bucketName,
    filename: receipt.filename,
    label: 'Your receipt',
    description: 'The receipt of order 4711',
    byteCount,
    fileSize: `${byteCount} B`,
    previewStyle: 'NONE',
    download: true,
    documentStyle: 'TEXT',
    displayResourceDetails: true,
    processInstanceId: null,
  }
  return ameliaMessage('OutboundPresentMessage', 'Here is your receipt.', { fields: { resourceToPresent } })
}

export function unheardOf(): Draft {
  return ameliaMessage('OutboundHologramMessage', 'of a type to come')
}

function uploadRequest(switches: AmeliaSwitches): Draft {
  if (switches.uploadRequest === 'marker') return ameliaText('UPLOAD_REQUEST_MESSAGE_EVENT')
  const resourceToRequest = {
    cmObjectType: 'DOCUMENT',
    supportedFileTypes: 'image/png,application/pdf',
    fileExtensions: ['png', 'pdf'],
    maxSize: 5_242_880,
  }
  const fields = { resourceToRequest, cancellable: true, multiple: false, hintText: 'A picture or a PDF' }
  return ameliaMessage('OutboundRequestMessage', 'Please send me a picture of the label.', { fields })
}

function card({ cardField }: AmeliaSwitches): Draft {
  const adaptiveCard = {
    type: 'AdaptiveCard',
    version: '1.3',
    body: [
      { type: 'TextBlock', text: 'Running shoes', weight: 'Bolder' },
      { type: 'TextBlock', text: 'Back in stock, from 49.90' },
      { type: 'Image', url: 'https://images.example.com/shoes.png' },
    ],
    actions: [
      { type: 'Action.Submit', title: 'Order them', data: { value: 'order_shoes' } },
      { type: 'Action.OpenUrl', title: 'Look at them', url: 'https://shop.example.com/shoes' },
    ],
  }
  if (cardField === 'messageText') return ameliaMessage('OutboundCardMessage', JSON.stringify(adaptiveCard))
  return ameliaMessage('OutboundCardMessage', null, { json: { [cardField]: adaptiveCard } })
}

function domainChange(): Draft {
  return ameliaMessage('OutboundDomainChangeMessage', null, { fields: { newDomainId: 'sales' } })
}
