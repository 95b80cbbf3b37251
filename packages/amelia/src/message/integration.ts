import type { CardPart, MessagePart } from '@conversation-hub/core'
import { z } from 'zod'
import { htmlAsText } from '../text/html-as-text'
import { readAdaptiveCard } from './card'
import { text } from './lenient'

const integrationSchema = z.looseObject({ componentType: text, payload: z.unknown() })
const cardSchema = z.object({
  title: z.string().min(1),
  subtitle: text,
  text: text,
  description: text,
  imageUrl: text,
  image: text,
  url: text,
  link: text,
})

/**
 * Integration messages carry whatever a domain's own web page understands (`integrationMessageData`). Shown is
 * what looks like a card; the rest is not for a person.
 */
export function readIntegration(raw: unknown): MessagePart | undefined {
  const parsed = integrationSchema.safeParse(raw)
  if (!parsed.success) return undefined
  const { payload, componentType } = parsed.data
  const adaptive = readAdaptiveCard(payload) ?? readAdaptiveCard(raw)
  if (adaptive) return adaptive
  return componentType?.toLowerCase().includes('card') ? readPlainCard(payload) : undefined
}

function readPlainCard(payload: unknown): CardPart | undefined {
  const parsed = cardSchema.safeParse(payload)
  if (!parsed.success) return undefined
  const {
    title,
    subtitle,
    text,
    description,
    imageUrl = parsed.data.image,
    url = parsed.data.link,
  } = parsed.data
  const words = [subtitle, text, description].filter(Boolean).map((part) => htmlAsText(part ?? ''))
  return {
    type: 'card',
    title: htmlAsText(title),
    ...(words.length > 0 && { text: words.join('\n') }),
    ...(imageUrl && { imageUrl }),
    ...(url && { url }),
  }
}
