import type { Choice } from '@conversation-hub/core'
import { z } from 'zod'
import { link, webAddress } from './address'

const text = z.string().nullish().catch(undefined)

/** A list of what Salesforce sends. What is not understood in it leaves the others alone. */
export const listOf = <Item extends z.ZodType>(item: Item) =>
  z
    .array(item.optional().catch(undefined))
    .catch([])
    .default([])
    .transform((items) => items.flatMap((one): z.output<Item>[] => (one === undefined ? [] : [one])))

/** A title, with up to one more line that is worth showing. */
export const titleItemSchema = z.object({ title: z.string(), subTitle: text, imageId: text })

/** Something to press: an option that is sent back, or a link. */
export const interactionItemSchema = z.object({
  titleItem: titleItemSchema,
  optionIdentifier: text,
  url: link.nullish().catch(undefined),
})

export const assetSchema = z.object({
  id: text,
  assetUrl: webAddress.nullish().catch(undefined),
  url: webAddress.nullish().catch(undefined),
  mimeType: text,
  description: text,
})
export type Asset = z.output<typeof assetSchema>

export const imagesSchema = listOf(assetSchema)

type InteractionItem = z.output<typeof interactionItemSchema>

/** The options among things to press. */
export function choicesAmong(items: ReadonlyArray<InteractionItem>): Choice[] {
  return items.flatMap(({ optionIdentifier, titleItem }) =>
    optionIdentifier ? [{ choiceId: optionIdentifier, title: titleItem.title }] : [],
  )
}

export function addressOf(asset: Asset | null | undefined): string | undefined {
  return asset?.assetUrl || asset?.url || undefined
}
