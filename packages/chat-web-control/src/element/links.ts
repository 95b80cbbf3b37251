import { webAddress } from '../client/addresses'

/** A stretch of a message's text: plain, or an address to go to. */
export type Stretch = { readonly text: string } | { readonly text: string; readonly href: string }

const endOfSentence = '.,;:!?*_'
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
  // "(see https://example.com/a)" but "https://example.com/a_(b)"
  let closedTooOften = found.split(')').length - found.split('(').length
  let end = found.length
  for (; end > 0; end -= 1) {
    const last = found.charAt(end - 1)
    if (last === ')' && closedTooOften > 0) closedTooOften -= 1
    else if (!endOfSentence.includes(last)) break
  }
  return found.slice(0, end)
}
