import { type CarrierMessage, type MessagePart, partsAsText } from '@conversation-hub/core'
import { splitText } from './text/split-text'

/** Files in one message, at most: Twilio, Message resource, `MediaUrl`. */
const MAX_MEDIA = 10

/** What Twilio carries as a file: images, sound, video, contacts, calendar entries and PDF. */
const MEDIA_TYPES =
  /^(image|audio|video)\/|^text\/(vcard|x-vcard|calendar|directory)$|^application\/(pdf|vcard)$/i

/**
 * A message as text messages: choices numbered, forms as questions, files as files where the number can send
 * them and Twilio can fetch them, and else as their address.
 */
export function compose(parts: ReadonlyArray<MessagePart>, { media }: { media: boolean }): CarrierMessage[] {
  const files = media ? parts.flatMap(fileOf) : []
  const words = media
    ? parts.filter((part) => part.type !== 'attachment' || fileOf(part).length === 0)
    : parts.flatMap(withPicture)
  const texts = splitText(partsAsText(words))
  const messages: CarrierMessage[] = []
  for (let index = 0; index < texts.length || index * MAX_MEDIA < files.length; index += 1) {
    const mediaUrls = files.slice(index * MAX_MEDIA, (index + 1) * MAX_MEDIA)
    messages.push({ text: texts[index] ?? '', mediaUrls })
  }
  return messages
}

/** A card whose picture cannot be sent as a file is followed by its address. */
function withPicture(part: MessagePart): MessagePart[] {
  const pictures = part.type === 'card' ? fileOf(part) : []
  return [part, ...pictures.map((text) => ({ type: 'text' as const, text }))]
}

/** The address at which Twilio fetches a part's file. */
function fileOf(part: MessagePart): string[] {
  if (part.type === 'card')
    return part.imageUrl !== undefined && isFetchable(part.imageUrl) ? [part.imageUrl] : []
  if (part.type !== 'attachment') return []
  return MEDIA_TYPES.test(part.mediaType) && isFetchable(part.url) ? [part.url] : []
}

function isFetchable(url: string): boolean {
  return URL.canParse(url) && /^https?:$/.test(new URL(url).protocol)
}
