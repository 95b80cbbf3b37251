import type { ChatItem } from '../client/index'

/** The newest message of the other side: its id. */
export function newestOther(items: readonly ChatItem[]): string | undefined {
  const newest = items.findLast(
    (item) =>
      item.kind === 'message' && (item.message.author.role === 'bot' || item.message.author.role === 'agent'),
  )
  return newest?.kind === 'message' ? newest.message.messageId : undefined
}
