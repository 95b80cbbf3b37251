import type {
  Author,
  ConversationEvent,
  MessageSaid,
  PartialSeen,
  ParticipantChanged,
  ReceiptGiven,
  ReceiptStatus,
} from './wire'

/** What the conversation's events have told so far. */
export interface Told {
  readonly items: readonly ToldItem[]
  readonly partials: readonly PartialSeen[]
  readonly typing: readonly Author[]
  readonly lastSeq: number
  readonly state?: string | undefined
  readonly reason?: string | undefined
  readonly queue?: Queue | undefined
  /** Absent until the platform says so, and again when the customer has said something. */
  readonly expectsInput?: boolean | undefined
}

/** The customer’s place in a queue, and the wait in seconds, as far as the platform tells. */
export interface Queue {
  readonly position?: number | undefined
  readonly waitSeconds?: number | undefined
}

export type ToldItem = ToldMessage | ParticipantChanged

/** A message with the newest that is known of what became of it. */
export interface ToldMessage extends MessageSaid {
  readonly receipt?: Pick<ReceiptGiven, 'status' | 'code'>
}

export const nothingTold: Told = { items: [], partials: [], typing: [], lastSeq: 0 }

export function hear(told: Told, event: ConversationEvent): Told {
  const next = { ...told, lastSeq: event.seq ?? told.lastSeq }
  switch (event.type) {
    case 'message':
      return {
        ...next,
        items: [...told.items, event],
        ...(event.author.role === 'customer' ? { expectsInput: undefined } : {}),
        typing: without(told.typing, event.author),
        // Who says something writes nothing any more. What was cut off half-way may have come under another id.
        partials: told.partials.filter(
          ({ messageId, author }) => messageId !== event.messageId && !isSame(author, event.author),
        ),
      }
    case 'partial':
      return {
        ...next,
        typing: without(told.typing, event.author),
        // An empty one takes the text back: its message has come under another id.
        partials: [
          ...told.partials.filter(({ messageId }) => messageId !== event.messageId),
          ...(event.text === '' ? [] : [event]),
        ],
      }
    case 'typing':
      return {
        ...next,
        typing: event.typing
          ? [...without(told.typing, event.author), event.author]
          : without(told.typing, event.author),
      }
    case 'receipt':
      return { ...next, items: withReceipt(told.items, event) }
    case 'participant':
      return {
        ...next,
        items: [...told.items, event],
        typing: event.change === 'left' ? without(told.typing, event.author) : told.typing,
      }
    case 'queue':
      return { ...next, queue: { position: event.position, waitSeconds: event.waitSeconds } }
    case 'input':
      return { ...next, expectsInput: event.expected }
    case 'state':
      return {
        ...next,
        state: event.state,
        reason: event.reason,
        // Whoever waits in the queue has left it with any other state.
        queue: event.state === 'waiting' ? told.queue : undefined,
        // Only a bot asks for nothing but an answer; words to a person, or in a queue, are welcome.
        expectsInput: event.state === 'with-bot' ? told.expectsInput : undefined,
        ...(event.state === 'ended' ? { typing: [], partials: [] } : {}),
      }
  }
}

export function without(typing: readonly Author[], author: Author): readonly Author[] {
  return typing.filter((other) => !isSame(other, author))
}

const isSame = (one: Author, other: Author) => one.role === other.role && one.name === other.name

function withReceipt(
  items: readonly ToldItem[],
  { messageId, status, code }: ReceiptGiven,
): readonly ToldItem[] {
  const place = items.findLastIndex((item) => item.type === 'message' && item.messageId === messageId)
  const message = items[place]
  if (message?.type !== 'message' || !says(status, message.receipt?.status)) return items
  const told = items.with(place, { ...message, receipt: { status, code } })
  return status === 'read' && message.author.role === 'customer' ? withReadBefore(told, place) : told
}

/**
 * Who has read a message of the customer's has read those before it: some platforms tell of the newest alone, as Salesforce's
 * own clients take it.
 */
function withReadBefore(items: readonly ToldItem[], place: number): readonly ToldItem[] {
  let told = items
  for (let index = place - 1; index >= 0; index -= 1) {
    const item = items[index]
    if (item?.type !== 'message' || item.author.role !== 'customer') continue
    if (item.receipt?.status === 'read') break
    if (item.receipt?.status !== 'failed') told = told.with(index, { ...item, receipt: { status: 'read' } })
  }
  return told
}

const ranks: Readonly<Record<ReceiptStatus, number>> = { sent: 1, delivered: 2, read: 3, failed: 4 }

/** "Read" is not taken back by a late "delivered"; a failure is, by any sign that the message arrived after all. */
function says(status: ReceiptStatus, before: ReceiptStatus | undefined): boolean {
  return before === undefined || before === 'failed' || ranks[status] > ranks[before]
}
