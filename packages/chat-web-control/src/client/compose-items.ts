import type { OutboxEntry } from './outgoing'
import type { Told, ToldItem } from './told'
import type { ChatItem, PendingItem } from './view'

export interface OwnMessages {
  readonly outbox: readonly OutboxEntry[]
  /** The customer's messages of this page view that the hub has told: its id to ours. */
  readonly recognised: ReadonlyMap<string, string>
}

/** Items made once are used again, so that a list of a thousand is not drawn anew for one. */
export type KnownItems = WeakMap<object, ChatItem>

/** One list: what was told, what is being written, what is on its way. */
export function composeItems(told: Told, own: OwnMessages, known: KnownItems): ChatItem[] {
  const shown = new Set(own.recognised.values())
  const pending = own.outbox.filter(({ clientMessageId }) => !shown.has(clientMessageId))
  const refused = pending.filter(({ progress }) => progress.step === 'refused')
  const items = told.items.map((item) => itemOf(item, own.recognised, known))
  for (const entry of refused) items.splice(placeOf(entry, told, items), 0, pendingItem(entry, known))
  return [
    ...items,
    ...told.partials.map(
      ({ messageId, author, text }): ChatItem => ({ kind: 'partial', key: messageId, author, text }),
    ),
    ...pending.filter((entry) => !refused.includes(entry)).map((entry) => pendingItem(entry, known)),
  ]
}

function itemOf(item: ToldItem, recognised: ReadonlyMap<string, string>, known: KnownItems): ChatItem {
  if (item.type === 'participant') {
    return remember(known, item, `participant-${item.seq ?? item.at}`, (key) => ({
      kind: 'participant',
      key,
      participant: item,
    }))
  }
  const key = recognised.get(item.messageId) ?? item.messageId
  return remember(known, item, key, () => ({ kind: 'message', key, message: item }))
}

function pendingItem(entry: OutboxEntry, known: KnownItems): ChatItem {
  const { clientMessageId, content, at, progress } = entry
  return remember(known, entry, clientMessageId, (key) => ({
    kind: 'pending',
    key,
    clientMessageId,
    content,
    at: new Date(at).toISOString(),
    status: statusOf(entry),
    ...(progress.step === 'refused' && progress.code !== undefined && { code: progress.code }),
  }))
}

function statusOf({ progress }: OutboxEntry): PendingItem['status'] {
  switch (progress.step) {
    case 'refused':
      return 'refused'
    case 'accepted':
      return 'sent'
    default:
      return 'sending'
  }
}

/** What was not delivered stays where it was written, and does not follow the end of the list about. */
function placeOf(entry: OutboxEntry, told: Told, items: readonly ChatItem[]): number {
  if (entry.afterSeq >= told.lastSeq) return items.length
  const next = items.findIndex((item) => (seqOf(item) ?? 0) > entry.afterSeq)
  return next === -1 ? items.length : next
}

function seqOf(item: ChatItem): number | undefined {
  switch (item.kind) {
    case 'message':
      return item.message.seq
    case 'participant':
      return item.participant.seq
    default:
      return undefined
  }
}

function remember(known: KnownItems, source: object, key: string, make: (key: string) => ChatItem): ChatItem {
  const before = known.get(source)
  if (before?.key === key) return before
  const item = make(key)
  known.set(source, item)
  return item
}
