import type { MessagePart } from '@conversation-hub/core'
import { z } from 'zod'
import { link, webAddress } from './address'
import { citationsSchema, sourceParts } from './sources'
import { type Asset, addressOf, assetSchema, interactionItemSchema, listOf, titleItemSchema } from './titles'

const text = z.string().nullish().catch(undefined)

const contentSchema = z.object({
  formatType: text,
  text,
  citationContent: citationsSchema.nullish().catch(undefined),
  message: text,
  attachments: listOf(z.object({ name: text, mimeType: text, url: webAddress.nullish().catch(undefined) })),
  linkItem: interactionItemSchema.nullish().catch(undefined),
  linkItems: listOf(interactionItemSchema),
  image: assetSchema.nullish().catch(undefined),
  video: assetSchema.nullish().catch(undefined),
  mediaAsset: assetSchema.nullish().catch(undefined),
  links: listOf(z.object({ url: link })),
  title: z
    .union([titleItemSchema, z.string().transform((title) => ({ title }))])
    .nullish()
    .catch(undefined),
  url: link.nullish().catch(undefined),
  application: z.object({ name: z.string() }).nullish().catch(undefined),
  values: listOf(z.object({ value: z.unknown().optional() })),
})

type Content = z.output<typeof contentSchema>

/** What a message that asks for nothing shows, by its format. Empty: a format that is not known. */
export function staticContentParts(written: unknown): MessagePart[] {
  const parsed = contentSchema.safeParse(written)
  return parsed.success ? partsOf(parsed.data) : []
}

/** Words are shown beside whatever a format brings besides: none says that they are never there. */
function partsOf(content: Content): MessagePart[] {
  const words = textPart(content.text)
  const shown = [...besideWords(content), ...sourceParts(content.citationContent ?? [])]
  return content.formatType === 'RichLink' ? [...shown, ...words] : [...words, ...shown]
}

function besideWords(content: Content): MessagePart[] {
  switch (content.formatType) {
    case 'Attachments':
      return content.attachments.flatMap(({ name, mimeType, url }) =>
        // Of one that nobody can open, the customer at least knows that it was there.
        url ? [attachmentPart(name || 'file', mimeType, url)] : textPart(name),
      )
    case 'RichLink':
      return [...richLinkPart(content), ...mediaPart(content.video)]
    case 'Media':
      return [...mediaPart(content.mediaAsset), ...linkItemParts(content)]
    case 'Links':
      return [...content.links.flatMap(({ url }) => textPart(url)), ...linkItemParts(content)]
    case 'WebView':
      return linkPart(content.title?.title || content.url, content.url)
    case 'Application':
      return textPart(content.application?.name)
    case 'ExperienceType':
      return [...textPart(content.message), ...content.values.flatMap(({ value }) => readable(value))]
    default:
      return []
  }
}

function textPart(words: string | null | undefined): MessagePart[] {
  return words ? [{ type: 'text', text: words }] : []
}

function attachmentPart(name: string, mediaType: string | null | undefined, url: string): MessagePart {
  return { type: 'attachment', name, mediaType: mediaType || 'application/octet-stream', url }
}

function linkPart(title: string | null | undefined, url: string | null | undefined): MessagePart[] {
  if (!title || !url) return textPart(title)
  return [{ type: 'card', title, url }]
}

function richLinkPart({ linkItem, image }: Content): MessagePart[] {
  if (!linkItem) return []
  const { titleItem, url } = linkItem
  const imageUrl = addressOf(image)
  return [
    {
      type: 'card',
      title: titleItem.title,
      ...(titleItem.subTitle && { text: titleItem.subTitle }),
      ...(imageUrl && { imageUrl }),
      ...(url && { url }),
    },
  ]
}

function linkItemParts({ linkItems }: Content): MessagePart[] {
  return linkItems.flatMap(({ titleItem, url }) => linkPart(titleItem.title, url))
}

function mediaPart(asset: Asset | null | undefined): MessagePart[] {
  const url = addressOf(asset)
  if (!url) return textPart(asset?.description)
  return [attachmentPart(asset?.description || 'media', asset?.mimeType, url)]
}

/** A value that is plain text is shown; a structure is meant for a component that we do not have. */
function readable(value: unknown): MessagePart[] {
  return typeof value === 'string' ? textPart(value) : []
}
