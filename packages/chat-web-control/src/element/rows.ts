import type { Author, ChatItem } from '../client/index'
import { dayOf } from './times'

/** An item of the chat with its place among its neighbours. */
export interface Row {
  readonly item: ChatItem
  /** Set on the first item of a day: its time. */
  readonly day?: string
  /** The first and the last of what one author said in one go. */
  readonly startsGroup: boolean
  readonly endsGroup: boolean
  /** Nothing was said after it; who comes and goes says nothing. */
  readonly isLast: boolean
}

/** Silence after which the same author's next message stands by itself, in milliseconds. */
const groupGap = 5 * 60_000

export function rowsOf(items: readonly ChatItem[]): Row[] {
  const shown = items.filter((item, index) => hasSomethingToShow(item) && !isToldNext(item, items[index + 1]))
  const last = shown.findLastIndex((item) => item.kind !== 'participant')
  return shown.map((item, index) => {
    const before = shown[index - 1]
    const after = shown[index + 1]
    const day = startsDay(item, before)
    return {
      item,
      ...(day === undefined ? {} : { day }),
      startsGroup: before === undefined || !belongTogether(before, item),
      endsGroup: after === undefined || !belongTogether(item, after),
      isLast: index >= last,
    }
  })
}

/** A message of part types that this control does not know yet. */
function hasSomethingToShow(item: ChatItem): boolean {
  return item.kind !== 'message' || item.message.parts.length > 0
}

/** Who came or left is told once: some platforms tell it in words of their own, right behind it. */
function isToldNext(item: ChatItem, next: ChatItem | undefined): boolean {
  if (item.kind !== 'participant' || next?.kind !== 'message') return false
  const { author, parts } = next.message
  const { name } = item.participant.author
  const isNamed = parts.some((part) => 'text' in part && (part.text ?? '').includes(name ?? ''))
  return author.role === 'system' && isNamed
}

function startsDay(item: ChatItem, before: ChatItem | undefined): string | undefined {
  const at = timeOf(item)
  if (at === undefined) return undefined
  const earlier = before && timeOf(before)
  return earlier !== undefined && dayOf(earlier) === dayOf(at) ? undefined : at
}

function belongTogether(one: ChatItem, next: ChatItem): boolean {
  const author = authorOf(one)
  const other = authorOf(next)
  if (!author || !other || author.role !== other.role || author.name !== other.name) return false
  if (author.role === 'system') return false
  const gap = Date.parse(timeOf(next) ?? '') - Date.parse(timeOf(one) ?? '')
  return !(gap > groupGap) && startsDay(next, one) === undefined
}

const customer: Author = { role: 'customer' }

export function authorOf(item: ChatItem): Author | undefined {
  switch (item.kind) {
    case 'message':
      // A name the platform has for the customer does not part pending messages from sent ones.
      return item.message.author.role === 'customer' ? customer : item.message.author
    case 'partial':
      return item.author
    case 'pending':
      return customer
    case 'participant':
      return undefined
  }
}

export function timeOf(item: ChatItem): string | undefined {
  switch (item.kind) {
    case 'message':
      return item.message.at
    case 'pending':
      return item.at
    case 'participant':
      return item.participant.at
    case 'partial':
      return undefined
  }
}
