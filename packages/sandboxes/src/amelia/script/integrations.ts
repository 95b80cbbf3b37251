import type { Draft } from '../message/draft'
import { ameliaMessage } from '../message/say'
import type { Kind } from './kinds'
import { tell } from './scene'

/** Only action, payload and componentType are documented; what a payload holds is each domain's own affair. */
function integration(componentType: string, payload: object, action = 'showComponent'): Draft {
  const json = { integrationMessageData: { action, componentType, payload } }
  return ameliaMessage('OutboundIntegrationMessage', null, { json })
}

const shoes = {
  title: 'Running shoes',
  subtitle: 'From 49.90',
  imageUrl: 'https://images.example.com/shoes.png',
}
const socks = {
  title: 'Socks',
  subtitle: 'From 4.90',
  buttons: [{ title: 'Order them', value: 'order_socks' }],
}

const quickReplies = { text: 'Shall I go on?', quickReplies: [{ title: 'Yes' }, { title: 'No' }] }
const picture = { imageUrl: shoes.imageUrl, alt: 'Running shoes' }
const link = { title: 'Our shop', url: 'https://shop.example.com/' }

/** Words that show what a domain's own web page may be sent. */
export const integrations: ReadonlyArray<Kind> = [
  { word: /\bintegration\b/i, show: () => [tell(integration('card', shoes))] },
  { word: /\bcarousel\b/i, show: () => [tell(integration('carousel', { items: [shoes, socks] }))] },
  { word: /\bquick replies\b/i, show: () => [tell(integration('quickReplies', quickReplies))] },
  { word: /\bpicture\b/i, show: () => [tell(integration('image', picture))] },
  { word: /\blink\b/i, show: () => [tell(integration('link', link))] },
  {
    word: /\bpanel\b/i,
    show: () => [tell(integration('sidePanel', { width: 320 }, 'openPanel'))],
  },
]
