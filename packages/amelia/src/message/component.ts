import type { CardPart, Choice, MessagePart } from '@conversation-hub/core'
import { z } from 'zod'
import { htmlAsText } from '../text/html-as-text'
import { wordsIdOf } from './choice-id'
import { address, text } from './lenient'

const list = z.array(z.unknown()).optional().catch(undefined)

/** No domain's web page has to name its fields like another one's: these are the names in use. */
const componentSchema = z.object({
  title: text,
  label: text,
  name: text,
  subtitle: text,
  text: text,
  description: text,
  message: text,
  alt: text,
  imageUrl: address,
  image: address,
  src: address,
  url: address,
  link: address,
  href: address,
  cards: list,
  items: list,
  elements: list,
  slides: list,
  buttons: list,
  replies: list,
  quickReplies: list,
  options: list,
  choices: list,
})

type Component = z.output<typeof componentSchema>

/** A button with a link is no answer; it is read as the card's link. */
const buttonSchema = z.union([
  z
    .string()
    .min(1)
    .transform((title) => ({ title, url: undefined })),
  z
    .object({ title: text, label: text, text: text, name: text, url: address, link: address, href: address })
    .transform(({ title, label, text, name, url, link, href }) => ({
      title: title || label || text || name,
      url: url ?? link ?? href,
    })),
])

/**
 * A component of a domain's web page as parts of ours, by what it calls itself: cards and carousels, quick
 * replies and buttons, images, links and videos. Nothing where it is of another kind or holds nothing to read.
 */
export function readComponent(componentType: string, payload: unknown): MessagePart[] {
  const kind = componentType.toLowerCase().replace(/[^a-z]/g, '')
  const component = componentSchema.safeParse(Array.isArray(payload) ? { items: payload } : payload).data
  if (!component) return []
  if (/carousel|card|gallery/.test(kind)) return readCards(component)
  if (/quickrepl|button|suggest|choice|chip/.test(kind)) return readChoices(component)
  if (/image|picture/.test(kind)) return readImage(component)
  if (/link|url|video/.test(kind)) return readLink(component)
  return []
}

function readCards(component: Component): MessagePart[] {
  const { cards, items, elements, slides } = component
  const several = cards ?? slides ?? items ?? elements
  if (!several) return readCard(component)
  return several.flatMap((one) => {
    const card = componentSchema.safeParse(one).data
    return card ? readCard(card) : []
  })
}

function readCard(component: Component): CardPart[] {
  const { subtitle, text, description } = component
  const title = component.title || component.name
  if (!title) return []
  const { choices, links } = buttonsOf(component)
  const image = component.imageUrl ?? component.image
  const own = addressOf(component)
  const url = own ?? links[0]?.url
  const words = [
    ...[subtitle, text, description].filter(Boolean).map((part) => htmlAsText(part ?? '')),
    // A card of ours leads to one address: the others are written below it.
    ...(own ? links : links.slice(1)).map(written),
  ]
  return [
    {
      type: 'card',
      title: htmlAsText(title),
      ...(words.length > 0 && { text: words.join('\n') }),
      ...(image && { imageUrl: image }),
      ...(url && { url }),
      ...(choices.length > 0 && { choices }),
    },
  ]
}

function readChoices(component: Component): MessagePart[] {
  const { choices, links } = buttonsOf(component)
  const text = htmlAsText(component.text || component.title || component.message || '')
  const followed = links.map((link): MessagePart => ({ type: 'text', text: written(link) }))
  if (choices.length === 0 && followed.length === 0) return []
  if (choices.length === 0) return [...(text ? [{ type: 'text' as const, text }] : []), ...followed]
  return [{ type: 'choices', ...(text && { text }), choices }, ...followed]
}

/** A picture by its address: a file of ours could only be fetched through the connector. Without one, what it is called. */
function readImage(component: Component): MessagePart[] {
  const imageUrl = component.imageUrl ?? component.image ?? component.src ?? component.url
  const title = htmlAsText(component.title || component.alt || component.text || '')
  return imageUrl ? [{ type: 'card', title, imageUrl }] : named(title)
}

function readLink(component: Component): MessagePart[] {
  const url = addressOf(component) ?? component.src
  const title = htmlAsText(component.title || component.label || component.text || '')
  if (!url) return named(title)
  return [{ type: 'text', text: title ? `${title} (${url})` : url }]
}

const written = ({ title, url }: { title: string; url: string }) => `${title} (${url})`

const named = (title: string): MessagePart[] => (title ? [{ type: 'text', text: title }] : [])

const addressOf = ({ url, link, href }: Component) => url ?? link ?? href

function buttonsOf({ buttons, replies, quickReplies, options, choices, items }: Component) {
  const found: Choice[] = []
  const links: Array<{ title: string; url: string }> = []
  for (const raw of buttons ?? quickReplies ?? replies ?? options ?? choices ?? items ?? []) {
    const button = buttonSchema.safeParse(raw).data
    if (!button?.title) continue
    const title = htmlAsText(button.title)
    if (button.url) links.push({ title, url: button.url })
    else found.push({ choiceId: wordsIdOf(title), title })
  }
  return { choices: found, links }
}
