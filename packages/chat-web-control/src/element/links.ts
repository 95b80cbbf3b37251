import { webAddress } from '../client/addresses'

/** A stretch of a message's text: plain, or an address to go to. */
export type Stretch = { readonly text: string } | { readonly text: string; readonly href: string }

const address = /\bhttps?:\/\/[^\s<>"'“”«»]+/gi

/** Finds http and https addresses. Punctuation that ends the sentence does not belong to the address. */
export function stretchesOf(text: string): Stretch[] {
  const stretches: Stretch[] = []
  let end = 0
  for (const match of text.matchAll(address)) {
    const found = withoutEndOfSentence(match[0])
    const href = webAddress(found)
    if (href === undefined) continue
    if (match.index > end) stretches.push({ text: text.slice(end, match.index) })
    stretches.push({ text: found, href })
    end = match.index + found.length
  }
  if (end < text.length) stretches.push({ text: text.slice(end) })
  return stretches
}

function withoutEndOfSentence(found: string): string {
  const trimmed = found.replace(/[.,;:!?*_]+$/, '')
  // "(see https://example.com/a)" but "https://example.com/a_(b)"
  const opened = trimmed.split('(').length
  const closed = trimmed.split(')').length
  if (trimmed.endsWith(')') && closed > opened) return withoutEndOfSentence(trimmed.slice(0, -1))
  return trimmed
}
