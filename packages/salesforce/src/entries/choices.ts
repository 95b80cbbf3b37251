import type { CardPart, Choice, MessagePart } from '@conversation-hub/core'
import { z } from 'zod'
import {
  addressOf,
  choicesAmong,
  imagesSchema,
  interactionItemSchema,
  listOf,
  titleItemSchema,
} from './titles'

const text = z.string().nullish().catch(undefined)
const titleSchema = z
  .union([z.string(), titleItemSchema.transform(({ title }) => title)])
  .nullish()
  .catch(undefined)

const choicesSchema = z.object({
  formatType: text,
  text,
  title: titleSchema,
  message: titleSchema,
  optionItems: listOf(interactionItemSchema),
  items: listOf(z.object({ titleItem: titleItemSchema, interactionItems: listOf(interactionItemSchema) })),
  images: imagesSchema,
  calendarEvent: z
    .object({
      title: text,
      timeSlotOptionItems: listOf(z.object({ optionIdentifier: z.string(), startTime: z.string() })),
    })
    .nullish()
    .catch(undefined),
})

type Choices = z.output<typeof choicesSchema>

/** What a message that offers choices shows, in any of its formats. Empty: it offers nothing we can read. */
export function choicesParts(written: unknown): MessagePart[] {
  const parsed = choicesSchema.safeParse(written)
  if (!parsed.success) return []
  const { formatType } = parsed.data
  if (formatType === 'Carousel') return carouselParts(parsed.data)
  if (formatType === 'TimePicker') return timePickerParts(parsed.data)
  const { text: words, title, message, optionItems } = parsed.data
  return choicesPart(words || title || message, choicesAmong(optionItems))
}

function choicesPart(words: string | null | undefined, choices: Choice[]): MessagePart[] {
  if (choices.length === 0) return words ? [{ type: 'text', text: words }] : []
  return [{ type: 'choices', ...(words && { text: words }), choices }]
}

function carouselParts({ title, text: said, message, items, images, optionItems }: Choices): MessagePart[] {
  const words = title || said || message
  if (items.length === 0) return choicesPart(words, choicesAmong(optionItems))
  const cards = items.map(({ titleItem, interactionItems }): CardPart => {
    const imageUrl = addressOf(images.find(({ id }) => id && id === titleItem.imageId))
    // A card of ours leads to one address: the others are written below it.
    const [link, ...others] = interactionItems.filter((item) => item.url)
    const further = others.map((other) => `${other.titleItem.title} (${other.url})`)
    const text = [titleItem.subTitle, ...further].filter(Boolean).join('\n')
    const url = link?.url
    const choices = choicesAmong(interactionItems)
    return {
      type: 'card',
      title: titleItem.title,
      ...(text && { text }),
      ...(imageUrl && { imageUrl }),
      ...(url && { url }),
      ...(choices.length > 0 && { choices }),
    }
  })
  return words ? [{ type: 'text', text: words }, ...cards] : cards
}

function timePickerParts({ calendarEvent, message, text: said, title }: Choices): MessagePart[] {
  const slots = calendarEvent?.timeSlotOptionItems ?? []
  const choices = slots.map(({ optionIdentifier, startTime }) => ({
    choiceId: optionIdentifier,
    // To the minute and with its offset: the customer's own time zone is not known here.
    title: startTime.replace('T', ' ').replace(/:\d\d(\.\d+)?(?=Z|[+-]|$)/, ''),
  }))
  return choicesPart(calendarEvent?.title || message || said || title, choices)
}
