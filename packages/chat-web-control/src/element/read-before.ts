import type { ChatItem } from '../client/index'
import { authorOf } from './rows'

/**
 * What a screen reader has told before the page was loaded again: up to the last item that was read, whose key this is, and
 * what the customer said behind it.
 */
export function readBefore(items: readonly ChatItem[], lastKey: string | undefined): readonly ChatItem[] {
  const last = items.findIndex(({ key }) => key === lastKey)
  const next = items.findIndex((item, index) => index > last && authorOf(item)?.role !== 'customer')
  return next === -1 ? items : items.slice(0, next)
}

/** The key of the last item that was told, as against those on their way. */
export function lastTold(items: readonly ChatItem[]): string | undefined {
  return items.findLast(({ kind }) => kind === 'message' || kind === 'participant')?.key
}
