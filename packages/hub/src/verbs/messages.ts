import {
  type Author,
  ConversationError,
  type CustomerMessage,
  customerMessageSchema,
  type FormPart,
  type IntendedMessage,
  intendedMessage,
  MAX_TEXT_CHARACTERS,
  type MessagePart,
  parseRequest,
  partsAsText,
} from '@conversation-hub/core'
import { conversationEnded } from '../conversations/conversation-ended'
import type { StoredMessage } from '../conversations/conversation-row'
import { fitStored } from '../conversations/fit-stored'
import { messageIdFor } from '../conversations/message-id'
import { messageKey } from '../conversations/message-key'
import type { ConversationRecord } from '../conversations/record'
import type { Database } from '../database/database'
import { platformsFirst } from '../driving/platforms-first'
import type { Changes, CommandToKeep } from '../journal/changes'
import type { HubContext } from './hub-context'
import { type RecentOffer, recentOffers } from './recent-offers'

/**
 * How many characters of one conversation may wait for its platform. They are kept in memory, and a customer may send
 * faster than the platform takes them, or while it takes nothing.
 */
const MOST_WAITING_CHARACTERS = 2_000_000
const BACKLOG_PAUSE_MS = 10_000

/** A message on its way into a conversation. */
export interface Incoming {
  readonly messageId: string
  readonly author: Author
  readonly parts: MessagePart[]
  /** What to send to the platform. Absent for what the app itself says. */
  readonly outgoing?: StoredMessage
  readonly form?: FormPart
  /**
   * The platform session in which the choice or form was offered that this answers. Absent if that platform has been
   * left since.
   */
  readonly offeredIn?: number
  readonly attachmentUrl?: string
}

/**
 * Takes what the customer (or, with `author`, the app) says. The same `clientMessageId` again makes no second message.
 */
export async function sendMessage(
  context: HubContext,
  conversationId: string,
  written: CustomerMessage,
  author?: Author,
): Promise<{ messageId: string }> {
  const message = parseMessage(written)
  const add = (offers: ReadonlyArray<RecentOffer>) =>
    addMessage(context, conversationId, incomingOf(conversationId, message, offers, author))
  try {
    if ('text' in message) return await context.inOrder.next(conversationId, () => add([]))
    return await context.inOrder.needing(conversationId, recentOffers(context, conversationId), add)
  } catch (thrown) {
    const isUnknown = thrown instanceof ConversationError && thrown.code === 'choice-unknown'
    if (!isUnknown || message.clientMessageId === undefined) throw thrown
    // So much has been said since that what it answers is not found. But if it is a repeat, it is answered like the
    // first time.
    const messageId = messageIdFor(conversationId, message.clientMessageId)
    if (!(await areKept(context.database, conversationId, [{ messageId }]))) throw thrown
    return { messageId }
  }
}

/** A message after validation. Throws `invalid-request` and `message-too-large`. */
export function parseMessage(written: CustomerMessage): CustomerMessage {
  const message = parseRequest(customerMessageSchema, written, 'The message')
  refuseTooLong(message)
  return message
}

/** What somebody wrote, in the form in which it is kept and the one in which it is sent to the platform. */
export function incomingOf(
  conversationId: string,
  message: CustomerMessage,
  offers: ReadonlyArray<RecentOffer>,
  author?: Author,
): Incoming {
  const intended = intendedMessage(message, offers)
  const { message: said } = intended
  const offer = 'inReplyTo' in said ? offers.find(({ messageId }) => messageId === said.inReplyTo) : undefined
  return {
    messageId: messageIdFor(conversationId, message.clientMessageId),
    author: author ?? { role: 'customer' },
    parts: [{ type: 'text', text: intended.shownAs }],
    ...(author === undefined && outgoingOf(intended)),
    ...(offer?.offeredIn !== undefined && { offeredIn: offer.offeredIn }),
  }
}

/** Writes a message and the command that carries it to the platform, together. */
export async function addMessage(
  context: HubContext,
  conversationId: string,
  incoming: Incoming,
): Promise<{ messageId: string }> {
  await addMessages(context, conversationId, [incoming])
  return { messageId: incoming.messageId }
}

/** Writes messages that belong together, in order: all of them or, after the conversation's end, none. */
export async function addMessages(
  { database, journal, settings }: HubContext,
  conversationId: string,
  incoming: ReadonlyArray<Incoming>,
): Promise<void> {
  settings.failpoint('before-inbox-commit')
  const keep = (record: ConversationRecord): Changes & { value: undefined } => {
    // A repeat is answered like the first time, even after the end.
    const fresh = incoming.filter(({ messageId }) => !record.seen.has(messageKey(messageId)))
    if (fresh.length === 0) return { value: undefined }
    if (record.row.state === 'ended') throw conversationEnded(record.row)
    if (fresh.some(({ outgoing }) => outgoing)) refuseTooMuchWaiting(record)
    return {
      events: fresh.map(({ messageId, author, parts }) => ({
        event: { type: 'message', messageId, author, parts },
        dedupeKey: messageKey(messageId),
      })),
      commands: fresh.flatMap((one) => commandsFor(record, one, settings.platforms)),
      value: undefined,
    }
  }
  await journal.change(conversationId, keep).catch(async (thrown: unknown) => {
    const isOver = thrown instanceof ConversationError && thrown.code === 'conversation-ended'
    // In a long conversation, only the newest keys are at hand.
    if (isOver && (await areKept(database, conversationId, incoming))) return
    throw thrown
  })
  settings.failpoint('after-commit-before-answer')
  if (incoming.some(({ outgoing }) => outgoing)) await new Promise<void>(platformsFirst)
}

async function areKept(
  database: Database,
  conversationId: string,
  incoming: ReadonlyArray<Pick<Incoming, 'messageId'>>,
): Promise<boolean> {
  const rows = await database.query(
    'SELECT 1 FROM events WHERE conversation_id = $1::uuid AND dedupe_key = ANY($2::text[])',
    [conversationId, incoming.map(({ messageId }) => messageKey(messageId))],
  )
  return rows.length === incoming.length
}

function commandsFor(
  { row }: ConversationRecord,
  { messageId, parts, outgoing, form, offeredIn, attachmentUrl }: Incoming,
  platforms: HubContext['settings']['platforms'],
): CommandToKeep[] {
  if (outgoing === undefined || row.managedBy === undefined) return []
  const capabilities = platforms.get(row.managedBy)?.capabilities
  const fitting = { ...(form && { form }), ...(attachmentUrl !== undefined && { attachmentUrl }) }
  // A choice or form that another platform offered means nothing to this one, which is told the words.
  const isAnothers = 'inReplyTo' in outgoing && offeredIn !== row.sessionNumber
  const said = isAnothers ? { type: 'text' as const, text: partsAsText(parts) } : outgoing
  const message = capabilities ? fitStored(said, capabilities, fitting) : said
  return [{ platform: row.managedBy, command: { type: 'send', commandId: messageId, messageId, message } }]
}

function outgoingOf({ message, form }: IntendedMessage): { outgoing?: StoredMessage; form?: FormPart } {
  if (message.type === 'attachment') return {}
  return { outgoing: message, ...(form && { form }) }
}

function refuseTooLong(message: CustomerMessage): void {
  refuseTooManyCharacters(
    'text' in message ? message.text.length : 'form' in message ? JSON.stringify(message.form).length : 0,
  )
}

/** Throws `message-too-large`. */
export function refuseTooManyCharacters(length: number): void {
  if (length <= MAX_TEXT_CHARACTERS) return
  throw new ConversationError(
    'message-too-large',
    `The message has ${length} characters; at most ${MAX_TEXT_CHARACTERS} are accepted. Send it in pieces, or as a file.`,
  )
}

function refuseTooMuchWaiting({ outbox }: ConversationRecord): void {
  // So few messages can never be too much, and there are seldom more. So nothing has to be counted.
  if (outbox.length * MAX_TEXT_CHARACTERS < MOST_WAITING_CHARACTERS) return
  const sizes = outbox.map(({ command }) =>
    command.type === 'send' ? JSON.stringify(command.message).length : 0,
  )
  if (sizes.reduce((sum, size) => sum + size, 0) < MOST_WAITING_CHARACTERS) return
  throw new ConversationError(
    'rate-limited',
    `More than ${MOST_WAITING_CHARACTERS} characters of this conversation are already waiting for its platform. Try again later.`,
    { retryAfterMs: BACKLOG_PAUSE_MS },
  )
}
