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
  type Offer,
  parseRequest,
} from '@conversation-hub/core'
import { readEvent } from '../conversations/columns'
import type { StoredMessage } from '../conversations/conversation-row'
import type { ConversationRecord } from '../conversations/record'
import type { Database } from '../database/database'
import { fitStored } from '../driving/fit-stored'
import { platformsFirst } from '../driving/platforms-first'
import type { Changes } from '../journal/changes'
import type { HubContext } from './hub-context'
import { messageIdFor } from './message-id'

/** How many of the newest messages are searched for the choice or form that an answer belongs to. */
const OFFERS_SEARCHED = 200

/** A message on its way into a conversation. */
interface Incoming {
  readonly messageId: string
  readonly author: Author
  readonly parts: MessagePart[]
  /** What the platform is to be sent; absent for what the app itself says. */
  readonly outgoing?: StoredMessage
  readonly form?: FormPart
  readonly attachmentUrl?: string
}

/** Takes what the customer (or, with `author`, the app) says. The same `clientMessageId` twice is one message. */
export async function sendMessage(
  context: HubContext,
  conversationId: string,
  written: CustomerMessage,
  author?: Author,
): Promise<{ messageId: string }> {
  const message = parseRequest(customerMessageSchema, written, 'The message')
  refuseTooLong(message)
  const offers = 'text' in message ? [] : await recentOffers(context, conversationId)
  const intended = intendedMessage(message, offers)
  const messageId = messageIdFor(conversationId, message.clientMessageId)
  return await addMessage(context, conversationId, {
    messageId,
    author: author ?? { role: 'customer' },
    parts: [{ type: 'text', text: intended.shownAs }],
    ...(author === undefined && outgoingOf(intended)),
  })
}

/** Writes a message and the command that carries it to the platform, together. */
export async function addMessage(
  { database, journal, settings }: HubContext,
  conversationId: string,
  incoming: Incoming,
): Promise<{ messageId: string }> {
  const { messageId } = incoming
  const dedupeKey = `message ${messageId}`
  settings.failpoint('before-inbox-commit')
  const keep = (record: ConversationRecord): Changes & { value: { messageId: string } } => {
    // A repeat is answered like the first time, also after the end.
    if (record.seen.has(dedupeKey)) return { value: { messageId } }
    if (record.row.state === 'ended') throw hasEnded(record)
    const command = commandFor(record, incoming, settings.platforms)
    return {
      events: [
        { event: { type: 'message', messageId, author: incoming.author, parts: incoming.parts }, dedupeKey },
      ],
      ...(command && { commands: [command] }),
      value: { messageId },
    }
  }
  const kept = await journal.change(conversationId, keep).catch(async (thrown: unknown) => {
    const isOver = thrown instanceof ConversationError && thrown.code === 'conversation-ended'
    // Of a long conversation only the newest keys are at hand.
    if (isOver && (await isKept(database, conversationId, dedupeKey))) return { messageId }
    throw thrown
  })
  settings.failpoint('after-commit-before-answer')
  if (incoming.outgoing) await new Promise<void>(platformsFirst)
  return kept
}

async function isKept(database: Database, conversationId: string, dedupeKey: string): Promise<boolean> {
  const rows = await database.query(
    'SELECT 1 FROM events WHERE conversation_id = $1::uuid AND dedupe_key = $2',
    [conversationId, dedupeKey],
  )
  return rows.length > 0
}

function commandFor(
  { row }: ConversationRecord,
  { messageId, outgoing, form, attachmentUrl }: Incoming,
  platforms: HubContext['settings']['platforms'],
) {
  if (outgoing === undefined || row.managedBy === undefined) return undefined
  const capabilities = platforms.get(row.managedBy)?.capabilities
  const fitting = { ...(form && { form }), ...(attachmentUrl !== undefined && { attachmentUrl }) }
  const message = capabilities ? fitStored(outgoing, capabilities, fitting) : outgoing
  return {
    platform: row.managedBy,
    command: { type: 'send' as const, commandId: messageId, messageId, message },
  }
}

function outgoingOf({ message, form }: IntendedMessage): { outgoing?: StoredMessage; form?: FormPart } {
  if (message.type === 'attachment') return {}
  return { outgoing: message, ...(form && { form }) }
}

/** What was said lately and by whom, newest first: among it is what an answer belongs to. */
export async function recentOffers(
  { database }: HubContext,
  conversationId: string,
  most = OFFERS_SEARCHED,
): Promise<(Offer & { readonly author: Author['role'] })[]> {
  const rows = await database.query(
    `SELECT body FROM events WHERE conversation_id = $1::uuid AND type = 'message' ORDER BY seq DESC LIMIT $2::int`,
    [conversationId, most],
  )
  return rows.flatMap(({ body }) => {
    const event = readEvent(String(body))
    if (event.type !== 'message') return []
    return [{ messageId: event.messageId, parts: event.parts, author: event.author.role }]
  })
}

function refuseTooLong(message: CustomerMessage): void {
  const length =
    'text' in message ? message.text.length : 'form' in message ? JSON.stringify(message.form).length : 0
  if (length <= MAX_TEXT_CHARACTERS) return
  throw new ConversationError(
    'message-too-large',
    `The message has ${length} characters; at most ${MAX_TEXT_CHARACTERS} are taken. Send it in pieces, or as a file.`,
  )
}

function hasEnded({ row }: ConversationRecord): ConversationError {
  const reason = row.endReason === undefined ? '' : ` (${row.endReason})`
  return new ConversationError('conversation-ended', `The conversation has ended${reason}; start a new one.`)
}
