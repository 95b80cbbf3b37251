import type { CardPart, Choice } from '@conversation-hub/core'
import { z } from 'zod'
import { htmlAsText } from '../text/html-as-text'
import { wordsIdOf } from './choice-id'
import { address } from './lenient'

/** Cards nest containers; nobody reads deeper than this. */
const MAX_DEPTH = 10

const adaptiveCardSchema = z.object({
  type: z.literal('AdaptiveCard'),
  body: z.array(z.unknown()).catch([]),
  actions: z.array(z.unknown()).catch([]),
  fallbackText: z.string().optional().catch(undefined),
})

const elementSchema = z.looseObject({ type: z.string().optional().catch(undefined) })
const nestedSchema = z.array(z.unknown())
const actionSchema = z.object({
  type: z.string(),
  title: z.string().transform(htmlAsText),
  url: address,
})
const factSchema = z.object({ title: z.string().catch(''), value: z.string().catch('') })
/** A piece of a text block, which may be the bare words. */
const inlineSchema = z.union([z.string(), z.object({ text: z.string() }).transform(({ text }) => text)])

/**
 * An Adaptive Card (adaptivecards.io) as a card of ours: the first text is its title, the first picture and the
 * first link are kept, what submits becomes a choice. `undefined` for what is no card or holds nothing to read.
 */
export function readAdaptiveCard(raw: unknown): CardPart | undefined {
  const parsed = adaptiveCardSchema.safeParse(raw)
  if (!parsed.success) return undefined
  const { body, actions, fallbackText } = parsed.data
  const found = contentOf(body, 0)
  const texts = found.texts.length > 0 ? found.texts : [fallbackText ?? ''].filter(Boolean)
  const buttons = [...found.actions, ...actions].flatMap(
    (action) => actionSchema.safeParse(action).data ?? [],
  )
  const [link, ...others] = buttons.filter(({ type, url }) => type === 'Action.OpenUrl' && url !== undefined)
  const choices = buttons
    .filter(({ type }) => type === 'Action.Submit' || type === 'Action.Execute')
    .map(({ title }): Choice => ({ choiceId: wordsIdOf(title), title }))
  const [title = link?.title, ...rest] = texts
  if (title === undefined && found.images.length === 0 && choices.length === 0) return undefined
  // A card of ours leads to one address: the others are written below it.
  const text = [...rest, ...others.map((other) => `${other.title} (${other.url})`)].join('\n')
  const [imageUrl] = found.images
  return {
    type: 'card',
    title: title ?? '',
    ...(text && { text }),
    ...(imageUrl && { imageUrl }),
    ...(link?.url && { url: link.url }),
    ...(choices.length > 0 && { choices }),
  }
}

interface Content {
  readonly texts: string[]
  readonly images: string[]
  readonly actions: unknown[]
}

function contentOf(elements: ReadonlyArray<unknown>, depth: number): Content {
  const content: Content = { texts: [], images: [], actions: [] }
  if (depth > MAX_DEPTH) return content
  for (const raw of elements) {
    const parsed = elementSchema.safeParse(raw)
    if (!parsed.success) continue
    const { type, text, url, ...element } = parsed.data
    if (typeof text === 'string' && type !== 'Image') content.texts.push(htmlAsText(text))
    if (type === 'RichTextBlock') content.texts.push(htmlAsText(wordsOf(element.inlines)))
    const image = type === 'Image' ? address.parse(url) : undefined
    if (image !== undefined) content.images.push(image)
    if (type === 'FactSet') content.texts.push(...factsOf(element.facts))
    if (type === 'ActionSet') content.actions.push(...listIn(element.actions))
    for (const nested of [element.items, element.columns, element.images, element.rows, element.cells]) {
      const { texts, images, actions } = contentOf(listIn(nested), depth + 1)
      content.texts.push(...texts)
      content.images.push(...images)
      content.actions.push(...actions)
    }
  }
  return content
}

const listIn = (raw: unknown) => nestedSchema.safeParse(raw).data ?? []

/** The pieces of one text. */
function wordsOf(inlines: unknown): string {
  return listIn(inlines)
    .map((inline) => inlineSchema.safeParse(inline).data ?? '')
    .join('')
}

function factsOf(raw: unknown): string[] {
  return listIn(raw).flatMap((fact) => {
    const parsed = factSchema.safeParse(fact)
    return parsed.success ? `${parsed.data.title}: ${parsed.data.value}` : []
  })
}
